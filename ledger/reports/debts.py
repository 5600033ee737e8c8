"""What is owed to people who paid for the household, since when, and what may pay it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS
from ledger.models import Payee, PersonAccount, Posting
from ledger.money import Money, MoneyBag
from ledger.querysets import TrashQuerySet
from ledger.reports.claims import BEFORE, MOST_CANDIDATES, live_refunds


@dataclass(frozen=True, slots=True)
class DebtLine:
    """What somebody paid for us at one time, or we advanced them; `age` in days.

    `settled` is what of it was paid back.
    """

    posting: Posting
    settled: Money
    age: int

    @property
    def owed(self) -> Money:
        """What one of us gave the other, without sign."""
        return Money(abs(self.posting.amount), self.posting.currency)

    @property
    def outstanding(self) -> Money:
        return self.owed - self.settled

    @property
    def is_open(self) -> bool:
        return bool(self.outstanding.amount)


@dataclass(frozen=True, slots=True)
class Debts:
    """All that one person paid for us, the oldest first, and what their accounts hold.

    `held` is negative where we owe them and positive where we advanced them money: lent it, or
    paid back more than we owed. `advances` are what is open of that.
    """

    lines: tuple[DebtLine, ...] = ()
    advances: tuple[DebtLine, ...] = ()
    held: MoneyBag = field(default_factory=MoneyBag)

    @property
    def open_lines(self) -> tuple[DebtLine, ...]:
        return tuple(line for line in self.lines if line.is_open)

    @property
    def outstanding(self) -> MoneyBag:
        """What we still owe them, without sign."""
        return MoneyBag.of(line.outstanding for line in self.open_lines)

    @property
    def advanced(self) -> MoneyBag:
        """What they still owe us of what we advanced them."""
        return MoneyBag.of(line.outstanding for line in self.advances)


def debts(household: Household, *, today: date) -> dict[Payee, Debts]:
    """Return what is or was owed to each person, by the name they go by; two queries.

    What was paid back settles the oldest first, account by account.
    """
    rows = person_accounts(household).select_related("payee__merged_into")
    people = {row.account_id: row.payee.known_as for row in rows}
    legs: dict[Payee, list[Posting]] = defaultdict(list)
    if people:
        found = Posting.objects.in_household(household).live().filter(account__in=people)
        for leg in found.select_related("transaction__payee").order_by("date", "pk"):
            legs[people[leg.account_id]].append(leg)
    return {person: _debts_of(its_legs, today) for person, its_legs in legs.items()}


def person_accounts(household: Household) -> TrashQuerySet[PersonAccount]:
    """Return which accounts keep what is owed to whom."""
    return PersonAccount.objects.in_household(household).live().filter(account__deleted_at=None)


def _debts_of(legs: Sequence[Posting], today: date) -> Debts:
    given: dict[tuple[int, bool], Decimal] = defaultdict(Decimal)
    for leg in legs:
        given[leg.account_id, leg.amount > 0] += abs(leg.amount)
    lines: dict[bool, list[DebtLine]] = {True: [], False: []}
    for leg in legs:
        # What the one gave settles what the other did, the oldest first.
        other_way = leg.account_id, leg.amount < 0
        part = min(given[other_way], abs(leg.amount))
        given[other_way] -= part
        settled = Money(part, leg.currency)
        lines[leg.amount > 0].append(DebtLine(leg, settled, (today - leg.date).days))
    held = MoneyBag.of(Money(leg.amount, leg.currency) for leg in legs)
    theirs = tuple(line for line in lines[False] if line.owed.amount)
    return Debts(theirs, tuple(line for line in lines[True] if line.is_open), held)


def paybacks_of(household: Household, payee: Payee, lines: Iterable[DebtLine]) -> list[Posting]:
    """Return money that went out and may be what was paid back, theirs first, then the latest.

    One leg each, in a currency in which something is owed, from a week before the oldest of it
    on, with a category and part of no purchase that somebody is asked for.
    """
    owed = [line for line in lines if line.is_open]
    if not owed:
        return []
    found = (
        Posting.objects.in_household(household)
        .live()
        .filter(
            account__kind__in=PLACE_KINDS,
            currency__in={line.posting.currency for line in owed},
            amount__lt=0,
            date__gte=min(line.posting.date for line in owed) - BEFORE,
            transaction__postings__account__kind__in=CATEGORY_KINDS,
            transaction__claims=None,
        )
        .exclude(account__in=person_accounts(household).values("account"))
        .exclude(transaction__in=live_refunds(household).values("purchase"))
        .select_related("transaction__payee", "account")
        .order_by("-date", "-pk")
        .distinct()
    )
    rows = sorted(found[:200], key=lambda leg: leg.transaction.payee_id != payee.pk)
    return rows[:MOST_CANDIDATES]
