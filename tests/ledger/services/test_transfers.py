"""Transfers: recorded, made of what was categorised, and joined from two halves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor
from ledger.enums import AccountKind, Status
from ledger.models import Account, ChangeSet, MonthlyTotal, Transaction
from ledger.services.errors import ClosedPeriod, CurrencyNeeded, Inconsistent, NotATransfer
from ledger.services.transactions import delete_transactions
from ledger.services.transfer_links import merge_into_transfer
from ledger.services.transfers import TransferDraft, convert_to_transfer, record_transfer
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

DAY = date(2025, 3, 1)


def legs(row: Transaction) -> list[tuple[Any, ...]]:
    rows = row.postings.order_by("position")
    return list(rows.values_list("account__name", "amount", "value"))


def balances(books: Books) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    totals = MonthlyTotal.objects.in_household(books.household).select_related("account")
    for total in totals:
        sums[total.account.name] += total.amount
    return {name: amount for name, amount in sums.items() if amount}


def draft(books: Books, **values: Any) -> TransferDraft:
    given: dict[str, Any] = {
        "date": DAY,
        "source": books.checking,
        "target": books.card,
        "sent": Decimal(100),
    }
    return TransferDraft(**(given | values))


def last_act(by: Actor) -> ChangeSet:
    return ChangeSet.objects.in_household(by.household).latest("pk")


def test_record_transfer_in_one_currency(books: Books) -> None:
    row = record_transfer(by=books.actor, draft=draft(books))

    assert legs(row) == [("Test checking", -100, -100), ("Test card", 100, 100)]


def test_record_transfer_pays_a_fee_on_top(books: Books) -> None:
    fee = {"fee": Decimal("1.50"), "fee_category": books.rent}

    row = record_transfer(by=books.actor, draft=draft(books, **fee))

    assert legs(row) == [
        ("Test checking", Decimal("-101.5"), Decimal("-101.5")),
        ("Test card", 100, 100),
        ("Test rent", Decimal("1.5"), Decimal("1.5")),
    ]


def test_record_transfer_between_currencies_is_valued_in_the_sources(books: Books) -> None:
    given = draft(books, target=books.dollars, received=Decimal("108.20"))

    row = record_transfer(by=books.actor, draft=given)

    assert legs(row) == [
        ("Test checking", -100, -100),
        ("Test dollars", Decimal("108.2"), 100),
    ]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"sent": Decimal(0)}, Inconsistent),
        ({"sent": Decimal(-5)}, Inconsistent),
        ({"received": Decimal(99)}, Inconsistent),
        ({"fee": Decimal(1)}, Inconsistent),
        ({"fee": Decimal(-1)}, Inconsistent),
        ({"target": "dollars"}, CurrencyNeeded),
        ({"target": "dollars", "received": Decimal(0)}, Inconsistent),
        ({"target": "checking"}, NotATransfer),
        ({"target": "rent"}, NotATransfer),
        ({"fee": Decimal(1), "fee_category": "card"}, Inconsistent),
    ],
)
def test_record_transfer_refuses(
    books: Books, values: dict[str, Any], error: type[Exception]
) -> None:
    named = {
        key: getattr(books, value) if isinstance(value, str) else value
        for key, value in values.items()
    }

    with pytest.raises(error):
        record_transfer(by=books.actor, draft=draft(books, **named))

    assert not Transaction.objects.in_household(books.household).exists()


def test_convert_to_transfer_takes_the_category_away(books: Books) -> None:
    spent = books.spend("2025-03-01", "40")

    row = convert_to_transfer(by=books.actor, transaction=spent, account=books.card)

    assert legs(row) == [("Test checking", -40, -40), ("Test card", 40, 40)]
    assert row.category_source == ""
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert legs(row) == [("Test checking", -40, -40), ("Test groceries", 40, 40)]
    row.refresh_from_db()
    assert row.category_source == "user"


def test_convert_to_transfer_of_a_split_into_another_currency(books: Books) -> None:
    split = books.book("2025-03-01", (books.checking, "50"), (books.salary, "-50"))

    with pytest.raises(CurrencyNeeded):
        convert_to_transfer(by=books.actor, transaction=split, account=books.dollars)
    row = convert_to_transfer(
        by=books.actor, transaction=split, account=books.dollars, amount=Decimal(54)
    )

    assert legs(row) == [("Test checking", 50, 50), ("Test dollars", -54, -50)]


def test_convert_to_transfer_refuses_what_is_none(books: Books) -> None:
    spent = books.spend("2025-03-01", "40")
    moved = record_transfer(by=books.actor, draft=draft(books))

    for row, account in ((spent, books.checking), (spent, books.rent), (moved, books.card)):
        with pytest.raises(NotATransfer):
            convert_to_transfer(by=books.actor, transaction=row, account=account)


def halves(books: Books, out: str, into: str, account: Account) -> list[Transaction]:
    return [
        books.spend("2025-03-01", out, tags=("out",), payee="Bank"),
        books.book(
            "2025-03-03",
            (account, into),
            (books.salary, f"-{into}"),
            tags=("in",),
            status=Status.PENDING,
        ),
    ]


@pytest.mark.parametrize("swapped", [False, True])
def test_merge_into_transfer_joins_two_halves(books: Books, *, swapped: bool) -> None:
    savings = books.account("Test savings", AccountKind.SAVINGS, "EUR")
    out, into = halves(books, "70", "70", savings)
    first, second = (into, out) if swapped else (out, into)

    row = merge_into_transfer(by=books.actor, first=first, second=second)

    assert (row.pk, row.date, str(row.payee), row.status) == (out.pk, DAY, "Bank", "pending")
    assert legs(row) == [("Test checking", -70, -70), ("Test savings", 70, 70)]
    assert [tag.name for tag in row.tags.all()] == ["in", "out"]
    assert balances(books) == {"Test checking": -70, "Test savings": 70}


def test_merge_into_transfer_can_be_undone(books: Books) -> None:
    out, into = halves(books, "70", "75.60", books.dollars)
    before = balances(books)

    row = merge_into_transfer(by=books.actor, first=out, second=into)
    assert legs(row)[1] == ("Test dollars", Decimal("75.6"), 70)
    result = undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert (result.undone, result.conflicts) == (3, ())
    assert balances(books) == before
    assert [tag.name for tag in out.tags.all()] == ["out"]


def test_merge_into_transfer_needs_a_category_for_a_difference(books: Books) -> None:
    savings = books.account("Test savings", AccountKind.SAVINGS, "EUR")
    out, into = halves(books, "70", "69", savings)

    with pytest.raises(NotATransfer, match="choose a category"):
        merge_into_transfer(by=books.actor, first=out, second=into)
    row = merge_into_transfer(by=books.actor, first=out, second=into, fee_category=books.rent)

    assert legs(row)[2] == ("Test rent", 1, 1)


def test_merge_into_transfer_refuses_what_does_not_fit(books: Books) -> None:
    spent, other = books.spend("2025-03-01", "70"), books.spend("2025-03-01", "70")
    back = books.book("2025-03-02", (books.checking, "70"), (books.rent, "-70"))
    gone = books.book("2025-03-02", (books.card, "70"), (books.rent, "-70"))
    moved = record_transfer(by=books.actor, draft=draft(books))
    delete_transactions(by=books.actor, transactions=[gone.pk])

    for second in (spent, other, back, gone, moved):
        with pytest.raises(NotATransfer):
            merge_into_transfer(by=books.actor, first=spent, second=second)


def test_merge_into_transfer_stops_at_a_closed_period(books: Books) -> None:
    savings = books.account("Test savings", AccountKind.SAVINGS, "EUR")
    out, into = halves(books, "70", "70", savings)
    make_closed_month(books.household, "2025-03")

    with pytest.raises(ClosedPeriod):
        merge_into_transfer(by=books.actor, first=out, second=into)
