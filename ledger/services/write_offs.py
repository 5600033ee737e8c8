"""Forgiving what is owed: by us, of a purchase that somebody shared, and by who paid for us.

A claim that is written off is settled as if it had been paid: its money back counts against the
category of the purchase, wherever money back counts, and what it was is our own spending there on
the day of the write-off. What is forgiven to us is no spending that never was, but income.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import SystemRole
from ledger.models import Account, Claim, Payee, Refund, Transaction
from ledger.money import Money, quantize_stored
from ledger.services.debts import check_owed, owed_to, settle_unpaid
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg
from ledger.services.refund_months import changed_rows, count_by_default
from ledger.services.rows import insert_row
from ledger.services.shares import ClaimPart, locked_claims, spread_over
from ledger.services.snapshots import snapshot_transactions
from ledger.services.transactions import (
    TransactionDraft,
    book_transaction,
    lock_transactions,
)
from ledger.signals import announce_postings
from ledger.taxonomy import GIFTS


@db.atomic
def write_off(
    *,
    by: Actor,
    person: Payee,
    amount: Decimal,
    currency: str,
    on: date,
    claim: Claim | None = None,
) -> list[Refund]:
    """Let what a person owes be our own spending of a day, all or part of it, the oldest first.

    `amount` is positive; with `claim` it is of that one alone. Returns a refund for each claim,
    its money a transaction that moves nothing. One act, which can be undone. Raises
    ValidationError for more than they owe, Inconsistent, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    lines = locked_claims(by, person, on, currency)
    if claim is not None:
        lines = [line for line in lines if line.claim == claim]
    owed = sum((line.outstanding.amount for line in lines), Decimal(0))
    check_owed(Money(owed, currency), amount)
    parts = spread_over(lines, amount)
    bought = lock_transactions(by, sorted({part.claim.purchase_id for part in parts}))
    rows = {row.pk: row for row in bought}
    before = snapshot_transactions(bought)
    refunds = [_written_off(by, person, on, part) for part in parts]
    made = [refund.incoming for refund in refunds]
    count_by_default(by, refunds, rows | {row.pk: row for row in made})
    changes = [*changed_rows(bought, before), *_new(made), *map(insert_row, refunds)]
    summary = _("Wrote off what %(who)s owes") % {"who": person}
    record_change_set(by=by, kind="claim.writeoff", summary=summary, rows=changes)
    announce_postings(by.household.pk)
    return refunds


def _written_off(by: Actor, person: Payee, on: date, part: ClaimPart) -> Refund:
    """Book what is written off of one claim; returns its refund, which is not stored yet.

    The purchase's place has a leg of nothing, by which whoever may not see it sees neither.
    """
    back = _("What %(who)s owed") % {"who": person}
    legs = (
        Leg(part.place, Decimal(0)),
        Leg(part.category, -part.amount, memo=back),
        Leg(part.category, part.amount, memo=_("Our own spending")),
    )
    memo = (_("Written off: %(what)s") % {"what": part.claim.purchase})[:500]
    draft = TransactionDraft(
        date=on, legs=legs, currency=part.claim.currency, payee=person, memo=memo
    )
    row, _change = book_transaction(by, draft)
    return Refund(
        household=by.household, purchase=part.claim.purchase, incoming=row, claim=part.claim,
        amount=quantize_stored(part.amount), currency=part.claim.currency,
        accounts=part.claim.accounts,
    )  # fmt: skip


def _new(rows: Sequence[Transaction]) -> list[RowChange]:
    after = snapshot_transactions(rows)
    return [RowChange("transaction", row.pk, None, after[row.pk], row.version) for row in rows]


@db.atomic
def forgive_debt(
    *,
    by: Actor,
    person: Payee,
    amount: Decimal,
    currency: str,
    on: date,
    category: Account | None = None,
    memo: str = "",
) -> Transaction:
    """Note that a person wants back no more of what they paid for us, all or part of it.

    `amount` is positive. It is income of the day, in the household's category of gifts unless
    another is named, and settles the oldest first. Raises ValidationError for more than is owed,
    Inconsistent for what is no category, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    check_owed(owed_to(by, person, on).in_currency(currency), amount)
    taken = category or _gifts(by)
    owed = Money(amount, currency)
    return settle_unpaid(by, person, owed, on=on, category=taken, memo=memo or _("Forgiven"))


def _gifts(by: Actor) -> Account:
    """Return the household's category of gifts received, else that of what has none."""
    rows = Account.objects.in_household(by.household)
    gifts: Account | None = rows.live().filter(taxonomy_id=GIFTS).first()
    return gifts or rows.system(SystemRole.UNCATEGORISED_INCOME)
