"""Taking the books out: a selection as a table, or the whole ledger as a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.enums import AuditKind
from accounts.http import HouseholdRequest
from accounts.models import Household
from accounts.scope import household_scope
from accounts.services.audit import record_event
from ledger.exports.journal import JournalFormat, journal
from ledger.exports.tables import csv_pieces, json_pieces, write_xlsx
from ledger.forms.filters import read_filter
from ledger.reports.filters import FilterError, RegisterFilter
from ledger.reports.totals import register_totals

Pieces = Callable[[Household, RegisterFilter], Iterator[str]]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _journal_of(journal_format: JournalFormat) -> Pieces:
    def pieces(household: Household, _chosen: RegisterFilter) -> Iterator[str]:
        return journal(household, journal_format)

    return pieces


STREAMED: dict[str, tuple[str, str, Pieces]] = {
    "csv": ("csv", "text/csv; charset=utf-8", csv_pieces),
    "json": ("json", "application/json", json_pieces),
    "hledger": ("journal", "text/plain; charset=utf-8", _journal_of(JournalFormat.HLEDGER)),
    "beancount": ("beancount", "text/plain; charset=utf-8", _journal_of(JournalFormat.BEANCOUNT)),
}


@require_safe
@member_required()
def export(request: HouseholdRequest) -> HttpResponseBase:
    """Download the transactions of the filter in the query, or choose a format first."""
    try:
        chosen = read_filter(dict(request.GET.lists()))
    except FilterError as error:
        return _choose(request, RegisterFilter(), problem=str(error))
    wanted = request.GET.get("format", "")
    if request.method == "GET" and (wanted == "xlsx" or wanted in STREAMED):
        record_event(AuditKind.EXPORTED, by=request.actor, subject=wanted)
    if wanted == "xlsx":
        return _workbook(request, chosen)
    if wanted in STREAMED:
        return _stream(request, chosen, wanted)
    if wanted:
        raise Http404
    return _choose(request, chosen)


def _choose(request: HouseholdRequest, chosen: RegisterFilter, problem: str = "") -> HttpResponse:
    totals = register_totals(request.household, chosen)
    context = {"filter_query": chosen.query(), "totals": totals, "problem": problem}
    status = 400 if problem else 200
    return render(request, "ledger/export.html", context, status=status)


def _file_name(request: HouseholdRequest, suffix: str) -> str:
    today = timezone.localdate(timezone=request.household.zone)
    return f"finehance-{today}.{suffix}"


def _stream(request: HouseholdRequest, chosen: RegisterFilter, wanted: str) -> HttpResponseBase:
    suffix, content_type, pieces = STREAMED[wanted]
    parts = _in_scope(request, lambda: pieces(request.household, chosen))
    response = StreamingHttpResponse(parts, content_type=content_type)
    name = _file_name(request, suffix)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_scope(request: HouseholdRequest, pieces: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield the pieces in a scope of their own: the request's is closed while they stream."""
    hidden = request.actor.hidden
    with household_scope(request.household.pk, user_id=request.user.pk, hidden=hidden):
        yield from pieces()


def _workbook(request: HouseholdRequest, chosen: RegisterFilter) -> FileResponse:
    out = TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_xlsx(request.household, chosen, out)
    out.seek(0)
    name = _file_name(request, "xlsx")
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX_TYPE)
