"""Completing a transaction that was in the books already with what the bank says of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

from accounts.actors import Actor
from accounts.roles import Right
from ledger.enums import Status
from ledger.imports.post import Known
from ledger.models import Posting, Transaction
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
  fingerprint = v.fingerprint, status = v.status, version = t.version + 1, updated_by_id = %s,
  updated_at = now()
from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[])
  v (id, external_id, raw_payee, fingerprint, status)
where t.household_id = %s and t.id = v.id
"""


def complete_matched(by: Actor, known: Sequence[Known]) -> list[RowChange]:
    """Fill what is empty on each matched transaction; returns what changed, for the history.

    What a person wrote stays, and so does what is reconciled, lies in a closed period, or in an
    account that the actor may not fill. A pending row becomes cleared, with the amount finally
    booked.
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
    posted = [row for row in rows if _is_posted(row, by_id[row.pk])]
    before = {row.pk: _header(row) for row in rows} | snapshot_transactions(posted)
    changed = [row for row in rows if _complete(by, row, by_id[row.pk])]
    _store(by, changed)
    after = {row.pk: _header(row) for row in changed} | snapshot_transactions(posted)
    return [
        RowChange("transaction", row.pk, before[row.pk], after[row.pk], row.version)
        for row in changed
    ]


def _store(by: Actor, rows: Sequence[Transaction]) -> None:
    """Write what was filled on locked rows, each one version further, in one statement."""
    for row in rows:
        row.version += 1
    columns = [[getattr(row, name) for row in rows] for name in ("pk", *FILLED)]
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(STORE, [by.user.pk if by.user else None, *columns, by.household.pk])


def _header(row: Transaction) -> JSON:
    return {name: getattr(row, name) for name in FILLED}


def _is_posted(row: Transaction, known: Known) -> bool:
    return row.status == Status.PENDING and known.status != Status.PENDING


def _complete(by: Actor, row: Transaction, known: Known) -> bool:
    is_posted = has_changed = _is_posted(row, known)
    for name in ("external_id", "raw_payee", "fingerprint"):
        value = getattr(known, name)
        if value and not getattr(row, name):
            setattr(row, name, value)
            has_changed = True
    if is_posted:
        row.status = known.status
        _settle(by, row, known)
    return has_changed


def _settle(by: Actor, row: Transaction, known: Known) -> None:
    """Book what the bank took in the end; a tip goes to the largest of the other legs."""
    legs = list(row.postings.select_related("account"))
    place = next(leg for leg in legs if leg.account_id == known.account_id)
    largest = max((leg for leg in legs if leg is not place), key=lambda leg: abs(leg.value))
    more = known.amount - place.amount
    if not more or {place.currency, largest.currency} != {row.currency}:
        return
    clear_postings([row.pk], by.household)
    shares = {place.pk: more, largest.pk: -more}
    write_postings(row, [_leg(leg, shares.get(leg.pk, Decimal(0))) for leg in legs])


def _leg(posting: Posting, more: Decimal) -> Leg:
    return Leg(posting.account, posting.amount + more, posting.value + more, memo=posting.memo)
