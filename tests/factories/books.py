"""Accounts, transactions and rates for tests of what the books say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import AccountKind, Status
from ledger.models import Account, ExchangeRate, Payee, Tag, Transaction
from ledger.services.posting import Leg
from ledger.services.transactions import TransactionDraft, record_transaction

BOTTOM = 1_000
"""Position of test accounts: after whatever the household was furnished with."""


class Books:
    """A household's books, written in few words; amounts are strings, debit positive."""

    def __init__(self, household: Household, actor: Actor) -> None:
        self.household = household
        self.actor = actor
        self.checking = self.account("Test checking", AccountKind.CHECKING, "EUR")
        self.card = self.account("Test card", AccountKind.CREDIT_CARD, "EUR")
        self.dollars = self.account("Test dollars", AccountKind.SAVINGS, "USD")
        self.food = self.account("Test food", AccountKind.EXPENSE)
        self.groceries = self.account("Test groceries", AccountKind.EXPENSE, parent=self.food)
        self.rent = self.account("Test rent", AccountKind.EXPENSE)
        self.salary = self.account("Test salary", AccountKind.INCOME)
        self.opening = self.account("Test opening", AccountKind.EQUITY)

    def account(self, name: str, kind: AccountKind, currency: str = "", **fields: Any) -> Account:
        """Open an account."""
        return Account.objects.create(
            household=self.household,
            name=name,
            kind=kind,
            currency=currency,
            position=BOTTOM,
            **fields,
        )

    def book(
        self,
        day: str,
        *legs: tuple[Account, str] | tuple[Account, str, str],
        payee: str = "",
        tags: tuple[str, ...] = (),
        memo: str = "",
        status: Status = Status.CLEARED,
        currency: str = "",
    ) -> Transaction:
        """Record a transaction from (account, amount) or (account, amount, value) legs."""
        draft = TransactionDraft(
            date=date.fromisoformat(day),
            legs=tuple(
                Leg(leg[0], Decimal(leg[1]), Decimal(leg[2]) if len(leg) > 2 else None)
                for leg in legs
            ),
            currency=currency,
            payee=self.payee(payee) if payee else None,
            memo=memo,
            status=status,
            tags=tuple(self.tag(name) for name in tags),
        )
        return record_transaction(by=self.actor, draft=draft)

    def spend(
        self, day: str, amount: str, category: Account | None = None, **more: Any
    ) -> Transaction:
        """Record spending from checking, on groceries unless said otherwise."""
        legs = ((self.checking, f"-{amount}"), (category or self.groceries, amount))
        return self.book(day, *legs, **more)

    def payee(self, name: str) -> Payee:
        """Return the payee of that name, new where there is none."""
        return Payee.objects.get_or_create(household=self.household, name=name)[0]

    def tag(self, name: str) -> Tag:
        """Return the tag of that name, new where there is none."""
        return Tag.objects.get_or_create(household=self.household, name=name)[0]

    def rate(self, day: str, base: str, quote: str, rate: str) -> ExchangeRate:
        """Note that one unit of `base` was worth `rate` of `quote` on a day."""
        return ExchangeRate.objects.create(
            household=self.household,
            date=date.fromisoformat(day),
            base=base,
            quote=quote,
            rate=Decimal(rate),
            source="test",
        )
