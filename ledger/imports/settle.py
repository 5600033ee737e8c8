"""Completing a transaction that was in the books already with what the bank says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.actors import Actor
from accounts.roles import Right
from ledger.enums import Status, SystemRole, TransactionSource
from ledger.imports.post import Known
from ledger.models import Account, Occurrence, Posting, Transaction
from ledger.services.closed import ClosedDays
from ledger.services.errors import guards_explained
from ledger.services.history import RowChange
from ledger.services.posting import Leg, clear_postings, write_postings
from ledger.services.reach import barred_transactions
from ledger.services.snapshots import JSON, snapshot_transactions
from ledger.services.transactions import lock_transactions

FILLED = ("external_id", "raw_payee", "fingerprint", "status")
PIECE = 5_000
STORE = """
update ledger_transaction t set external_id = v.external_id, raw_payee = v.raw_payee,
  fingerprint = v.fingerprint, status = v.status, date = v.date, version = t.version + 1,
  updated_by_id = %s, updated_at = now()
from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[],
  %s::date[]) v (id, external_id, raw_payee, fingerprint, status, date)
where t.household_id = %s and t.id = v.id
"""


def complete_matched(by: Actor, known: Sequence[Known]) -> list[RowChange]:
    """Fill what is empty on each matched transaction; returns what changed, for the history.

    What a person wrote stays, and so does what is reconciled, lies in a closed period, or in an
    account that the actor may not fill. A pending row becomes cleared, with the amount finally
    booked. What a schedule recorded takes the bank's amount, and its day unless a person chose one.
    """
    closed = ClosedDays.of(by.household)
    pieces = (known[start : start + PIECE] for start in range(0, len(known), PIECE))
    return [change for piece in pieces for change in _complete_piece(by, piece, closed)]


def _complete_piece(by: Actor, known: Sequence[Known], closed: ClosedDays) -> list[RowChange]:
    by_id = {item.transaction_id: item for item in known}
    barred = barred_transactions(by, by_id, Right.FULL)
    rows = [
        row
        for row in lock_transactions(by, [key for key in by_id if key not in barred])
        if row.status != Status.RECONCILED and not closed.holds(row.date)
    ]
    days = _days(by, rows, by_id, closed)
    posted = [row for row in rows if row.pk in days or _is_posted(row, by_id[row.pk])]
    before = {row.pk: _header(row) for row in rows} | snapshot_transactions(posted)
    legs = {row.pk: _settle(row, by_id[row.pk], days.get(row.pk, row.date)) for row in posted}
    changed = [row for row in rows if _complete(row, by_id[row.pk])]
    clear_postings([key for key, settled in legs.items() if settled], by.household)
    _store(by, changed)
    for row in changed:
        if legs.get(row.pk):
            write_postings(row, legs[row.pk])
    after = {row.pk: _header(row) for row in changed} | snapshot_transactions(posted)
    return [
        RowChange("transaction", row.pk, before[row.pk], after[row.pk], row.version)
        for row in changed
    ]


def _days(
    by: Actor, rows: Sequence[Transaction], known: Mapping[int, Known], closed: ClosedDays
) -> dict[int, date]:
    """Return the day of each row that a schedule recorded and the bank had not confirmed yet.

    The bank's, unless a person moved the row or a closed period holds that day.
    """
    recorded = {row.pk: row for row in rows if _is_recorded(row)}
    if not recorded:
        return {}
    times = Occurrence.objects.in_household(by.household).filter(transaction__in=recorded)
    due = dict(times.values_list("transaction", "expected_on"))
    found = {}
    for key, row in recorded.items():
        stated = known[key].date
        is_moved = due.get(key, row.date) != row.date
        found[key] = row.date if is_moved or closed.holds(stated) else stated
    return found


def _is_recorded(row: Transaction) -> bool:
    return row.source == TransactionSource.SCHEDULE and row.fingerprint is None


def confirmed_among(changes: Sequence[RowChange]) -> list[int]:
    """Return which of the transactions that were completed a schedule had recorded."""
    return [
        change.object_id
        for change in changes
        if change.before
        and change.before.get("source") == TransactionSource.SCHEDULE
        and change.before["fingerprint"] is None
    ]


def _store(by: Actor, rows: Sequence[Transaction]) -> None:
    """Write what was filled on locked rows, each one version further, in one statement."""
    for row in rows:
        row.version += 1
    columns = [[getattr(row, name) for row in rows] for name in ("pk", *FILLED, "date")]
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(STORE, [by.user.pk if by.user else None, *columns, by.household.pk])


def _header(row: Transaction) -> JSON:
    return {name: getattr(row, name) for name in FILLED}


def _is_posted(row: Transaction, known: Known) -> bool:
    return row.status == Status.PENDING and known.status != Status.PENDING


def _complete(row: Transaction, known: Known) -> bool:
    has_changed = _is_posted(row, known)
    for name in ("external_id", "raw_payee", "fingerprint"):
        value = getattr(known, name)
        if value and not getattr(row, name):
            setattr(row, name, value)
            has_changed = True
    if _is_posted(row, known):
        row.status = known.status
    return has_changed


def _settle(row: Transaction, known: Known, day: date) -> list[Leg]:
    """Return the legs of what the bank took in the end, none where they are as they were.

    A tip goes to the largest of the other legs, before that of money back that counts in another
    month, which only goes together with its purchase; the row gets the day.
    """
    legs = list(row.postings.select_related("account"))
    place = next(leg for leg in legs if leg.account_id == known.account_id)
    others = [leg for leg in legs if leg is not place]
    largest = max(others, key=lambda leg: (not _is_refund(leg), abs(leg.value)))
    is_foreign = {place.currency, largest.currency} != {row.currency}
    more = Decimal(0) if is_foreign else known.amount - place.amount
    if not more and day == row.date:
        return []
    row.date = day
    shares = {place.pk: more, largest.pk: -more}
    if more and _is_refund(largest):
        rest = Leg(_unexplained(row), -more, -more)
        return [*(_leg(leg, more if leg is place else Decimal(0)) for leg in legs), rest]
    return [_leg(leg, shares.get(leg.pk, Decimal(0))) for leg in legs]


def _is_refund(leg: Posting) -> bool:
    return bool(leg.account.system_role == SystemRole.REFUNDS)


def _unexplained(row: Transaction) -> Account:
    accounts = Account.objects.in_household(row.household)
    return accounts.system(SystemRole.UNCATEGORISED_INCOME)


def _leg(posting: Posting, more: Decimal) -> Leg:
    return Leg(posting.account, posting.amount + more, posting.value + more, memo=posting.memo)
