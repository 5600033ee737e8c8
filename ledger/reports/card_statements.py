"""What cards' statements say is owed, for the schedules that pay them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Household
from ledger.enums import AmountKind, ReconciliationState
from ledger.models import BalanceAssertion, Reconciliation, Schedule

OF_A_STATEMENT = timedelta(days=31)
"""How long before it is paid a statement is of; an older one was paid the last time."""


@dataclass(frozen=True, slots=True)
class CardStatements:
    """Balances of cards by the day that they are of, debit positive, the oldest first."""

    by_card: dict[int, list[tuple[date, Decimal]]] = field(default_factory=dict)

    @classmethod
    def of(cls, household: Household, schedules: Iterable[Schedule]) -> CardStatements:
        """Read those of the cards that are paid by their statement; one query if there are any.

        A statement is a balance that was typed or stated by a file, or reconciled.
        """
        cards = {row.other_id for row in schedules if row.amount_kind == AmountKind.STATEMENT}
        if not cards:
            return cls()
        asserted = BalanceAssertion.objects.in_household(household).live()
        settled = Reconciliation.objects.in_household(household).live()
        settled = settled.filter(state=ReconciliationState.DONE)
        stated = asserted.filter(account__in=cards).order_by()
        done = settled.filter(account__in=cards).order_by()
        found: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        for card, on, amount in stated.values_list("account_id", "date", "amount").union(
            done.values_list("account_id", "statement_date", "statement_balance")
        ):
            found[card].append((on, amount))
        return cls({card: sorted(rows) for card, rows in found.items()})

    def paid_on(self, card: int, on: date) -> Decimal | None:
        """Return the balance of the statement that is paid on a day, None where none is there."""
        rows = self.by_card.get(card, [])
        return next(
            (amount for day, amount in reversed(rows) if on - OF_A_STATEMENT < day <= on), None
        )
