"""What the demo household shares with a friend: each paid for the other, and some was paid back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from accounts.actors import Actor
from ledger.enums import SharingKind
from ledger.models import Account
from ledger.services.debts import DebtDraft, pay_back, record_debt
from ledger.services.payees import ensure_payee
from ledger.services.posting import Leg
from ledger.services.shares import share_purchase
from ledger.services.transactions import TransactionDraft, record_transaction

FRIEND = "Jonas Brandt"
_PAID = (
    (41, "38.50", "Trattoria Lumino", "food.restaurants"),
    (12, "24.00", "Kino Astoria", "leisure.outings"),
)
"""How many days ago, our part, where and in which category the friend paid."""


def seed_people(by: Actor, *, accounts: Mapping[str, Account], today: date) -> None:
    """Let a friend pay for the household twice, be paid back once, and owe half of a purchase."""
    friend = ensure_payee(by=by, name=FRIEND)
    for days, amount, where, category in _PAID:
        draft = DebtDraft(
            person=friend,
            date=today - timedelta(days=days),
            amount=Decimal(amount),
            currency="EUR",
            category=accounts[category],
            payee=ensure_payee(by=by, name=where),
        )
        record_debt(by=by, draft=draft)
    pay_back(
        by=by,
        person=friend,
        account=accounts["checking"],
        amount=Decimal("30.00"),
        on=today - timedelta(days=30),
    )
    _share(by, accounts, today)


def _share(by: Actor, accounts: Mapping[str, Account], today: date) -> None:
    shop = ensure_payee(by=by, name="Frischhof Weber")
    spent, bought_on = Decimal("52.80"), today - timedelta(days=20)
    legs = (Leg(accounts["checking"], -spent), Leg(accounts["food.groceries"], spent))
    bought = record_transaction(
        by=by,
        draft=TransactionDraft(date=bought_on, legs=legs, payee=shop, memo="Barbecue"),
    )
    share_purchase(
        by=by,
        purchase=bought.pk,
        kind=SharingKind.EQUAL,
        parts=[(ensure_payee(by=by, name=FRIEND), Decimal(1))],
        own=Decimal(1),
        asked_on=bought_on,
    )
