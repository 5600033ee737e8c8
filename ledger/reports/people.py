"""What each person owes in all, since when, and what may have come of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS
from ledger.models import Payee, Posting
from ledger.money import MoneyBag
from ledger.reports.claims import BEFORE, MOST_CANDIDATES, ClaimLine, claim_lines, live_refunds


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with all of their claims, the oldest first."""

    payee: Payee
    lines: tuple[ClaimLine, ...]

    @property
    def open_lines(self) -> tuple[ClaimLine, ...]:
        return tuple(line for line in self.lines if line.is_open)

    @property
    def outstanding(self) -> MoneyBag:
        """What they still owe."""
        return MoneyBag.of(line.outstanding for line in self.open_lines)

    @property
    def age(self) -> int:
        """For how many days the oldest of it is owed; 0 when nothing is."""
        return max((line.age for line in self.open_lines), default=0)


def people(household: Household, *, today: date) -> tuple[PersonLine, ...]:
    """Return everybody who owes or owed something, who owes the longest first; two queries."""
    found: dict[Payee, list[ClaimLine]] = defaultdict(list)
    for line in claim_lines(household, today=today):
        found[line.claim.payee].append(line)
    rows = [PersonLine(payee, tuple(lines)) for payee, lines in found.items()]
    return tuple(sorted(rows, key=lambda row: (not row.open_lines, -row.age, row.payee.name)))


def lines_of(household: Household, payee: Payee, *, today: date) -> tuple[ClaimLine, ...]:
    """Return a person's claims, the oldest first, settled ones too."""
    lines = claim_lines(household, today=today)
    return tuple(line for line in lines if line.claim.payee_id == payee.pk)


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
