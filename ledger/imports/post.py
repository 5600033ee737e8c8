"""From the stage to the books: rates, closed days, new rows, rows that were known, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from accounts.actors import Actor
from accounts.bulk import copy_rows
from ledger.enums import TransactionSource
from ledger.imports.report import RowReport
from ledger.imports.staging import is_all_new
from ledger.models import ImportBatch
from ledger.money import minor_units
from ledger.reports.rate_table import RateTable
from ledger.services.bulk_posting import LEFT_OVER, StagePosting, post_stage

CLOSED = """
insert into import_stage_failed
select s.no, 'the period ' || p.start || ' to ' || p."end" - 1 || ' is closed'
from import_stage s
join ledger_period p on p.household_id = %s and p.state = 'closed'
  and s.date >= p.start and s.date < p."end"
where not exists (select 1 from import_stage_match m where m.no = s.no)
"""

REMEMBER = """
insert into ledger_importrow (
  household_id, batch_id, line, outcome, reason, date, amount, currency, description,
  external_id, fingerprint, transaction_id)
select %(household)s, %(batch)s, s.line, known.outcome, known.reason, s.date, s.amount,
  s.currency, left(coalesce(nullif(s.raw_payee, ''), s.memo), 300), s.external_id,
  s.fingerprint, known.matched_id
from import_stage s join (
  select no, outcome, reason, matched_id from import_stage_match
  union all select no, 'failed', reason, null from import_stage_failed
) known using (no)
order by s.no
"""

SHOW = """
select s.line, known.outcome, known.reason, s.date, s.amount, s.currency,
  coalesce(nullif(s.raw_payee, ''), s.memo), known.matched_id
from (
  select no, outcome, reason, matched_id from import_stage_match
  union all select no, 'failed', reason, null from import_stage_failed
  order by no limit %s
) known join import_stage s using (no)
order by no
"""

# Only where the bank says something that the books do not know yet. One probe of the key a matched
# row: `+ 0` keeps the planner from walking the household's rows instead.
MATCHED = """
select m.matched_id, s.date, s.amount, s.raw_payee, s.external_id, s.fingerprint, s.status,
  s.account_id
from import_stage_match m
join import_stage s using (no)
cross join lateral (
  select t.fingerprint, t.external_id, t.raw_payee, t.status from ledger_transaction t
  where t.id = m.matched_id and t.household_id + 0 = %s
  offset 0
) t
where m.outcome = 'matched' and (t.fingerprint is null
  or t.external_id = '' and s.external_id <> '' or t.raw_payee = '' and s.raw_payee <> ''
  or t.status = 'pending' and s.status <> 'pending')
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the bank says of a transaction that was in the books already."""

    transaction_id: int
    date: date
    amount: Decimal
    raw_payee: str
    external_id: str
    fingerprint: int
    status: str
    account_id: int


def stage_rates(by: Actor, currencies: set[str]) -> None:
    """Copy the day's rate to the base currency of every currency and day staged, where known."""
    foreign = currencies - {by.household.base_currency}
    if not foreign:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct currency, date from import_stage where currency = any(%s)",
            [sorted(foreign)],
        )
        days = cursor.fetchall()
    copy_rows("import_stage_rate", "currency, date, rate", rates_on(by, days))


def rates_on(by: Actor, days: Sequence[tuple[str, date]]) -> Iterator[tuple[str, date, Decimal]]:
    """Yield the rate to the base currency of each currency and day of which one is known."""
    if not days:
        return
    base, dates = by.household.base_currency, [day for _currency, day in days]
    codes = {base, *(currency for currency, _day in days)}
    table = RateTable.load(by.household, codes, min(dates), max(dates) + timedelta(days=1))
    for currency, day in days:
        rate = table.find(currency, base, on=day)
        if rate is not None:
            yield currency, day, rate


def refuse_closed(household_id: int) -> int:
    """Mark the new rows that are dated in a closed period as failed; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSED, [household_id])
        return int(cursor.rowcount)


def post_new(by: Actor, batch: ImportBatch, *, is_simple: bool) -> int:
    """Post the rows that nothing claims; returns how many."""
    base = by.household.base_currency
    return post_stage(
        StagePosting(
            household_id=by.household.pk,
            base_currency=base,
            base_places=minor_units(base),
            batch_id=batch.pk,
            user_id=by.user.pk if by.user else None,
            source=TransactionSource.IMPORT,
            is_simple=is_simple,
            is_all_new=is_all_new(),
        )
    )


def ruled_rows() -> dict[int, int]:
    """Return on how many new rows each set of rules set something, by the set's number."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select s.rule_set, count(*) from import_stage s"  # noqa: S608 -- constant fragments
            f" where s.rule_set is not null and {LEFT_OVER} group by 1"
        )
        return dict(cursor.fetchall())


def remember_rows(batch: ImportBatch) -> None:
    """Keep what became of each row that was not added, and why."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, {"household": batch.household_id, "batch": batch.pk})


def stage_outcomes() -> dict[str, int]:
    """Return how many staged rows have each outcome."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select outcome, count(*) from import_stage_match group by 1"
            " union all select 'failed', count(*) from import_stage_failed"
        )
        return {outcome: count for outcome, count in cursor.fetchall() if count}


def shown_rows(limit: int) -> tuple[RowReport, ...]:
    """Return the first rows that are not simply added."""
    with connection.cursor() as cursor:
        cursor.execute(SHOW, [limit])
        return tuple(RowReport(*row) for row in cursor.fetchall())


def known_rows(household_id: int) -> list[Known]:
    """Return what the bank says anew of the rows that were matched."""
    with connection.cursor() as cursor:
        cursor.execute(MATCHED, [household_id])
        return [Known(*row) for row in cursor.fetchall()]
