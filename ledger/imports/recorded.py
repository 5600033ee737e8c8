"""Rows of a file that confirm what a schedule recorded: another amount or day, but what was due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.models import Household
from ledger.periods import DAY
from ledger.reports.schedules import Expected
from ledger.services.arrivals import Arrival, fits, nearest
from ledger.services.recorded import recorded_times

REASON = "what was due: a schedule had recorded it"

# Rows that nothing claims yet, each with every free time in whose window it lies.
NEAR = """
select w.nth - 1, s.no, s.account_id, s.date, s.amount, p.payee_id, s.raw_payee, s.memo,
  s.category_id
from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::date[]) with ordinality
  w (transaction_id, account_id, first, last, nth)
join import_stage s on s.account_id = w.account_id and s.date between w.first and w.last
left join import_stage_payee p on p.payee_no = s.payee_no
where not exists (
  select 1 from import_stage_match m where m.no = s.no or m.matched_id = w.transaction_id)
order by w.nth, s.no
"""
_Near = tuple[int, int, int, date, Decimal, int | None, str, str, int]


def match_recorded(household: Household) -> None:
    """Match staged rows to what schedules recorded, by window, amount and words as arrivals are.

    What the import's own passes matched stays so. One query where nothing waits for the bank.
    """
    times = recorded_times(household)
    if not times:
        return
    pairs = [(times[row[0]], _arrival(row)) for row in _near(times)]
    found = nearest(pair for pair in pairs if fits(*pair))
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into import_stage_match values (%s, 'matched', %s, %s)",
            [(arrival.id, REASON, each.transaction_id) for each, arrival in found],
        )


def _near(times: list[Expected]) -> list[_Near]:
    rows = [
        (
            each.transaction_id,
            each.schedule.account_id,
            each.expected_on - each.schedule.early_days * DAY,
            each.expected_on + each.schedule.late_days * DAY,
        )
        for each in times
    ]
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [list(column) for column in zip(*rows, strict=True)])
        found: list[_Near] = cursor.fetchall()
    return found


def _arrival(row: _Near) -> Arrival:
    _at, no, account, day, amount, payee, raw_payee, memo, category = row
    return Arrival(
        id=no,
        account=account,
        day=day,
        amount=amount,
        payee=payee,
        words=f"{raw_payee} {memo}".casefold(),
        others=frozenset({category}),
        is_from_bank=True,
    )
