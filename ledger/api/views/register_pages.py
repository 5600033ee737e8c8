"""Pages of transactions for the API: their filter, order, cursors and links."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import DataError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.models import Household
from finehance.kit.lists import describe_choice, narrow_rows, order_of
from finehance.kit.ordering import read_cursor, write_cursor
from ledger.api.serializers.transactions import TransactionSerializer
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import Cursor, RegisterRow, register_page
from ledger.reports.register_orders import COLUMNS, ordered_page, with_id

ORDERINGS = {name: name for name in COLUMNS}
PARAMETERS = describe_choice(ORDERINGS, TransactionSerializer().fields)
NEWEST_FIRST, OLDEST_FIRST = ("-date",), ("date",)
_LINKS = {False: ("older.", "newer."), True: ("until.", "since.")}
"""How cursors of either order of dates say where their page lies, older rows first."""
_BEGINNING = Cursor(date.min, 0)


def transactions_page(
    request: Request, household: Household, chosen: RegisterFilter, *, size: int
) -> dict[str, Any]:
    """Return the page of transactions that a request asks for; raises refusals."""
    order = order_of(request, ORDERINGS) or NEWEST_FIRST
    if order in {NEWEST_FIRST, OLDEST_FIRST}:
        return _by_date(request, household, chosen, size, is_upwards=order == OLDEST_FIRST)
    return _by_order(request, household, chosen, size, with_id(order))


def _wrong_cursor() -> ValidationError:
    return ValidationError({"cursor": _("Follow the links of an answer.")})


def _by_date(
    request: Request, household: Household, chosen: RegisterFilter, size: int, *, is_upwards: bool
) -> dict[str, Any]:
    names = _LINKS[is_upwards]
    after, before = _cursors(request, names)
    if is_upwards and not (after or before):
        before = _BEGINNING
    page = register_page(household, chosen, size=size, after=after, before=before)
    older, newer = (
        _link(request, f"{name}{cursor}" if cursor else "")
        for name, cursor in zip(names, (page.older, page.newer), strict=True)
    )
    if not is_upwards:
        return _answer(request, page.rows, older, newer)
    is_first = before == _BEGINNING
    return _answer(request, page.rows[::-1], newer, None if is_first else older)


def _by_order(
    request: Request,
    household: Household,
    chosen: RegisterFilter,
    size: int,
    order: tuple[str, ...],
) -> dict[str, Any]:
    is_before, place = _place(request, order)
    try:
        page = ordered_page(
            household, chosen, order=order, size=size, place=place, is_before=is_before
        )
    except (UnicodeError, DataError) as error:
        raise _wrong_cursor() from error
    has_other = bool(page.rows) and place is not None
    has_next, has_previous = (has_other, page.has_more) if is_before else (page.has_more, has_other)
    following = write_cursor(order, page.places[-1], is_before=False) if has_next else ""
    previous = write_cursor(order, page.places[0], is_before=True) if has_previous else ""
    return _answer(request, page.rows, _link(request, following), _link(request, previous))


def _place(request: Request, order: tuple[str, ...]) -> tuple[bool, list[str] | None]:
    """Return the direction and the place that the cursor means, if there is one."""
    text = request.query_params.get("cursor", "")
    if not text:
        return False, None
    try:
        is_before, place = read_cursor(text, order)
    except ValueError as error:
        raise _wrong_cursor() from error
    if not all(isinstance(value, str) and "\0" not in value for value in place):
        raise _wrong_cursor()
    return is_before, place


def _cursors(request: Request, names: tuple[str, str]) -> tuple[Cursor | None, Cursor | None]:
    """Return the cursor that the page lies after, or the one that it lies before."""
    text = request.query_params.get("cursor", "")
    if not text:
        return None, None
    direction, dot, place = text.partition(".")
    try:
        found = Cursor.parse(place if f"{direction}{dot}" in names else "")
    except ValueError as error:
        raise _wrong_cursor() from error
    return (found, None) if names[0].startswith(direction) else (None, found)


def _link(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    kept = [
        (name, value)
        for name, values in request.query_params.lists()
        for value in values
        if name != "cursor"
    ]
    query = urlencode([*kept, ("cursor", cursor)])
    return request.build_absolute_uri(f"{request.path}?{query}")


def _answer(
    request: Request, rows: tuple[RegisterRow, ...], following: str | None, previous: str | None
) -> dict[str, Any]:
    shown = TransactionSerializer()
    results = narrow_rows(request, map(shown.to_representation, rows), list(shown.fields))
    return {"next": following, "previous": previous, "results": results}
