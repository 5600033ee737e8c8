"""Transfers found in the books and joined, case by case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

from ledger.pairing.certainty import Certainty
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.reports.verify import verify_ledger
from ledger.services.transfer_links import fee_category, link_transfers
from tests.factories.books import Books
from tests.factories.pairs import half, savings
from tests.ledger.imports.bank import bring_in, csv, ofx
from tests.ledger.services.test_transfers import balances

TO_SAVINGS, FROM_CHECKING = "Transfer Rainy days", "Transfer Test checking"


@dataclass(frozen=True)
class Case:
    """Books, how sure the pairs are that are found, and what the places hold once joined."""

    begin: Callable[[Books], object]
    found: tuple[Certainty, ...]
    held: dict[str, str]


def three_accounts(books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-300", memo=TO_SAVINGS)
    half(books, savings(books), "2026-03-03", "300", memo=FROM_CHECKING)
    half(books, books.card, "2026-03-02", "300", memo="Credit note")


def three_accounts_unnamed(books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-300", memo="Transfer")
    half(books, savings(books), "2026-03-03", "300", memo="Transfer")
    half(books, books.card, "2026-03-03", "300", memo="Transfer")


def fee_inside(books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-303", memo=TO_SAVINGS)
    half(books, savings(books), "2026-03-02", "300", memo=FROM_CHECKING)


def exchanged(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.92")
    half(books, books.checking, "2026-03-02", "-296", memo="Transfer Test dollars")
    half(books, books.dollars, "2026-03-03", "320", memo=FROM_CHECKING)


def before_the_start(books: Books) -> None:
    """Savings begin on the day after the money came: it is in the opening balance."""
    bring_in(books, csv(("2026-03-02", TO_SAVINGS, "-300.00")))
    statement = ofx(("2026-03-05", "Interest", "1.00", "F1"), balance=("301.00", "2026-03-05"))
    bring_in(books, statement, savings(books))


def long_weekend(books: Books) -> None:
    """From Maundy Thursday to the Wednesday after Easter."""
    half(books, books.checking, "2026-04-02", "-300", memo=TO_SAVINGS)
    half(books, savings(books), "2026-04-08", "300", memo=FROM_CHECKING)


SURE, LIKELY, UNSURE = Certainty.CERTAIN, Certainty.LIKELY, Certainty.UNSURE
MOVED = {"Test checking": "-300", "Rainy days": "300"}
CASES = {
    "equal amounts among three accounts": Case(
        three_accounts, (SURE,), MOVED | {"Test card": "300"}
    ),
    "equal amounts among three accounts, none named": Case(
        three_accounts_unnamed, (UNSURE,), MOVED | {"Test card": "300"}
    ),
    "fee inside one leg": Case(
        fee_inside, (LIKELY,), {"Test checking": "-303", "Rainy days": "300"}
    ),
    "FX": Case(exchanged, (SURE,), {"Test checking": "-296", "Test dollars": "320"}),
    "one leg before the start date": Case(
        before_the_start, (), {"Test checking": "-300", "Rainy days": "301"}
    ),
    "weekend gap over four days": Case(long_weekend, (SURE,), MOVED),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_transfer(books: Books, case: Case) -> None:
    case.begin(books)
    before = {name: amount for name, amount in balances(books).items() if amount}

    pairs = find_transfer_pairs(books.household)
    joined = link_transfers(
        by=books.actor, pairs=[pair.key for pair in pairs], fee_category=fee_category(books.actor)
    )

    places = {name: Decimal(amount) for name, amount in case.held.items()}
    after = balances(books)
    assert tuple(pair.certainty for pair in pairs) == case.found
    assert (joined.joined, joined.skipped) == (len(pairs), ())
    assert {name: before[name] for name in places} == places
    assert {name: after[name] for name in places} == places
    assert find_transfer_pairs(books.household) == ()
    assert verify_ledger(books.household).differences == ()
