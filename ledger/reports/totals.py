"""What a selection of transactions sums to, at a cost that does not grow with history."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Household
from ledger.money import Money, MoneyBag
from ledger.periods import Period
from ledger.reports.figures import BEGINNING, END, sum_stretches
from ledger.reports.filters import RegisterFilter
from ledger.reports.patience import run_selection
from ledger.reports.register import RegisterPage
from ledger.reports.selection import Selection, compile_filter
from ledger.reports.tree import AccountTree, account_tree

TOTALS_CAP = 1_000
"""Selections that monthly totals cannot answer are summed up to this many transactions."""


@dataclass(frozen=True, slots=True)
class RegisterTotals:
    """How much a selection is: the postings viewed, and their sums by currency, money out negative.

    `is_capped`: more than TOTALS_CAP transactions match; count and sums are of that many of them.
    """

    count: int
    sums: MoneyBag
    is_capped: bool = False


def register_totals(
    household: Household,
    chosen: RegisterFilter,
    *,
    tree: AccountTree | None = None,
    page: RegisterPage | None = None,
) -> RegisterTotals:
    """Return how much a selection is, in two queries, at a cost that does not grow with history.

    With `tree`, the one already read is used. A first `page` that holds the whole selection is
    summed in place of the books.
    """
    tree = tree or account_tree(household)
    selection = compile_filter(household, chosen, tree)
    if page is not None and page.is_whole:
        return _page_totals(page, selection)
    if chosen.is_plain:
        return _plain_totals(household, chosen, selection, tree)
    sql = _TOTALS.format(some=selection.some_sql(), view=shown_legs(selection))
    places = [account.pk for account in tree.accounts if account.is_place]
    limit = {"limit": TOTALS_CAP + 1, "cap": TOTALS_CAP, "places": places}
    rows = run_selection(selection, sql, selection.values | limit)
    sums = MoneyBag.of(Money(row["amount"], row["currency"]) for row in rows)
    is_capped = any(row["found"] > TOTALS_CAP for row in rows)
    return RegisterTotals(sum(row["postings"] for row in rows), sums, is_capped)


# Places keep their sign; seen from a category or equity, the money went the other way.
_TOTALS = """
with found as materialized ({some}),
  capped as (select id from found limit %(cap)s),
  shown as (select distinct id from capped)
select p.currency,
       sum(case when p.account_id = any(%(places)s) then p.amount else -p.amount end) as amount,
       count(*)::int as postings, (select count(*) from found)::int as found
from shown join ledger_posting p
  on p.household_id = %(household)s and p.transaction_id = shown.id and {view}
group by p.currency
"""


def shown_legs(selection: Selection) -> str:
    """Return SQL for the postings `p` that a list is about: the accounts viewed, or %(places)s."""
    return f"p.account_id = any(%({'places' if selection.viewed is None else 'viewed'})s)"


def _page_totals(page: RegisterPage, selection: Selection) -> RegisterTotals:
    viewed = selection.viewed
    # What stands for legs that are kept from the person has no id.
    shown = [
        leg.amount if leg.account.is_place else -leg.amount
        for row in page.rows
        for leg in row.legs
        if (leg.account.pk in viewed if viewed is not None else leg.account.is_place)
        and leg.account.pk is not None
    ]
    return RegisterTotals(len(shown), MoneyBag.of(shown))


def _plain_totals(
    household: Household, chosen: RegisterFilter, selection: Selection, tree: AccountTree
) -> RegisterTotals:
    viewed = selection.viewed
    if viewed is None:
        viewed = tuple(account.pk for account in tree.accounts if account.is_place)
    start, end = chosen.start or BEGINNING, chosen.end or END
    if start >= end:
        return RegisterTotals(0, MoneyBag())
    figures = sum_stretches(household, [Period(start, end)], accounts=viewed)
    signed = (
        figure.amount if tree.by_id[figure.account_id].is_place else -figure.amount
        for figure in figures
    )
    return RegisterTotals(sum(figure.count for figure in figures), MoneyBag.of(signed))
