"""The answer to a query: how many transactions it means, what they sum to, and which they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from accounts.models import Household
from ledger.money import Money, MoneyBag
from ledger.reports.filters import RegisterFilter
from ledger.reports.patience import run_selection
from ledger.reports.register import RegisterRow, register_page
from ledger.reports.selection import compile_filter
from ledger.reports.totals import shown_legs
from ledger.reports.tree import AccountTree, account_tree

PAGE = 2_000
# Places keep their sign; seen from a category or equity, the money went the other way.
_ANSWER = """
with shown as materialized (select distinct id from ({some}) found)
select p.currency, (select count(*) from shown)::int as transactions,
       sum(case when p.account_id = any(%(places)s) then p.amount else -p.amount end) as amount,
       sum(case when p.account_id = any(%(places)s) then p.base_value else -p.base_value end)
         as base_value,
       count(p.id) filter (where p.base_value is null)::int as unrated
from (select 1) one left join (
  select p.* from shown join ledger_posting p
    on p.household_id = %(household)s and p.transaction_id = shown.id and {view}
) p on true
group by p.currency
"""


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What a query means; sums are of the postings that its list is about, money out negative."""

    count: int
    sums: MoneyBag
    base_sum: Decimal
    """In the household's base currency, at each day's rate; without `unrated` postings."""
    unrated: int
    tree: AccountTree


def answer(household: Household, chosen: RegisterFilter) -> QueryAnswer:
    """Return how many transactions are meant, all of them, and their sums; reads each.

    Raises QueryError when a regular expression takes too long.
    """
    tree = account_tree(household)
    selection = compile_filter(household, chosen, tree)
    sql = _ANSWER.format(some=selection.all_sql(), view=shown_legs(selection))
    places = [account.pk for account in tree.accounts if account.is_place]
    values = selection.values | {"places": places}
    rows = run_selection(selection, sql, values)
    legs = [row for row in rows if row["currency"] is not None]
    return QueryAnswer(
        count=rows[0]["transactions"],
        sums=MoneyBag.of(Money(row["amount"], row["currency"]) for row in legs),
        base_sum=sum((row["base_value"] or Decimal(0) for row in legs), Decimal(0)),
        unrated=sum(row["unrated"] for row in legs),
        tree=tree,
    )


def answer_rows(
    household: Household, chosen: RegisterFilter, tree: AccountTree, *, limit: int | None = None
) -> Iterator[RegisterRow]:
    """Yield the transactions that are meant, newest first, at most `limit` of them."""
    return islice(_every_row(household, chosen, tree), limit)


def _every_row(
    household: Household, chosen: RegisterFilter, tree: AccountTree
) -> Iterator[RegisterRow]:
    page = register_page(household, chosen, size=PAGE, tree=tree)
    yield from page.rows
    while page.older is not None:
        page = register_page(household, chosen, size=PAGE, after=page.older, tree=tree)
        yield from page.rows
