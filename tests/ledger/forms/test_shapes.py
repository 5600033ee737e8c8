"""How people see a transaction, from its legs and back to them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import SystemRole
from ledger.forms.choices import AccountChoices
from ledger.forms.shapes import Flow, Shape, legs_of, shape_of, two_legs
from ledger.models import Account, Posting, Transaction
from ledger.reports.tree import account_tree
from tests.factories.books import Books


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts and no transactions."""
    return Books(household, actor)


def postings(row: Transaction) -> list[Posting]:
    return list(row.postings.select_related("account"))


def shape(row: Transaction) -> Shape | None:
    return shape_of(row, postings(row))


def seen(row: Transaction) -> tuple[Flow, str, Decimal] | None:
    found = shape(row)
    return (found.flow, found.account.name, found.amount) if found else None


def test_shape_is_seen_from_the_account(books: Books) -> None:
    spent = books.spend("2026-03-01", "12.50")
    earned = books.book("2026-03-01", (books.salary, "-9"), (books.checking, "9"))
    moved = books.book("2026-03-01", (books.card, "5"), (books.checking, "-5"))

    assert [seen(row) for row in (spent, earned, moved)] == [
        (Flow.EXPENSE, "Test checking", Decimal("12.5")),
        (Flow.INCOME, "Test checking", Decimal(9)),
        (Flow.TRANSFER, "Test checking", Decimal(5)),
    ]


def test_shape_of_a_transfer_has_its_fee_in_any_category(books: Books) -> None:
    row = books.book("2026-03-01", (books.checking, "-10"), (books.card, "9"), (books.food, "1"))

    found = shape(row)

    assert found is not None
    assert (found.flow, found.amount, found.is_split) == (Flow.TRANSFER, Decimal(9), False)
    initial = found.initial()
    assert [initial[name] for name in ("to_account", "fee", "fee_category")] == [
        books.card,
        "1.00",
        books.food,
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [("food", "1"), ("card", "9")],
        [("card", "4"), ("food", "6")],
        [("card", "9"), ("salary", "1")],
        [("card", "9"), ("uncategorised", "1")],
    ],
    ids=["before it", "more than arrives", "income", "no category"],
)
def test_shape_of_what_is_no_fee_is_split(books: Books, lines: list[tuple[str, str]]) -> None:
    system = Account.objects.system(SystemRole.UNCATEGORISED_EXPENSE)
    named = [(getattr(books, name, system), amount) for name, amount in lines]
    row = books.book("2026-03-01", (books.checking, "-10"), *named)

    found = shape(row)

    assert found is not None
    assert (found.flow, found.is_split) == (Flow.EXPENSE, True)
    assert [line["amount"] for line in found.line_initial()] == [f"{each[1]}.00" for each in lines]


def test_shape_of_an_opening_balance_shows_equity_as_a_line(books: Books) -> None:
    row = books.book("2026-03-01", (books.checking, "100"), (books.opening, "-100"))

    found = shape(row)

    assert found is not None
    assert [line["account"] for line in found.line_initial()] == [books.opening]


def test_shape_of_what_is_uncategorised_has_no_category(books: Books) -> None:
    system = Account.objects.system(SystemRole.UNCATEGORISED_EXPENSE)

    found = shape(books.spend("2026-03-01", "1.00", system))

    assert found is not None
    assert found.initial()["category"] is None


def test_shape_does_not_fit_what_the_form_cannot_write(books: Books) -> None:
    between_categories = books.book(
        "2026-03-01", (books.food, "3"), (books.rent, "-3"), currency="EUR"
    )
    seen_from_abroad = books.book(
        "2026-03-01", (books.checking, "-10", "-11"), (books.dollars, "11"), currency="USD"
    )
    foreign_part = books.book(
        "2026-03-01",
        (books.checking, "-10"),
        (books.dollars, "5", "4"),
        (books.food, "6"),
        currency="EUR",
    )

    rows = (between_categories, seen_from_abroad, foreign_part)
    assert [shape(row) for row in rows] == [None, None, None]


def test_legs_are_kept_as_they_are(books: Books) -> None:
    row = books.book(
        "2026-03-01", (books.checking, "-10"), (books.dollars, "11", "10"), currency="EUR"
    )

    found = [(leg.account, leg.amount, leg.value) for leg in legs_of(postings(row))]

    assert found == [
        (books.checking, Decimal(-10), Decimal(-10)),
        (books.dollars, Decimal(11), Decimal(10)),
    ]


@pytest.mark.parametrize(("flow", "amounts"), [(Flow.EXPENSE, (-4, 4)), (Flow.INCOME, (4, -4))])
def test_two_legs_take_their_signs_from_the_flow(
    flow: Flow, amounts: tuple[int, int], books: Books
) -> None:
    accounts = AccountChoices(account_tree(books.household))

    own, other = two_legs(accounts, flow, books.checking, amount=Decimal(4), category=books.food)

    assert (int(own.amount), int(other.amount)) == amounts
