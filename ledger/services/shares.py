"""Sharing what was spent with others, and settling what they owe in all.

Each share is a claim on a person, as any other. What a person pays at once settles their claims,
the oldest first, and counts against the category of each purchase on the day on which it came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import ClaimState, SharingKind
from ledger.models import Account, Claim, Payee, Refund
from ledger.money import Money, quantize_stored
from ledger.reports.claims import ClaimLine
from ledger.reports.people import lines_of
from ledger.services.errors import Inconsistent
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg, clear_postings, write_postings
from ledger.services.refund_months import changed_rows, count_by_default
from ledger.services.refunds import (
    Sides,
    asked_already,
    check_money_back,
    read_purchase,
    read_sides,
)
from ledger.services.rows import edit_row, insert_row, lock_row
from ledger.services.snapshots import snapshot_transactions
from ledger.services.transactions import lock_transactions, save_transaction, value_source
from ledger.sharing import SharingError, shared
from ledger.signals import announce_postings


@db.atomic
def share_purchase(
    *,
    by: Actor,
    purchase: int,
    kind: SharingKind,
    parts: Sequence[tuple[Payee, Decimal]],
    own: Decimal,
    asked_on: date,
) -> list[Claim]:
    """Share with people what was spent on a purchase and nobody was asked for yet.

    `parts` are their amounts, percents or shares, read by no one where it is shared equally; `own`
    is our share, 0 when we bear nothing. Returns a claim on each. One act, which can be undone.
    Raises Transaction.DoesNotExist, ValidationError for parts that do not go with what was spent,
    Inconsistent, PermissionDenied.
    """
    by.must(Permission.RECORD)
    spent = read_purchase(lock_transactions(by, [purchase])[0])
    people = [payee for payee, _part in parts]
    if any(payee.household_id != by.household.pk for payee in people):
        raise Inconsistent(_("Something chosen here belongs to another household."))
    if len({payee.pk for payee in people}) < len(people):
        raise ValidationError(_("Name each person once."))
    rest = Money(-spent.moved - asked_already(by, purchase), spent.currency)
    if rest.amount <= 0:
        raise ValidationError(_("All of it is asked for already."))
    try:
        amounts, _left = shared(rest, kind, [part for _payee, part in parts], own)
    except SharingError as error:
        raise ValidationError(_(str(error))) from error
    claims = [
        Claim(
            household=by.household, purchase=spent.row, payee=payee, currency=spent.currency,
            amount=quantize_stored(money.amount), asked_on=asked_on, accounts=spent.accounts,
        )
        for payee, money in zip(people, amounts, strict=True)
    ]  # fmt: skip
    if any(claim.amount <= 0 for claim in claims):
        raise ValidationError(_("There is too little to share it with so many."))
    changes = [insert_row(claim) for claim in claims]
    names = ", ".join(map(str, people))
    summary = _("Shared %(what)s with %(who)s") % {"what": spent.row, "who": names}
    _record(by, "claim.share", summary, changes)
    return claims


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """How much settles one claim, and place and category of its purchase, which it lowers."""

    claim: Claim
    place: Account
    category: Account
    amount: Decimal


@db.atomic
def settle_person(*, by: Actor, person: Payee, incoming: int, today: date) -> list[Refund]:
    """Say that a transaction is what a person paid of what they owe, the oldest claim first.

    Its one category becomes one leg for each claim that it settles, in the category of the
    purchase; what is more than they owe stays where it was. Returns a refund for each claim. One
    act, which can be undone. Raises Transaction.DoesNotExist, Inconsistent when it is no money that
    came in or they owe nothing in its currency, AlreadyLinked, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    came = read_sides(lock_transactions(by, [incoming])[0])
    check_money_back(by, came)
    if came.row.currency != came.currency:
        raise Inconsistent(_("Both have to be in one currency."))
    parts = spread_over(locked_claims(by, person, today, came.currency), came.moved)
    bought = lock_transactions(by, sorted({part.claim.purchase_id for part in parts}))
    rows = {row.pk: row for row in (came.row, *bought)}
    before = snapshot_transactions(rows.values())
    _rewrite(by, came, person, parts)
    refunds = [
        Refund(
            household=by.household, purchase=part.claim.purchase, incoming=came.row,
            claim=part.claim, amount=part.amount, currency=came.currency,
            accounts=sorted({*part.claim.accounts, *came.accounts}),
        )
        for part in parts
    ]  # fmt: skip
    count_by_default(by, refunds, rows)
    changes = [*changed_rows(rows.values(), before), *map(insert_row, refunds)]
    summary = _("Settled with %(who)s by %(what)s") % {"who": person, "what": came.row}
    _record(by, "claim.settle", summary, changes)
    return refunds


def locked_claims(by: Actor, payee: Payee, today: date, currency: str) -> list[ClaimLine]:
    """Return what a person owes in a currency, the oldest first, with its purchases locked."""
    lines = [
        line
        for line in lines_of(by.household, payee, today=today)
        if line.is_open and line.claim.currency == currency
    ]
    if not lines:
        text = _("%(who)s owes nothing in %(currency)s.")
        raise Inconsistent(text % {"who": payee, "currency": currency})
    lock_transactions(by, sorted({line.claim.purchase_id for line in lines}))
    return lines


def spread_over(lines: Sequence[ClaimLine], amount: Decimal) -> list[ClaimPart]:
    """Return what each claim gets of an amount, the oldest first, until nothing is left of it."""
    parts, left = [], amount
    for line in lines:
        part = min(left, line.outstanding.amount)
        if part > 0:
            spent = read_purchase(line.claim.purchase)
            parts.append(ClaimPart(line.claim, spent.places[0].account, spent.category, part))
            left -= part
    return parts


def _rewrite(by: Actor, came: Sides, payee: Payee, parts: Sequence[ClaimPart]) -> None:
    """Let a payment be the person's, and its categories those of what it settles."""
    settled: dict[Account, Decimal] = defaultdict(Decimal)
    for part in parts:
        settled[part.category] += part.amount
    left = came.moved - sum(settled.values(), Decimal(0))
    if left:
        settled[came.others[0].account] += left
    row = came.row
    row.category_source, row.category_confidence = value_source(by), None
    row.category_reason = (_("Settled with %(who)s") % {"who": payee})[:200]
    row.payee, row.payee_source = payee, value_source(by)
    clear_postings([row.pk], by.household)
    save_transaction(by, row)
    place = came.places[0]
    legs = [Leg(category, -amount) for category, amount in settled.items()]
    write_postings(row, [Leg(place.account, place.amount, memo=place.memo), *legs])


@db.atomic
def give_up_person(*, by: Actor, person: Payee, today: date) -> int:
    """Give up all that a person still owes, as one act; returns how many claims that was.

    Raises Inconsistent when they owe nothing, PermissionDenied.
    """
    by.must(Permission.RECORD)
    changes = []
    for line in lines_of(by.household, person, today=today):
        if line.is_open:
            row = lock_row(by, line.claim)
            by.must_write(row.accounts)
            changes.append(edit_row(row, state=ClaimState.WAIVED))
    if not changes:
        raise Inconsistent(_("%(who)s owes nothing.") % {"who": person})
    _record(by, "claim.state", _("Gave up all that %(who)s owes") % {"who": person}, changes)
    return len(changes)


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
    announce_postings(by.household.pk)
