"""Amounts as queries write them: a number, or two with dots between them, both included."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from ledger.query.errors import QueryError, Span
from ledger.query.syntax import Term, Value

_NUMBER = re.compile(r"[+-]?\d{1,14}(\.\d{1,8})?")


def read_bounds(term: Term) -> list[tuple[str, Decimal]]:
    """Return the comparisons that all have to hold for the term's one value, as (sign, number).

    Raises QueryError for what is no number, and for a size with a minus.
    """
    if len(term.values) > 1:
        span = Span(term.values[0].span.start, term.values[-1].span.end)
        problem = _("one amount is taken here")
        raise QueryError(span, problem, _("write a point before the cents: 12.50"))
    value = term.values[0]
    if term.op in {">", ">=", "<", "<="}:
        return [(term.op, _number(term, value.text, value.span))]
    first, dots, last = value.text.partition("..")
    if not dots:
        return [("=", _number(term, value.text, value.span))]
    return _ends(term, value, first, last)


def _ends(term: Term, value: Value, first: str, last: str) -> list[tuple[str, Decimal]]:
    begins = value.span.start + value.is_quoted
    found = []
    if first:
        span = Span(begins, begins + len(first))
        found.append((">=", _number(term, first, span)))
    if last:
        span = Span(begins + len(first) + 2, begins + len(value.text))
        found.append(("<=", _number(term, last, span)))
    if not found or (len(found) == 2 and found[0][1] > found[1][1]):
        problem = _("these amounts hold no number")
        raise QueryError(value.span, problem, _("write the smaller one first: 10..20"))
    return found


def _number(term: Term, text: str, span: Span) -> Decimal:
    if not _NUMBER.fullmatch(text):
        problem = _("“%s” is no amount") % text
        raise QueryError(span, problem, _("write a number such as 12.50, or 10..20"))
    number = Decimal(text)
    if term.field == "amount" and number < 0:
        problem = _("amount is a size, which has no sign")
        raise QueryError(span, problem, _("write it without the minus, or use signed"))
    return number
