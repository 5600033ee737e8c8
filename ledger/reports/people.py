"""What each person owes us and we owe them, since when, and what may have come of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS
from ledger.models import Payee, Posting
from ledger.money import MoneyBag
from ledger.reports.claims import BEFORE, MOST_CANDIDATES, ClaimLine, claim_lines, live_refunds
from ledger.reports.debts import Debts, debts


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with all claims on them, and all that they paid for us or we advanced them."""

    payee: Payee
    lines: tuple[ClaimLine, ...]
    debts: Debts = field(default_factory=Debts)

    @property
    def open_lines(self) -> tuple[ClaimLine, ...]:
        return tuple(line for line in self.lines if line.is_open)

    @property
    def outstanding(self) -> MoneyBag:
        """What they still owe of what they were asked for."""
        return MoneyBag.of(line.outstanding for line in self.open_lines)

    @property
    def owed_to_us(self) -> MoneyBag:
        """What they owe in all: of what they were asked for, and of what we advanced them."""
        return self.outstanding + self.debts.advanced

    @property
    def balance(self) -> MoneyBag:
        """What they owe us less what we owe them: negative where we owe them on balance."""
        return self.outstanding + self.debts.held

    @property
    def we_owe(self) -> MoneyBag:
        """The part of the balance that we owe them, without sign."""
        return MoneyBag.of(-money for money in self.balance if money.amount < 0)

    @property
    def they_owe(self) -> MoneyBag:
        """The part of the balance that they owe us."""
        return MoneyBag.of(money for money in self.balance if money.amount > 0)

    @property
    def is_open(self) -> bool:
        """Whether either owes the other anything."""
        return bool(self.open_lines or self.debts.open_lines or self.debts.advances)

    @property
    def common(self) -> MoneyBag:
        """What both owe each other, which can be set off."""
        owed, owing = self.outstanding, self.debts.outstanding
        return MoneyBag.of(
            min(money, owing.in_currency(money.currency), key=lambda each: each.amount)
            for money in owed
        )

    @property
    def age(self) -> int:
        """For how many days the oldest of it is owed, either way; 0 when nothing is."""
        ages = [line.age for line in self.open_lines]
        given = (*self.debts.open_lines, *self.debts.advances)
        return max([*ages, *(line.age for line in given)], default=0)


def people(household: Household, *, today: date) -> tuple[PersonLine, ...]:
    """Return everybody with whom something is or was shared, the longest open first; four queries.

    Payees that were merged are one person.
    """
    found: dict[Payee, list[ClaimLine]] = defaultdict(list)
    for line in claim_lines(household, today=today):
        found[line.claim.payee.known_as].append(line)
    owing = debts(household, today=today)
    rows = [
        PersonLine(payee, tuple(found.get(payee, ())), owing.get(payee, Debts()))
        for payee in found.keys() | owing.keys()
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_open, -row.age, row.payee.name)))


def person_line(household: Household, payee: Payee, *, today: date) -> PersonLine:
    """Return what one person owes us and we owe them."""
    owing = debts(household, today=today).get(payee, Debts())
    return PersonLine(payee, lines_of(household, payee, today=today), owing)


def lines_of(household: Household, payee: Payee, *, today: date) -> tuple[ClaimLine, ...]:
    """Return a person's claims, the oldest first, settled ones too."""
    lines = claim_lines(household, today=today)
    return tuple(line for line in lines if line.claim.payee.known_as == payee)


def payments_of(household: Household, person: PersonLine) -> list[Posting]:
    """Return money that came in and may be what a person paid, theirs first, then the latest.

    One leg each, in a currency in which they owe something, from a week before the oldest
    purchase on, and linked to nothing yet.
    """
    owed: Sequence[ClaimLine] = person.open_lines
    if not owed:
        return []
    legs = Posting.objects.in_household(household).live()
    found = (
        legs.filter(
            account__kind__in=PLACE_KINDS,
            currency__in={line.claim.currency for line in owed},
            amount__gt=0,
            date__gte=min(line.claim.purchase.date for line in owed) - BEFORE,
            transaction__postings__account__kind__in=CATEGORY_KINDS,
        )
        .exclude(transaction__in=live_refunds(household).values("incoming"))
        .select_related("transaction__payee", "account")
        .order_by("-date", "-pk")
        .distinct()
    )
    rows = sorted(found[:200], key=lambda leg: leg.transaction.payee_id != person.payee.pk)
    return rows[:MOST_CANDIDATES]
