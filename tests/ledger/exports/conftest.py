"""Books with everything in them that an export could get wrong."""

from __future__ import annotations

import pytest

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import AccountKind, Status
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books

NASTY = 'He said: "pay" | now; #tag @ 5 \\ [2026-01-01]\n=SUM(A1) date:x'


@pytest.fixture
def nasty(household: Household, actor: Actor) -> Books:
    """Splits, refunds, exchanges, yen and coins, odd texts, all statuses, a row in the trash."""
    books = Books(household, actor)
    coins = books.account("Coins & tokens", AccountKind.INVESTMENT, "BTC2")
    yen = books.account("円 cash", AccountKind.CASH, "JPY")
    checking, dollars = books.checking, books.dollars
    books.book("2025-12-31", (checking, "1000.00"), (books.opening, "-1000.00"))
    books.spend(
        "2026-01-01", "0.01", payee=NASTY, memo=NASTY, tags=("Rente & Größe", "a:b,c", "円")
    )
    books.spend("2026-01-31", "12.30", payee="Ünïcode", status=Status.PENDING)
    books.spend("2026-02-01", "99.99", memo="only memo", status=Status.RECONCILED)
    books.book("2026-02-02", (checking, "-50"), (books.groceries, "20.50"), (books.rent, "29.50"))
    books.book("2026-02-03", (checking, "5.00"), (books.groceries, "-5.00"))
    books.book("2026-02-28", (checking, "-90.00"), (dollars, "100.00", "90.00"))
    books.book("2026-03-01", (dollars, "-3.33"), (yen, "500", "3.33"))
    books.book("2026-03-01", (dollars, "-10.00"), (books.food, "10.00"))
    books.book("2026-03-02", (yen, "-3"), (dollars, "0.02", "3"), currency="JPY")
    books.book("2026-03-03", (checking, "-70"), (coins, "0.00123457", "70"))
    books.book("2026-03-04", (checking, "-33.33333333"), (books.food, "33.33333333"))
    books.book("2026-03-05", (checking, "-80"), (books.card, "79"), (books.food, "1"))
    books.book("2026-03-06", (books.groceries, "-5"), (books.rent, "5"), currency="EUR")
    thrown = books.spend("2026-03-07", "1000000.00", payee="never seen")
    delete_transactions(by=actor, transactions=[thrown.pk])
    return books
