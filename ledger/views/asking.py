"""What a page's address asks for, and what is said of a mistake in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.http import HouseholdRequest
from ledger.forms.filters import read_filter
from ledger.query.errors import FilterError, QueryError, Span
from ledger.reports.asking import ask
from ledger.reports.filters import RegisterFilter
from ledger.reports.tree import AccountTree


@dataclass(frozen=True, slots=True)
class Mistake:
    """A query with its wrong part marked, what is wrong and what to do."""

    before: str
    marked: str
    after: str
    problem: str
    remedy: str

    @classmethod
    def of(cls, text: str, error: QueryError) -> Mistake:
        end = error.position + error.length
        marked = text[error.position : end] or " "
        return cls(text[: error.position], marked, text[end:], error.problem, error.remedy)


def asked_filter(
    request: HouseholdRequest,
    *,
    account: int | None = None,
    tree: AccountTree | None = None,
    is_live: bool = False,
) -> RegisterFilter:
    """Return the filter of an address, its text understood as a query; raises FilterError.

    On the page of an `account` that is a condition too. A list that `is_live` shows nothing of the
    trash, which has a page of its own.
    """
    chosen = read_filter(dict(request.GET.lists()))
    if account is not None:
        chosen = replace(chosen, accounts=(account,))
    if is_live:
        chosen = replace(chosen, in_trash=False)
    asked = ask(request.household, chosen, request.household.today(), tree=tree)
    if is_live and asked.in_trash:
        span = Span(0, len(asked.text))
        problem, remedy = (
            _("the trash has a page of its own"),
            _("look there, or leave in:trash out"),
        )
        raise QueryError(span, problem, remedy)
    return asked


def mistake_in(request: HouseholdRequest, error: FilterError) -> Mistake | None:
    """Return the query with the mistake in it; None when another parameter was wrong."""
    if not isinstance(error, QueryError):
        return None
    return Mistake.of(request.GET.get("q", "").strip(), error)
