"""How long it takes to find pairs in 100,000 transactions, of which some are halves and twins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import household_scope
from ledger.imports.statement import StatementFile
from ledger.models import Account
from ledger.pairing.certainty import Certainty
from ledger.reports.duplicates import find_duplicates
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.services.imports import ImportRequest, import_file
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import UNTIL, bench_household

ROWS = 100_000
PAIRS = 2_000
TWINS = 500
SECONDS = 3.0


def measure(largest: int) -> Iterator[Figure]:
    """Yield how long finding takes beside 2,000 transfers of which each bank wrote a half."""
    household = bench_household(min(largest, ROWS))
    with household_scope(household.pk):
        bring_halves(household)
        found = find_transfer_pairs(household)
        yield Figure("transfers found", len(found), "", PAIRS * 0.9, is_floor=True)
        seconds = timed(lambda: find_transfer_pairs(household))
        yield Figure(f"finding transfers in {ROWS:,}", seconds, "s", SECONDS)
        bring_twins(household)
        twins = [p for p in find_duplicates(household) if p.certainty is not Certainty.UNSURE]
        yield Figure("duplicates found", len(twins), "", TWINS * 0.9, is_floor=True)
        seconds = timed(lambda: find_duplicates(household))
        yield Figure(f"finding duplicates in {ROWS:,}", seconds, "s", SECONDS)
        transaction.set_rollback(True)


def timed(act: Callable[[], object]) -> float:
    """Return the seconds of the second of two runs."""
    act()
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def bring_halves(household: Household) -> None:
    """Import a file of money out of checking and one of money into savings."""
    accounts = Account.objects.in_household(household)
    for name, sign, words, late in (
        ("Checking", "-", "TRANSFER TO SAVINGS", 0),
        ("Savings", "", "FROM CHECKING", 1),
    ):
        days = (UNTIL - timedelta(days=number * 7 // 4 - late) for number in range(PAIRS))
        lines = (f"{day},{words},{sign}{40 + n % 90 * 10}.00" for n, day in enumerate(days))
        data = "\n".join(["Date,Payee,Amount", *lines, ""]).encode()
        source = StatementFile.from_bytes(data, f"{name}.csv")
        request = ImportRequest(account=accounts.get(name=name), source=source)
        import_file(by=Actor.system(household), request=request)


def bring_twins(household: Household) -> None:
    """Enter by hand, a day off, some of what the bank knows."""
    with connection.cursor() as cursor:
        cursor.execute(_TWINS, {"household": household.pk, "count": TWINS})


_TWINS = """
with chosen as (
  select t.id, t.date + 1 as date, t.payee_id, t.currency, p.account_id, c.account_id as category,
    p.amount, row_number() over (order by t.id) as nth
  from ledger_transaction t
  join ledger_posting p on p.household_id = t.household_id and p.transaction_id = t.id
    and p.account_id = t.places[1]
  join ledger_posting c on c.household_id = t.household_id and c.transaction_id = t.id
    and c.value = -p.value
  where t.household_id = %(household)s and cardinality(t.places) = 1 and t.payee_id is not null
    and t.id %% 97 = 0
  limit %(count)s
), new as (
  insert into ledger_transaction (household_id, date, payee_id, raw_payee, memo, currency, status,
    source, external_id, payee_source, category_source, category_reason, tags_source, created_at,
    updated_at, version)
  select %(household)s, date, payee_id, '', '', currency, 'cleared', 'manual', '', 'user', 'user',
    '', '', now(), now(), 1
  from chosen order by nth
  returning id
), numbered as (
  select id, row_number() over (order by id) as nth from new
)
insert into ledger_posting (household_id, transaction_id, account_id, date, amount, currency, value,
  base_value, memo, position)
select %(household)s, n.id, leg.account, c.date, leg.amount, c.currency, leg.amount, leg.amount, '',
  leg.position
from numbered n join chosen c using (nth)
cross join lateral (
  values (c.account_id, c.amount, 0), (c.category, -c.amount, 1)
) leg (account, amount, position)
"""
