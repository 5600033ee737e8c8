"""Sums of postings by account and stretch of days: the figures that every report is made of.

Whole calendar months come from the monthly totals, so that their cost does not grow with history;
only the days of a month that a stretch cuts in two are summed from postings, and only for accounts
that have postings on the far side of the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import connection

from accounts.models import Household
from ledger.money import Money
from ledger.periods import Period

MONTH = relativedelta(months=1)
BEGINNING, END = date(1, 1, 1), date(9999, 1, 1)
"""Days before and after every date that a transaction can have."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the postings of one account, currency and stretch sum to, debit positive."""

    stretch: int
    """Index of the stretch among those asked for."""
    account_id: int
    amount: Money
    base_value: Decimal
    """Sum of the known values in the household's base currency at each posting's day's rate."""
    count: int
    unrated: int
    """How many postings lack such a value."""


# As the view `ledger_visibletotal`; but what is left for people from whom something is kept, is
# worked out once, however many parts ask for it. For anybody else it is nothing and costs nothing.
_OF_LIMITED = """
  select * from ledger_totals_without((select finehance_hidden()))
  where not (select finehance_sees_all())"""
_COLUMNS = (
    "household_id, account_id, month, currency, amount, base_value, count, unrated, last_date"
)
_VISIBLE = f"select {_COLUMNS} from ledger_monthlytotal union all select {_COLUMNS} from kept_from"  # noqa: S608 -- constants
# Headers are joined by their key alone: a planner without statistics then has one index to choose.
_FIGURES = f"""
with kept_from as materialized ({_OF_LIMITED})
select stretch, account_id, currency, sum(amount), sum(base_value), sum(count)::int,
       sum(unrated)::int
from (
  select w.stretch, m.account_id, m.currency, m.amount, m.base_value, m.count, m.unrated
  from ({_VISIBLE}) m
  join unnest(%(whole_no)s::int[], %(whole_from)s::date[], %(whole_to)s::date[])
    as w(stretch, start, "end") on m.month >= w.start and m.month < w."end"
  where m.household_id = %(household)s
  union all
  select h.stretch, m.account_id, m.currency, m.amount, m.base_value, m.count, m.unrated
  from ({_VISIBLE}) m
  join unnest(%(head_no)s::int[], %(head_from)s::date[], %(head_to)s::date[])
    as h(stretch, start, "end") on m.month = h.start and m.last_date < h."end"
  where m.household_id = %(household)s
  union all
  select h.stretch, p.account_id, p.currency, p.amount, coalesce(p.base_value, 0), 1,
         (p.base_value is null)::int
  from ({_VISIBLE}) m
  join unnest(%(head_no)s::int[], %(head_from)s::date[], %(head_to)s::date[])
    as h(stretch, start, "end") on m.month = h.start and m.last_date >= h."end"
  join ledger_posting p on p.household_id = m.household_id and p.account_id = m.account_id
    and p.date >= h.start and p.date < h."end" and p.currency = m.currency
  join ledger_transaction t on t.id = p.transaction_id and t.deleted_at is null
  where m.household_id = %(household)s
  union all
  select c.stretch, p.account_id, p.currency, p.amount, coalesce(p.base_value, 0), 1,
         (p.base_value is null)::int
  from ({_VISIBLE}) m
  join unnest(%(cut_no)s::int[], %(cut_from)s::date[], %(cut_to)s::date[])
    as c(stretch, start, "end") on m.month = date_trunc('month', c.start)::date
    and m.last_date >= c.start
  join ledger_posting p on p.household_id = m.household_id and p.account_id = m.account_id
    and p.date >= c.start and p.date < c."end" and p.currency = m.currency
  join ledger_transaction t on t.id = p.transaction_id and t.deleted_at is null
  where m.household_id = %(household)s
) every_part
where %(accounts)s::bigint[] is null or account_id = any(%(accounts)s::bigint[])
group by stretch, account_id, currency
order by stretch, account_id, currency
"""  # noqa: S608 -- built of this module's own parts


def sum_stretches(
    household: Household, stretches: Sequence[Period], *, accounts: Sequence[int] | None = None
) -> tuple[Figure, ...]:
    """Return what the live postings of each stretch sum to, by account and currency, in one query.

    Stretches may overlap. `accounts` limits the answer; accounts without postings are left out.
    """
    parts = _Parts()
    for number, stretch in enumerate(stretches):
        parts.add(number, stretch)
    values = {
        **parts.columns(),
        "household": household.pk,
        "accounts": None if accounts is None else list(accounts),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        rows = cursor.fetchall()
    return tuple(
        Figure(stretch, account, Money(amount, currency), base, count, unrated)
        for stretch, account, currency, amount, base, count, unrated in rows
    )


class _Parts:
    """Stretches cut at the firsts of months: whole months, heads of months, and other cuts."""

    def __init__(self) -> None:
        self.whole: list[tuple[int, date, date]] = []
        self.head: list[tuple[int, date, date]] = []
        self.cut: list[tuple[int, date, date]] = []

    def add(self, number: int, days: Period) -> None:
        start, end = days.start, days.end
        first = start if start.day == 1 else start.replace(day=1) + MONTH
        last = end.replace(day=1)
        if first > last:
            self.cut.append((number, start, end))
            return
        if start < first:
            self.cut.append((number, start, first))
        if first < last:
            self.whole.append((number, first, last))
        if last < end:
            self.head.append((number, last, end))

    def columns(self) -> dict[str, list[int] | list[date]]:
        found: dict[str, list[int] | list[date]] = {}
        for name, rows in (("whole", self.whole), ("head", self.head), ("cut", self.cut)):
            found[f"{name}_no"] = [row[0] for row in rows]
            found[f"{name}_from"] = [row[1] for row in rows]
            found[f"{name}_to"] = [row[2] for row in rows]
        return found
