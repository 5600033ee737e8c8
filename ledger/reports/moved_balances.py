"""What the ledger holds of the transactions of other books, read back from the books themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from accounts.models import Household

# A trade without a price has further transactions in the same batch, which carry no fingerprint.
MOVED = """
with known as (
  select t.id, t.import_batch_id from ledger_transaction t
  where t.household_id = %(household)s and t.fingerprint = any(%(digests)s)
    and t.deleted_at is null
), parts as (
  select id from known
  union
  select t.id from ledger_transaction t
  where t.household_id = %(household)s and t.fingerprint is null and t.deleted_at is null
    and t.import_batch_id in (select import_batch_id from known)
)
select p.account_id, p.currency, sum(p.amount), count(*)
from ledger_posting p join parts on parts.id = p.transaction_id
where p.household_id = %(household)s
group by p.account_id, p.currency
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What postings on one account in one currency sum to, debit positive, and how many."""

    amount: Decimal
    count: int


def moved_balances(household: Household, digests: Sequence[int]) -> dict[tuple[int, str], Held]:
    """Return per account id and currency what live transactions of these fingerprints hold.

    One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {"household": household.pk, "digests": list(digests)})
        return {(pk, code): Held(amount, count) for pk, code, amount, count in cursor.fetchall()}


def known_digests(household: Household, digests: Sequence[int]) -> dict[int, int]:
    """Return the transaction ids of those fingerprints that the household has, in one query.

    Transactions in the trash count: what somebody threw away does not come back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select fingerprint, id from ledger_transaction"
            " where household_id = %s and fingerprint = any(%s)",
            [household.pk, list(digests)],
        )
        return dict(cursor.fetchall())
