"""Restoring a full archive into an empty household, and what the last one brought."""

from __future__ import annotations

from functools import partial

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.models import Job
from accounts.roles import Permission
from accounts.services.restoring import filled_tables
from ledger.forms.archives import ArchiveForm
from ledger.forms.refusals import attempt
from ledger.services.archive_uploads import RESTORE_JOB, queue_restore


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.OWN)
def archive_restore(request: HouseholdRequest) -> HttpResponse:
    """Take a full archive for a household that is empty; the job says how far it has come."""
    form = ArchiveForm(request.POST, request.FILES) if request.method == "POST" else ArchiveForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        restore = partial(queue_restore, by=request.actor, name=file.name, stream=file)
        if job := attempt(form, restore):
            return redirect("accounts:job-detail", job.pk)
    job = Job.objects.in_household(request.household).filter(kind=RESTORE_JOB).first()
    context = {
        "form": form,
        "job": job,
        "brought": _rows(job, "counts"),
        "left_out": _rows(job, "left_out"),
        "is_empty": not filled_tables(request.household),
    }
    status = 422 if form.is_bound else 200
    return render(request, "ledger/archive_restore.html", context, status=status)


def _rows(job: Job | None, key: str) -> list[tuple[str, int]]:
    """Return what a job brought or left out, under the names that people know."""
    found: dict[str, int] = job.result.get(key, {}) if job is not None else {}
    return [(str(apps.get_model(label)._meta.verbose_name_plural), n) for label, n in found.items()]  # noqa: SLF001 -- Django's public name
