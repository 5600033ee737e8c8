"""The audit trail as members see it: their own acts, and the household's for who manages it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required, takes_data_out
from accounts.enums import AuditKind
from accounts.filters import AuditFilterForm
from accounts.http import HouseholdRequest
from accounts.models import AuditEvent, Membership
from accounts.reports.audit_log import (
    AuditFilter,
    csv_lines,
    find_events,
    json_lines,
    may_see_all,
)
from accounts.scope import household_scope
from accounts.services.audit import record_event
from finehance.kit.ids import id_in

PAGE_SIZE = 50
FORMATS: dict[str, tuple[str, Callable[[Iterable[AuditEvent]], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_lines),
    "json": ("application/json", json_lines),
}


def _form(request: HouseholdRequest) -> AuditFilterForm:
    members = Membership.objects.filter(household=request.household).select_related("user")
    if not may_see_all(request.actor):
        members = members.filter(user=request.user)
    return AuditFilterForm(data=request.GET, members=list(members.order_by("pk")))


@require_safe
@member_required()
def audit_list(request: HouseholdRequest) -> HttpResponse:
    form = _form(request)
    rows = find_events(request.actor, form.chosen())
    before = id_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE_SIZE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    kept = query.urlencode()
    older = f"?{kept}&before={found[PAGE_SIZE - 1].pk}" if len(found) > PAGE_SIZE else ""
    context = {"events": found[:PAGE_SIZE], "form": form, "next_url": older, "query": kept}
    template = "accounts/audit_list.html"
    part = "#audit-rows" if request.htmx and before else ""
    return render(request, template + part, context, status=200 if form.is_valid() else 400)


@require_safe
@takes_data_out
@member_required()
def audit_export(request: HouseholdRequest) -> StreamingHttpResponse:
    """Download the events of the filter, each with its hash; the download is an event itself."""
    wanted = request.GET.get("format", "")
    if wanted not in FORMATS:
        raise Http404
    content_type, lines = FORMATS[wanted]
    chosen = _form(request).chosen()
    if request.method == "GET":
        record_event(AuditKind.EXPORTED, by=request.actor, subject=f"audit trail ({wanted})")
    response = StreamingHttpResponse(_in_scope(request, chosen, lines), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="audit-trail.{wanted}"'
    return response


def _in_scope(
    request: HouseholdRequest,
    chosen: AuditFilter,
    lines: Callable[[Iterable[AuditEvent]], Iterator[str]],
) -> Iterator[str]:
    """Yield the lines in a scope of their own: the request's is closed while they stream."""
    with household_scope(request.household.pk, user_id=request.user.pk):
        yield from lines(find_events(request.actor, chosen).iterator(chunk_size=1_000))
