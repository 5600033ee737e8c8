"""Background jobs as people watch them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.models import Job
from accounts.services.jobs import cancel_job, may_cancel

SHOWN = 50


@require_safe
@member_required()
def job_list(request: HouseholdRequest) -> HttpResponse:
    jobs = Job.objects.in_household(request.household).select_related("requested_by")[:SHOWN]
    return render(request, "accounts/job_list.html", {"jobs": jobs})


def _job(request: HouseholdRequest, pk: int) -> Job:
    jobs = Job.objects.in_household(request.household).select_related("requested_by")
    return get_object_or_404(jobs, pk=pk)


def _detail(request: HouseholdRequest, job: Job) -> HttpResponse:
    template = "accounts/job_detail.html"
    if request.htmx:
        template += "#job-progress"
    context = {"job": job, "may_cancel": may_cancel(request.actor, job)}
    return render(request, template, context)


@never_cache
@require_safe
@member_required()
def job_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show a job; htmx asks for the progress alone, every second until the job has ended."""
    return _detail(request, _job(request, pk))


@require_POST
@member_required()
def job_cancel(request: HouseholdRequest, pk: int) -> HttpResponse:
    job = cancel_job(by=request.actor, job=_job(request, pk))
    return _detail(request, job) if request.htmx else redirect("accounts:job-detail", pk)
