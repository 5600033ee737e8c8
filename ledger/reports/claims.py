"""What is still owed for purchases, since when, and what may have come for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS, ClaimState
from ledger.models import Claim, Posting, Refund, Transaction
from ledger.money import Money, MoneyBag

AGES = (30, 60, 90)
"""Days after which a claim is older; what is above the last is the oldest."""
BEFORE, AFTER = timedelta(days=7), timedelta(days=400)
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what came for it and what was written off; `age` in days."""

    claim: Claim
    received: Money
    written_off: Money
    age: int

    @property
    def expected(self) -> Money:
        return Money(self.claim.amount, self.claim.currency)

    @property
    def outstanding(self) -> Money:
        """What is still to come; nothing once it was given up or more came than was asked."""
        rest = self.expected - self.received - self.written_off
        is_open = self.claim.state == ClaimState.OPEN and rest.amount > 0
        return rest if is_open else Money(Decimal(0), rest.currency)

    @property
    def is_open(self) -> bool:
        return bool(self.outstanding.amount)

    @property
    def bracket(self) -> int:
        """How many of `AGES` it is older than."""
        return sum(self.age > days for days in AGES)


def claim_lines(
    household: Household, *, today: date, purchase: int | None = None
) -> tuple[ClaimLine, ...]:
    """Return claims on live purchases, oldest first, settled ones too; two queries."""
    rows = Claim.objects.in_household(household).live().filter(purchase__deleted_at=None)
    if purchase is not None:
        rows = rows.filter(purchase=purchase)
    claims = list(
        rows.select_related("payee__merged_into", "purchase__payee").order_by("asked_on", "pk")
    )
    received, lost = _settled(household, claims)
    return tuple(
        ClaimLine(
            claim,
            Money(received[claim.pk], claim.currency),
            Money(lost[claim.pk], claim.currency),
            (today - claim.asked_on).days,
        )
        for claim in claims
    )


def _settled(
    household: Household, claims: Sequence[Claim]
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """Return what came for claims and what of them was written off, by id."""
    received: dict[int, Decimal] = defaultdict(Decimal)
    lost: dict[int, Decimal] = defaultdict(Decimal)
    rows = live_refunds(household).filter(claim__in=[claim.pk for claim in claims])
    told = rows.annotate(is_written_off=_moved_nothing())
    for key, amount, is_written_off in told.values_list("claim", "amount", "is_written_off"):
        (lost if is_written_off else received)[key] += amount
    return received, lost


def live_refunds(household: Household) -> QuerySet[Refund]:
    """Return the refunds of which both transactions are in the books."""
    rows = Refund.objects.in_household(household).live()
    return rows.filter(purchase__deleted_at=None, incoming__deleted_at=None)


def _moved_nothing() -> Exists:
    """Return whether no money came by a refund: what was owed was written off."""
    nothing = Posting.objects.filter(
        household=OuterRef("household"),
        transaction=OuterRef("incoming"),
        account__kind__in=PLACE_KINDS,
        amount=0,
    )
    return Exists(nothing)


def refunds_of(household: Household, transaction: int) -> list[Refund]:
    """Return the refunds that a transaction is part of, as purchase or as money back.

    `is_written_off` says of each whether no money came: what was owed was written off.
    """
    either = Q(purchase=transaction) | Q(incoming=transaction)
    related = ("purchase__payee", "incoming__payee", "claim__payee")
    rows = live_refunds(household).filter(either).select_related(*related)
    return list(rows.annotate(is_written_off=_moved_nothing()))


def owed(lines: Iterable[ClaimLine]) -> tuple[MoneyBag, tuple[MoneyBag, ...]]:
    """Return what is still owed in all, and by age: up to 30 days, 60, 90, and older."""
    still = [line for line in lines if line.is_open]
    brackets = tuple(
        MoneyBag.of(line.outstanding for line in still if line.bracket == bracket)
        for bracket in range(len(AGES) + 1)
    )
    return MoneyBag.of(line.outstanding for line in still), brackets


def incoming_for(household: Household, purchase: Transaction) -> list[Posting]:
    """Return money that came in and may be back for a purchase, the likeliest first.

    One leg each, in the purchase's currency, from a week before it to a year after, no more than
    was spent and linked to nothing yet: of the purchase's payee first, then the nearest in amount.
    """
    legs = Posting.objects.in_household(household).live()
    spent = legs.filter(transaction=purchase, account__kind__in=PLACE_KINDS).first()
    if spent is None or spent.amount >= 0:
        return []
    linked = live_refunds(household).values("incoming")
    found = (
        legs.filter(
            account__kind__in=PLACE_KINDS,
            currency=spent.currency,
            amount__gt=0,
            amount__lte=-spent.amount,
            date__gte=purchase.date - BEFORE,
            date__lte=purchase.date + AFTER,
            transaction__postings__account__kind__in=CATEGORY_KINDS,
        )
        .exclude(transaction__in=linked)
        .select_related("transaction__payee", "account")
        .order_by("date", "pk")
        .distinct()
    )
    rows = sorted(
        found[:200],
        key=lambda leg: (
            purchase.payee_id is None or leg.transaction.payee_id != purchase.payee_id,
            abs(leg.amount + spent.amount),
            leg.date,
        ),
    )
    return rows[:MOST_CANDIDATES]
