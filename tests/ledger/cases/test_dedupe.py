"""What comes twice and what only looks like it: case by case, through files, edits and merges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from ledger.models import Transaction
from ledger.reports.duplicates import find_duplicates
from ledger.reports.verify import verify_ledger
from ledger.services.duplicate_merges import merge_duplicates
from ledger.services.payees import merge_payees
from ledger.services.posting import Leg
from ledger.services.transactions import TransactionDraft, delete_transactions, update_transaction
from tests.factories.books import Books
from tests.ledger.imports.bank import added_by, bring_in, csv, live, ofx

COFFEE = ("2026-03-02", "Coffee Bar", "-3.50")
RENT = ("2026-03-01", "Landlord", "-700.00")
RENT_PAID = ("2026-03-01", "-700")
STAGED = "Date,Payee,Amount,Transaction ID,Status"


def coffee_from_bank(books: Books) -> Transaction:
    (row,) = added_by(bring_in(books, csv(COFFEE)))
    return row


def change(books: Books, row: Transaction, *legs: Leg) -> None:
    draft = TransactionDraft(date=row.date.replace(day=20), legs=legs)
    update_transaction(by=books.actor, transaction=row, draft=draft)


def import_twice(books: Books) -> bytes:
    coffee_from_bank(books)
    return csv(COFFEE)


def two_equal_coffees(books: Books) -> bytes:
    bring_in(books, csv(COFFEE, COFFEE))
    return csv(COFFEE, COFFEE)


def two_providers(books: Books) -> bytes:
    bring_in(books, csv(RENT, COFFEE))
    return ofx(
        ("2026-03-01", "LANDLORD LTD", "-700.00", "X1"), ("2026-03-02", "CBAR 4711", "-3.50", "X2")
    )


def after_edit(books: Books) -> bytes:
    row = coffee_from_bank(books)
    change(books, row, Leg(books.checking, Decimal("-9.99")), Leg(books.food, Decimal("9.99")))
    return csv(COFFEE)


def after_split(books: Books) -> bytes:
    parts = (Leg(books.food, Decimal(2)), Leg(books.rent, Decimal("1.50")))
    change(books, coffee_from_bank(books), Leg(books.checking, Decimal("-3.50")), *parts)
    return csv(COFFEE)


def after_deletion(books: Books) -> bytes:
    delete_transactions(by=books.actor, transactions=[coffee_from_bank(books).pk])
    return csv(COFFEE)


def after_merge(books: Books) -> bytes:
    row = coffee_from_bank(books)
    by_hand = books.spend("2026-03-02", "3.50", payee="Coffee Bar")
    merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)
    return csv(COFFEE)


def after_merge_of_payees(books: Books) -> bytes:
    row = coffee_from_bank(books)
    assert row.payee
    merge_payees(by=books.actor, sources=[row.payee], into=books.payee("My corner"))
    return csv(COFFEE)


def real_second_purchase(books: Books) -> bytes:
    books.spend("2026-03-02", "3.50", payee="Coffee Bar")
    bring_in(books, csv(COFFEE))
    return csv(COFFEE, ("2026-03-09", "Coffee Bar", "-3.50"))


def id_issued_anew(books: Books) -> bytes:
    heading = "Date,Payee,Amount,Transaction ID"
    bring_in(books, csv((*RENT, "A1"), (*COFFEE, "A2"), heading=heading))
    return csv((*RENT, "B7"), (*COFFEE, "B8"), heading=heading)


def id_of_another_purchase(books: Books) -> bytes:
    heading = "Date,Payee,Amount,Transaction ID"
    bring_in(books, csv((*COFFEE, "A1"), heading=heading))
    return csv(("2026-03-02", "Book shop", "-21.00", "A1"), heading=heading)


def pending_with_tip(books: Books) -> bytes:
    bring_in(books, csv((*COFFEE, "", "Pending"), (*RENT, "R", "Booked"), heading=STAGED))
    posted = ("2026-03-03", "Coffee Bar", "-4.00", "P", "Booked")
    return csv(posted, (*RENT, "R", "Booked"), heading=STAGED)


def flipped_sign(books: Books) -> bytes:
    """The card's export writes what was spent without a minus."""
    coffee_from_bank(books)
    return csv(("2026-03-02", "Coffee Bar", "3.50"))


def money_back(books: Books) -> bytes:
    bring_in(books, csv(COFFEE, RENT))
    return csv(("2026-03-02", "Coffee Bar", "3.50"), RENT)


COFFEE_PAID = ("2026-03-02", "-3.5")
CASES: dict[str, tuple[Callable[[Books], bytes], list[tuple[str, str]]]] = {
    "the same file twice": (import_twice, [COFFEE_PAID]),
    "two equal coffees on one day stay two": (two_equal_coffees, [COFFEE_PAID] * 2),
    "same row from two providers": (two_providers, [RENT_PAID, COFFEE_PAID]),
    "re-import after user edit": (after_edit, [("2026-03-20", "-9.99")]),
    "re-import after split": (after_split, [("2026-03-20", "-3.5")]),
    "re-import after deletion": (after_deletion, []),
    "re-import after merge": (after_merge, [COFFEE_PAID]),
    "re-import after merge of the payees": (after_merge_of_payees, [COFFEE_PAID]),
    "seven-day twin that is a real second purchase": (
        real_second_purchase,
        [COFFEE_PAID, ("2026-03-09", "-3.5")],
    ),
    "id re-issued": (id_issued_anew, [RENT_PAID, COFFEE_PAID]),
    "id re-issued for another purchase": (
        id_of_another_purchase,
        [COFFEE_PAID, ("2026-03-02", "-21")],
    ),
    "pending with tip": (pending_with_tip, [RENT_PAID, ("2026-03-02", "-4")]),
    "sign flipped by the whole file": (flipped_sign, [COFFEE_PAID]),
    "sign flipped by money that came back": (
        money_back,
        [RENT_PAID, COFFEE_PAID, ("2026-03-02", "3.5")],
    ),
}


@pytest.mark.parametrize(("begin", "left"), CASES.values(), ids=CASES)
def test_dedupe(books: Books, begin: Callable[[Books], bytes], left: list[tuple[str, str]]) -> None:
    """The file is brought in twice after each beginning; nothing left is offered as a twin."""
    file = begin(books)

    bring_in(books, file)
    once = live(books)
    again = bring_in(books, file)

    assert (once, live(books), again.added) == (left, left, 0)
    assert find_duplicates(books.household) == ()
    assert verify_ledger(books.household).differences == ()
