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
from typing import Any

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
_COLUMNS = "account_id, month, currency, amount, base_value, count, unrated, last_date"
_OF_HOUSEHOLD = "household_id = %(household)s and {accounts}"
_TOTALS = f"""
with kept_from as materialized (
  select * from ledger_totals_without((select finehance_hidden()))
  where not (select finehance_sees_all())
), visible as (
  select {_COLUMNS} from ledger_monthlytotal where {_OF_HOUSEHOLD}
  union all
  select {_COLUMNS} from kept_from where {_OF_HOUSEHOLD}
)
select stretch, account_id, currency, sum(amount), sum(base_value), sum(count)::int,
       sum(unrated)::int
from ({{parts}}) every_part
group by stretch, account_id, currency
order by stretch, account_id, currency
"""  # noqa: S608 -- built of this module's own parts
_OF_MONTHS = """
  select d.stretch, m.account_id, m.currency, m.amount, m.base_value, m.count, m.unrated
  from visible m join {days} on {reaches}
"""
# Headers are joined by their key alone: a planner without statistics then has one index to choose.
_OF_DAYS = """
  select d.stretch, p.account_id, p.currency, p.amount, coalesce(p.base_value, 0) as base_value,
         1 as count, (p.base_value is null)::int as unrated
  from visible m join {days} on {reaches}
  join ledger_posting p on p.household_id = %(household)s and p.account_id = m.account_id
    and p.date >= d.start and p.date < d."end" and p.currency = m.currency
  join ledger_transaction t on t.id = p.transaction_id and t.deleted_at is null
"""
_DAYS = """unnest(%({kind}_no)s::int[], %({kind}_from)s::date[], %({kind}_to)s::date[])
    as d(stretch, start, "end")"""
_PARTS = (
    ("month", _OF_MONTHS, "m.month = d.start"),
    ("whole", _OF_MONTHS, 'm.month >= d.start and m.month < d."end"'),
    ("head", _OF_MONTHS, 'm.month = d.start and m.last_date < d."end"'),
    ("head", _OF_DAYS, 'm.month = d.start and m.last_date >= d."end"'),
    ("cut", _OF_DAYS, "m.month = date_trunc('month', d.start)::date and m.last_date >= d.start"),
)
"""What each kind of part adds, and from which totals; a kind that no stretch has is left out."""
_SINGLY = 24
"""Up to how many whole months a stretch is asked for month by month, which can be hashed."""


def sum_stretches(
    household: Household, stretches: Sequence[Period], *, accounts: Sequence[int] | None = None
) -> tuple[Figure, ...]:
    """Return what the live postings of each stretch sum to, by account and currency, in one query.

    Stretches may overlap. `accounts` limits the answer; accounts without postings are left out.
    """
    parts = _Parts()
    for number, stretch in enumerate(stretches):
        parts.add(number, stretch)
    columns = parts.columns()
    asked = [
        source.format(days=_DAYS.format(kind=kind), reaches=reaches)
        for kind, source, reaches in _PARTS
        if columns[f"{kind}_no"]
    ]
    if not asked:
        return ()
    chosen = "true" if accounts is None else "account_id = any(%(accounts)s)"
    sql = _TOTALS.format(accounts=chosen, parts="  union all".join(asked))
    values = columns | {"household": household.pk, "accounts": list(accounts or ())}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return tuple(
        Figure(stretch, account, Money(amount, currency), base, count, unrated)
        for stretch, account, currency, amount, base, count, unrated in rows
    )


class _Parts:
    """Stretches cut at the firsts of months: single and whole months, heads of months, other cuts.

    Each part is the number of its stretch, its first day, and the day after its last one.
    """

    def __init__(self) -> None:
        self.month: list[tuple[int, date, date]] = []
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
        self._add_months(number, first, last)
        if last < end:
            self.head.append((number, last, end))

    def _add_months(self, number: int, first: date, last: date) -> None:
        months = (last.year - first.year) * 12 + last.month - first.month
        if months > _SINGLY:
            self.whole.append((number, first, last))
            return
        for _ in range(months):
            self.month.append((number, first, first + MONTH))
            first += MONTH

    def columns(self) -> dict[str, Any]:
        """Return the parts as lists for SQL, by kind."""
        found: dict[str, Any] = {}
        for kind, rows in vars(self).items():
            found[f"{kind}_no"] = [row[0] for row in rows]
            found[f"{kind}_from"] = [row[1] for row in rows]
            found[f"{kind}_to"] = [row[2] for row in rows]
        return found
