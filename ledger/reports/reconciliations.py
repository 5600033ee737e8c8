"""A statement against the books: what may be ticked, and how far the ticks are from its balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q

from accounts.models import Household
from ledger.enums import ReconciliationState
from ledger.models import Account, Reconciliation
from ledger.money import Money
from ledger.reports.balances import account_balance

MOST_ROWS = 450
"""Rows of one page: a form has room for that many."""
# A transaction is open on an account until a finished statement of that account holds it. One that
# is reconciled without any statement was so before: by hand, or in another program.
_OPEN = """
select t.id, t.date, t.status, coalesce(y.name, nullif(t.raw_payee, ''), t.memo), sum(p.amount),
  exists (select 1 from ledger_tick k where k.household_id = t.household_id
    and k.reconciliation_id = %(reconciliation)s and k.transaction_id = t.id)
from ledger_posting p
join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
  and t.deleted_at is null
left join ledger_payee y on y.household_id = t.household_id and y.id = t.payee_id
where p.household_id = %(household)s and p.account_id = %(account)s
  and p.date <= %(last)s and p.date >= %(since)s
  and not exists (
    select 1 from ledger_tick k
    join ledger_reconciliation r on r.household_id = k.household_id and r.id = k.reconciliation_id
    where k.household_id = t.household_id and k.transaction_id = t.id and not k.is_released
      and r.account_id = p.account_id and r.state = 'done' and r.deleted_at is null)
  and (t.status <> 'reconciled' or exists (
    select 1 from ledger_tick k
    join ledger_reconciliation r on r.household_id = k.household_id and r.id = k.reconciliation_id
    where k.household_id = t.household_id and k.transaction_id = t.id
      and r.state = 'done' and r.deleted_at is null))
group by t.id, t.date, t.status, 4
order by t.date, t.id
"""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A transaction that may be on the statement; the amount as the account sees it."""

    id: int
    on: date
    status: str
    what: str
    amount: Money
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the ticks of an open reconciliation have come, in the account's currency."""

    statement: Money
    settled: Money
    """What the account held before these rows."""
    ticked: Money
    rows: tuple[OpenRow, ...]

    @property
    def difference(self) -> Money:
        """What the statement says more than what was settled and ticked."""
        return self.statement - self.settled - self.ticked

    @property
    def is_even(self) -> bool:
        return not self.difference.amount

    @property
    def ticked_count(self) -> int:
        return sum(row.is_ticked for row in self.rows)

    @property
    def shown(self) -> tuple[OpenRow, ...]:
        """The rows that fit on a page, the oldest first."""
        return self.rows[:MOST_ROWS]

    @property
    def hidden(self) -> int:
        return len(self.rows) - len(self.shown)


def reconciliation_progress(household: Household, row: Reconciliation) -> Progress:
    """Return the rows of an open reconciliation, those ticked too, and its figures; two queries."""
    currency = row.account.currency
    rows = open_rows(household, row)
    balance = account_balance(household, row.account, as_of=row.statement_date)
    open_sum = _sum((each.amount for each in rows), currency)
    ticked = _sum((each.amount for each in rows if each.is_ticked), currency)
    return Progress(row.money, balance.in_currency(currency) - open_sum, ticked, rows)


def open_rows(household: Household, row: Reconciliation) -> tuple[OpenRow, ...]:
    """Return what no finished statement of the account holds, up to the day, the oldest first."""
    values: dict[str, int | date] = {
        "household": household.pk,
        "account": row.account_id,
        "reconciliation": row.pk or 0,
        "last": row.statement_date,
        "since": row.since or date.min,
    }
    currency = row.account.currency
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        return tuple(
            OpenRow(key, on, status, what or "", Money(amount, currency), is_ticked)
            for key, on, status, what, amount, is_ticked in cursor.fetchall()
        )


def _sum(parts: Iterable[Money], currency: str) -> Money:
    return Money(sum((part.amount for part in parts), Decimal(0)), currency)


@dataclass(frozen=True, slots=True)
class Past:
    """A finished reconciliation with how many rows it holds, and how many were changed since."""

    row: Reconciliation
    count: int
    released: int
    is_last: bool


def past_reconciliations(household: Household, account: Account) -> tuple[Past, ...]:
    """Return the finished reconciliations of an account, the latest first; one query."""
    rows = (
        Reconciliation.objects.in_household(household)
        .live()
        .filter(account=account, state=ReconciliationState.DONE)
        .select_related("account", "finished_by")
        .annotate(
            count=Count("ticks"),
            released=Count("ticks", filter=Q(ticks__is_released=True)),
        )
        .order_by("-statement_date", "-pk")
    )
    return tuple(Past(row, row.count, row.released, number == 0) for number, row in enumerate(rows))


def usual_since(last: Reconciliation | None, statement_date: date) -> date | None:
    """Return from when on rows are looked at: as before, the first time the statement's month."""
    return last.since if last else statement_date.replace(day=1)


def usual_date(last: Reconciliation | None, today: date) -> date:
    """Return the day of a new statement: most likely the end of last month."""
    end = today.replace(day=1) - timedelta(days=1)
    return end if last is None or end > last.statement_date else today
