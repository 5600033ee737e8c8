"""What a selection of transactions sums to, at a cost that does not grow with history."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from accounts.models import Household
from ledger.money import Money, MoneyBag
from ledger.periods import Period
from ledger.reports.figures import BEGINNING, END, sum_stretches
from ledger.reports.filters import RegisterFilter
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
    household: Household, chosen: RegisterFilter, *, tree: AccountTree | None = None
) -> RegisterTotals:
    """Return how much a selection is, in two queries, at a cost that does not grow with history.

    With `tree`, the one already read is used.
    """
    tree = tree or account_tree(household)
    selection = compile_filter(household, chosen, tree)
    if chosen.is_plain:
        return _plain_totals(household, chosen, selection, tree)
    sql = _TOTALS.format(some=selection.some_sql(), view=_VIEW[selection.viewed is None])
    places = [account.pk for account in tree.accounts if account.is_place]
    limit = {"limit": TOTALS_CAP + 1, "cap": TOTALS_CAP, "places": places}
    with connection.cursor() as cursor:
        cursor.execute(sql, selection.values | limit)
        rows = cursor.fetchall()
    sums = MoneyBag.of(Money(amount, currency) for currency, amount, _count, _size in rows)
    is_capped = any(row[3] > TOTALS_CAP for row in rows)
    return RegisterTotals(sum(row[2] for row in rows), sums, is_capped)


# Places keep their sign; seen from a category or equity, the money went the other way.
_TOTALS = """
with found as materialized ({some}),
  capped as (select id from found limit %(cap)s),
  shown as (select distinct id from capped)
select p.currency,
       sum(case when p.account_id = any(%(places)s) then p.amount else -p.amount end),
       count(*)::int, (select count(*) from found)::int
from shown join ledger_posting p
  on p.household_id = %(household)s and p.transaction_id = shown.id and {view}
group by p.currency
"""
_VIEW = {True: "p.account_id = any(%(places)s)", False: "p.account_id = any(%(viewed)s)"}


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
