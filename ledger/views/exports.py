"""Taking the books out: a selection as a table, or the whole ledger as a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required, takes_data_out
from accounts.enums import AuditKind
from accounts.http import HouseholdRequest
from accounts.models import Household
from accounts.scope import household_scope
from accounts.services.audit import record_event
from ledger.exports.journal import JournalFormat, journal
from ledger.exports.tables import csv_pieces, json_pieces, write_xlsx
from ledger.reports.filters import FilterError, RegisterFilter
from ledger.reports.totals import register_totals
from ledger.views.asking import asked_filter

Pieces = Callable[[Household, RegisterFilter], Iterator[str]]
_PIECE = 64 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _journal_of(journal_format: JournalFormat) -> Pieces:
    def pieces(household: Household, _chosen: RegisterFilter) -> Iterator[str]:
        return journal(household, journal_format)

    return pieces


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: its file's suffix and type, and its text; a workbook is no text."""

    suffix: str
    content_type: str
    pieces: Pieces | None = None


FORMATS = {
    "csv": Form("csv", "text/csv", csv_pieces),
    "json": Form("json", "application/json", json_pieces),
    "hledger": Form("journal", "text/plain", _journal_of(JournalFormat.HLEDGER)),
    "beancount": Form("beancount", "text/plain", _journal_of(JournalFormat.BEANCOUNT)),
    "xlsx": Form("xlsx", XLSX_TYPE),
}


@require_safe
@takes_data_out
@member_required()
def export(request: HouseholdRequest) -> HttpResponseBase:
    """Download the transactions of the filter in the query, or choose a format first."""
    try:
        chosen = asked_filter(request)
        wanted = request.GET.get("format", "")
        return download(request, chosen, wanted) if wanted else _choose(request, chosen)
    except FilterError as error:
        return _choose(request, RegisterFilter(), problem=str(error))


def download(request: HouseholdRequest, chosen: RegisterFilter, wanted: str) -> HttpResponseBase:
    """Return the file of a selection in one of FORMATS, and note it; raises Http404 for another."""
    form = FORMATS.get(wanted)
    if form is None:
        raise Http404
    if request.method == "GET":
        record_event(AuditKind.EXPORTED, by=request.actor, subject=wanted)
    if form.pieces is None:
        return _workbook(request, chosen)
    return _stream(request, chosen, form, form.pieces)


def _choose(request: HouseholdRequest, chosen: RegisterFilter, problem: str = "") -> HttpResponse:
    totals = register_totals(request.household, chosen)
    context = {"filter_query": chosen.query(), "totals": totals, "problem": problem}
    status = 400 if problem else 200
    return render(request, "ledger/export.html", context, status=status)


def _file_name(request: HouseholdRequest, suffix: str) -> str:
    today = request.household.today()
    return f"finehance-{today}.{suffix}"


def _stream(
    request: HouseholdRequest, chosen: RegisterFilter, form: Form, pieces: Pieces
) -> HttpResponseBase:
    parts = _in_scope(request, lambda: pieces(request.household, chosen))
    charset = "" if form.suffix == "json" else "; charset=utf-8"
    response = StreamingHttpResponse(parts, content_type=f"{form.content_type}{charset}")
    name = _file_name(request, form.suffix)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_scope(request: HouseholdRequest, pieces: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield the pieces in a scope of their own: the request's is closed while they stream."""
    hidden = request.actor.hidden
    with household_scope(request.household.pk, user_id=request.user.pk, hidden=hidden):
        yield from pieces()


def _workbook(request: HouseholdRequest, chosen: RegisterFilter) -> StreamingHttpResponse:
    out = TemporaryFile()  # noqa: SIM115 -- whoever reads it to its end closes it
    write_xlsx(request.household, chosen, out)
    size = out.tell()
    out.seek(0)
    response = StreamingHttpResponse(_read(out), content_type=XLSX_TYPE)
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(request, "xlsx")}"'
    return response


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
