"""Lists of transactions: the register of everything, and that of one account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.actors import Actor
from accounts.http import HouseholdRequest
from accounts.models import Household
from accounts.roles import Permission, Right
from finehance.kit.jinja import draw
from ledger.enums import Status, ViewColumn
from ledger.forms.choices import AccountChoices
from ledger.forms.filters import FilterForm, chips, chosen_payees
from ledger.models import Account, Tag
from ledger.query.completing import complete
from ledger.query.names import Names
from ledger.reports.asking import names_of
from ledger.reports.filters import FilterError, RegisterFilter
from ledger.reports.query_text import query_text
from ledger.reports.register import (
    Cursor,
    RegisterPage,
    RegisterRow,
    register_page,
    register_rows,
)
from ledger.reports.totals import register_totals
from ledger.reports.tree import AccountTree, account_tree
from ledger.services.reach import barred_transactions
from ledger.views.asking import asked_filter, mistake_in

PAGE_SIZE = 50
ROWS = "ledger/transaction_rows.jinja"
_BEFORE_ALL = Cursor(date(1, 1, 1), 0)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a list has beside payee and amount, and whether its oldest rows come first."""

    columns: tuple[str, ...] = tuple(ViewColumn.values)
    is_oldest_first: bool = False

    @property
    def query(self) -> str:
        """The columns as part of a row's address; nothing for all of them."""
        if self.columns == tuple(ViewColumn.values):
            return ""
        return urlencode([("column", column) for column in self.columns or ("none",)])


def read_layout(request: HouseholdRequest) -> Layout:
    """Return the layout that a row's address was opened in."""
    given = request.GET.getlist("column")
    columns = tuple(column for column in ViewColumn.values if column in given)
    return Layout(columns) if given else Layout()


@dataclass(frozen=True, slots=True)
class View:
    """What all rows of a list have alike, worked out once: every row's template reads it."""

    has_balance: bool
    query: str
    """The query string of a row's address, that reads back to the same view."""
    can_annotate: bool
    can_record: bool
    rows_url: str
    """The address of a row is this, its id and a slash."""
    looked_at: frozenset[int]
    """The rows that may only be looked at, by a right on an account that they lie in."""
    unedited: frozenset[int]
    """The rows whose amounts and dates stay, so that the form in the row is not offered."""
    columns: tuple[str, ...] = tuple(ViewColumn.values)


def view_of(
    chosen: RegisterFilter,
    actor: Actor,
    rows: Iterable[RegisterRow],
    layout: Layout = Layout(),
) -> View:
    """Return from where the rows of `chosen` are seen, and what `actor` may do with each."""
    has_balance = chosen.single_account is not None
    seen = RegisterFilter(accounts=chosen.accounts, categories=chosen.categories)
    if chosen.condition is not None and chosen.condition.viewed is not None:
        seen = replace(seen, text=chosen.text)
    ids = [row.id for row in rows]
    return View(
        has_balance=has_balance,
        query="&".join(filter(None, [(chosen if has_balance else seen).query(), layout.query])),
        can_annotate=actor.may(Permission.ANNOTATE),
        can_record=actor.may(Permission.RECORD),
        rows_url=reverse("ledger:transaction-list"),
        looked_at=barred_transactions(actor, ids, Right.ANNOTATE),
        unedited=barred_transactions(actor, ids, Right.FULL),
        columns=layout.columns,
    )


def address_of(account: Account, *, start: date | None = None, end: date | None = None) -> str:
    """Return the list of transactions behind an account's figure, for the days [start, end)."""
    if account.is_place and not start and not end:
        return reverse("ledger:account-detail", args=[account.pk])
    if account.is_category:
        chosen = RegisterFilter(categories=(account.pk,), start=start, end=end)
    else:
        chosen = RegisterFilter(accounts=(account.pk,), start=start, end=end)
    return f"{reverse('ledger:transaction-list')}?{chosen.query()}"


def read_cursor(text: str) -> Cursor | None:
    """Return a place in the register, None for none or for one that cannot be read."""
    try:
        return Cursor.parse(text)
    except ValueError:
        return None


def find_row(request: HouseholdRequest, row: Cursor, chosen: RegisterFilter) -> RegisterRow | None:
    """Return one transaction as the list of `chosen` shows it, with the balance after it."""
    household = request.household
    if chosen.single_account is None:
        rows = register_rows(household, [row.id], chosen)
    else:
        just_newer = Cursor(row.date, row.id + 1)
        rows = register_page(household, chosen, size=1, after=just_newer).rows
    return next((found for found in rows if found.id == row.id), None)


def list_transactions(
    request: HouseholdRequest,
    template: str,
    chosen: RegisterFilter,
    *,
    tree: AccountTree | None = None,
    account: Account | None = None,
    layout: Layout = Layout(),
    **context: Any,
) -> HttpResponse:
    """Draw a page of a register; for htmx only its rows.

    On the page of an `account` that condition is no choice of the reader's.
    """
    household = request.household
    tree = tree or account_tree(household)
    after = read_cursor(request.GET.get("after", ""))
    page = _page(household, chosen, after, tree, layout)
    context |= {
        "page": page,
        "view": view_of(chosen, request.actor, page.rows, layout),
        "after": after,
        "next_url": next_url(page, chosen),
    }
    if request.htmx:
        return render(request, "ledger/partials/transaction_rows.html", context)
    accounts = AccountChoices(tree)
    tags = list(Tag.objects.in_household(household).live())
    choices = replace(chosen, accounts=()) if account else chosen
    context |= _query_context(choices, names_of(tree, tags))
    context |= {
        "query_text": request.GET.get("q", "").strip(),
        "account": account,
        "filter_query": chosen.query(),
        "chips": chips(choices, accounts, tags),
        "filter_form": FilterForm(chosen, accounts, tags, has_account=account is None),
        "totals": register_totals(household, chosen, tree=tree, page=None if after else page),
        "categories": accounts.categories(),
        "tags": tags,
        "statuses": Status.choices,
    }
    return render(request, template, context)


def _page(
    household: Household,
    chosen: RegisterFilter,
    after: Cursor | None,
    tree: AccountTree,
    layout: Layout,
) -> RegisterPage:
    if not layout.is_oldest_first:
        return register_page(household, chosen, size=PAGE_SIZE, after=after, tree=tree)
    before = after or _BEFORE_ALL
    page = register_page(household, chosen, size=PAGE_SIZE, before=before, tree=tree)
    return RegisterPage(page.rows[::-1], older=page.newer, newer=page.older)


def _query_context(chosen: RegisterFilter, names: Names) -> dict[str, Any]:
    """Return what the search box shows, and the address of the quick filters as a query."""
    others = replace(chosen, text="", condition=None)
    written = query_text(chosen, names, chosen_payees(chosen))
    return {
        "kept": parse_qsl(others.query()),
        "completions": complete("", names),
        "as_query_url": f"?{urlencode({'q': written})}" if others != RegisterFilter() else "",
        "save_url": f"{reverse('ledger:saved-view-create')}?{urlencode({'q': written})}",
    }


def next_url(page: RegisterPage, chosen: RegisterFilter) -> str:
    return f"?{chosen.query()}&after={page.older}" if page.older else ""


def viewed_filter(request: HouseholdRequest) -> RegisterFilter:
    """Return from which list a row's address was opened; a broken query is the list of all."""
    try:
        return asked_filter(request)
    except FilterError:
        return RegisterFilter()


def _view(request: HouseholdRequest, chosen: RegisterFilter, rows: Iterable[RegisterRow]) -> View:
    return view_of(chosen, request.actor, rows, read_layout(request))


def draw_row(request: HouseholdRequest, row: RegisterRow) -> HttpResponse:
    """Draw one row for htmx to put in place of the one that was edited."""
    view = _view(request, viewed_filter(request), [row])
    return HttpResponse(draw(ROWS, rows=[row], view=view))


def draw_changed_rows(request: HouseholdRequest, ids: Sequence[int]) -> HttpResponse:
    """Draw rows for htmx to swap where they stand; those in the trash are taken away."""
    chosen = viewed_filter(request)
    rows = register_rows(request.household, ids, chosen)
    view = _view(request, chosen, rows)
    return HttpResponse(draw(ROWS, rows=rows, view=view, oob=True))


@require_safe
@vary_on_headers("HX-Request")
@member_required()
def transaction_list(request: HouseholdRequest) -> HttpResponse:
    template = "ledger/transaction_list.html"
    tree = account_tree(request.household)
    try:
        chosen = asked_filter(request, tree=tree, is_live=True)
        return list_transactions(request, template, chosen, tree=tree)
    except FilterError as error:
        return list_mistaken(request, template, RegisterFilter(), error, tree=tree)


def list_mistaken(
    request: HouseholdRequest,
    template: str,
    chosen: RegisterFilter,
    error: FilterError,
    **context: Any,
) -> HttpResponse:
    """Draw the list without what cannot be read, with what is wrong and where; status 400."""
    mistake = mistake_in(request, error)
    context |= {"problem": str(error), "mistake": mistake}
    response = list_transactions(request, template, chosen, **context)
    response.status_code = 400
    return response
