"""Pages of the register: order, cursors, what a row says, balances, filters, queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.enums import Status
from ledger.models import Transaction
from ledger.money import Money
from ledger.reports.legs import CounterpartKind
from ledger.reports.register import (
    Cursor,
    RegisterFilter,
    RegisterPage,
    register_page,
    register_rows,
)
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def ids(page: RegisterPage) -> list[int]:
    return [row.id for row in page.rows]


def test_register_page_is_newest_first_and_breaks_ties_by_id(books: Books) -> None:
    first = books.spend("2026-03-02", "5.00")
    second = books.spend("2026-03-02", "5.00")
    oldest = books.spend("2026-03-01", "7.00")

    page = register_page(books.household, RegisterFilter())

    assert ids(page) == [second.pk, first.pk, oldest.pk]
    assert (page.older, page.newer) == (None, None)


def test_register_page_walks_to_the_end_and_back(books: Books) -> None:
    rows = [books.spend(f"2026-03-{day:02}", "1.00").pk for day in (1, 1, 2, 2, 3, 3, 4)]
    everything = RegisterFilter()

    first = register_page(books.household, everything, size=3)
    second = register_page(books.household, everything, size=3, after=first.older)
    third = register_page(books.household, everything, size=3, after=second.older)
    back = register_page(books.household, everything, size=3, before=third.newer)
    start = register_page(books.household, everything, size=3, before=back.newer)

    assert [ids(first), ids(second), ids(third)] == [
        rows[:3:-1],
        rows[3:0:-1],
        rows[:1],
    ]
    assert (third.older, first.newer) == (None, None)
    assert ids(back) == ids(second)
    assert ids(start) == ids(first)
    assert (start.newer, start.older) == (None, first.older)


def test_register_page_of_nothing_has_no_cursors(books: Books) -> None:
    assert register_page(books.household, RegisterFilter()) == RegisterPage((), None, None)


def test_register_page_refuses_two_cursors(books: Books) -> None:
    here = Cursor(date(2026, 1, 1), 1)

    with pytest.raises(ValueError, match="not both"):
        register_page(books.household, RegisterFilter(), after=here, before=here)


def test_register_row_tells_spending_from_checking(books: Books) -> None:
    row = books.spend(
        "2026-03-01", "12.30", payee="Nordmarkt", memo="Weekend", tags=("trip", "Home")
    )

    (shown,) = register_page(books.household, RegisterFilter()).rows

    assert shown.id == row.pk
    assert (shown.payee, shown.memo, shown.amount) == ("Nordmarkt", "Weekend", eur("-12.30"))
    assert (shown.counterpart.kind, shown.counterpart.label) == (
        CounterpartKind.CATEGORY,
        "Test groceries",
    )
    assert [tag.name for tag in shown.tags] == ["Home", "trip"]
    assert [(leg.account, leg.amount) for leg in shown.legs] == [
        (books.checking, eur("-12.30")),
        (books.groceries, eur("12.30")),
    ]
    assert (shown.status, shown.source, shown.category_source) == ("cleared", "manual", "user")


def test_register_row_shows_a_transfer_from_each_side(books: Books) -> None:
    books.book("2026-03-01", (books.checking, "-80.00"), (books.card, "80.00"))

    views = {
        accounts: register_page(books.household, RegisterFilter(accounts=accounts)).rows[0]
        for accounts in ((), (books.checking.pk,), (books.card.pk,))
    }

    assert [(row.amount, row.counterpart.label) for row in views.values()] == [
        (eur("80.00"), "Transfer to Test card"),
        (eur("-80.00"), "Transfer to Test card"),
        (eur("80.00"), "Transfer from Test checking"),
    ]


def test_register_row_of_a_split_shows_the_part_of_its_category(books: Books) -> None:
    books.book(
        "2026-03-01", (books.checking, "-50.00"), (books.groceries, "20.00"), (books.rent, "30.00")
    )

    whole = register_page(books.household, RegisterFilter()).rows[0]
    part = register_page(books.household, RegisterFilter(categories=(books.rent.pk,))).rows[0]

    assert (whole.amount, whole.is_part, whole.counterpart.label) == (eur("-50.00"), False, "Split")
    assert (part.amount, part.is_part, part.counterpart.label) == (eur("-30.00"), True, "Split")


def test_register_row_of_an_opening_balance_names_the_equity(books: Books) -> None:
    books.book("2026-01-01", (books.checking, "900.00"), (books.opening, "-900.00"))

    (row,) = register_page(books.household, RegisterFilter()).rows

    assert (row.amount, row.counterpart.kind, row.counterpart.label) == (
        eur("900.00"),
        CounterpartKind.EQUITY,
        "Test opening",
    )


def test_register_row_of_an_exchange_is_in_the_currency_of_the_account(books: Books) -> None:
    books.book("2026-03-01", (books.checking, "-90.00"), (books.dollars, "100.00", "90.00"))

    (row,) = register_page(books.household, RegisterFilter(accounts=(books.dollars.pk,))).rows

    assert (row.amount, row.currency) == (Money(Decimal("100.00"), "USD"), "EUR")


def test_register_balance_runs_through_pages_months_and_trash(books: Books) -> None:
    books.book("2026-01-01", (books.checking, "1000.00"), (books.opening, "-1000.00"))
    books.spend("2026-01-31", "100.00")
    thrown = books.spend("2026-02-01", "55.00")
    books.spend("2026-02-02", "10.00")
    books.spend("2026-02-02", "1.00")
    delete_transactions(by=books.actor, transactions=[thrown.pk])
    register = RegisterFilter(accounts=(books.checking.pk,))

    first = register_page(books.household, register, size=2)
    second = register_page(books.household, register, size=2, after=first.older)

    balances = [row.balance for row in (*first.rows, *second.rows)]
    assert balances == [eur("889.00"), eur("890.00"), eur("900.00"), eur("1000.00")]


def test_register_has_no_balance_when_it_is_filtered(books: Books) -> None:
    books.spend("2026-03-01", "5.00")
    filtered = RegisterFilter(accounts=(books.checking.pk,), text="o")

    rows = register_page(books.household, RegisterFilter()).rows

    assert [row.balance for row in rows] == [None]
    assert filtered.single_account is None


def test_register_row_with_two_legs_in_its_account_stands_once(books: Books) -> None:
    books.book(
        "2026-03-01", (books.checking, "-5.00"), (books.checking, "-7.00"), (books.food, "12.00")
    )

    (row,) = register_page(books.household, RegisterFilter(accounts=(books.checking.pk,))).rows

    assert (row.amount, row.balance) == (eur("-12.00"), eur("-12.00"))


@pytest.fixture
def many(books: Books) -> dict[str, Transaction]:
    """Six transactions that differ in everything a filter can ask for."""
    books.book("2026-01-01", (books.checking, "500.00"), (books.opening, "-500.00"))
    return {
        "market": books.spend("2026-01-10", "20.00", payee="Nordmarkt", tags=("home",)),
        "dinner": books.spend("2026-02-10", "60.00", books.food, memo="Pizza 100%"),
        "rent": books.spend("2026-02-01", "800.00", books.rent, status=Status.PENDING),
        "pay": books.book("2026-01-31", (books.checking, "2000"), (books.salary, "-2000")),
        "card": books.book("2026-02-11", (books.card, "-20.00"), (books.groceries, "20.00")),
    }


@pytest.mark.parametrize(
    ("choose", "expected"),
    [
        (lambda b: RegisterFilter(categories=(b.food.pk,)), ["card", "dinner", "market"]),
        (lambda b: RegisterFilter(categories=(b.groceries.pk,)), ["card", "market"]),
        (lambda b: RegisterFilter(accounts=(b.card.pk,)), ["card"]),
        (
            lambda b: RegisterFilter(accounts=(b.checking.pk,), categories=(b.food.pk,)),
            ["dinner", "market"],
        ),
        (lambda b: RegisterFilter(payees=(b.payee("Nordmarkt").pk,)), ["market"]),
        (lambda b: RegisterFilter(tags=(b.tag("home").pk,)), ["market"]),
        (
            lambda _: RegisterFilter(start=date(2026, 1, 31), end=date(2026, 2, 10)),
            ["rent", "pay"],
        ),
        (
            lambda b: RegisterFilter(categories=(b.food.pk,), start=date(2026, 2, 10)),
            ["card", "dinner"],
        ),
        (lambda _: RegisterFilter(amount_min=Decimal(500), end=date(2026, 2, 9)), None),
        (lambda _: RegisterFilter(amount_max=Decimal(20)), ["card", "market"]),
        (
            lambda b: RegisterFilter(categories=(b.food.pk,), amount_min=Decimal("20.01")),
            ["dinner"],
        ),
        (lambda _: RegisterFilter(statuses=("pending",)), ["rent"]),
        (lambda _: RegisterFilter(text="nordm"), ["market"]),
        (lambda _: RegisterFilter(text="PIZZA"), ["dinner"]),
        (lambda _: RegisterFilter(text="piz 100%"), ["dinner"]),
        (lambda _: RegisterFilter(text="%"), []),
        (lambda _: RegisterFilter(text="rdmark"), ["market"]),
        (lambda _: RegisterFilter(text="izza"), []),
        (lambda _: RegisterFilter(text="nothing like it"), []),
        (lambda _: RegisterFilter(in_trash=True), []),
        (lambda _: RegisterFilter(import_batch=1), []),
        (lambda _: RegisterFilter(is_uncategorised=True), []),
        (lambda _: RegisterFilter(accounts=(0,)), []),
    ],
)
def test_register_filter_finds(
    books: Books,
    many: dict[str, Transaction],
    choose: Callable[[Books], RegisterFilter],
    expected: list[str] | None,
) -> None:
    names = {row.pk: name for name, row in many.items()}

    page = register_page(books.household, choose(books))

    found = [names.get(row.id, "opening") for row in page.rows]
    assert found == (["rent", "pay", "opening"] if expected is None else expected)


def test_register_filter_by_ids_keeps_the_order(books: Books, many: dict[str, Transaction]) -> None:
    chosen = RegisterFilter(ids=(many["market"].pk, many["rent"].pk))

    assert ids(register_page(books.household, chosen)) == [many["rent"].pk, many["market"].pk]


def test_register_of_the_trash_shows_only_what_was_deleted(
    books: Books, many: dict[str, Transaction]
) -> None:
    delete_transactions(by=books.actor, transactions=[many["rent"].pk])

    assert ids(register_page(books.household, RegisterFilter(in_trash=True))) == [many["rent"].pk]
    assert many["rent"].pk not in ids(register_page(books.household, RegisterFilter()))


def test_register_rows_gives_single_rows_for_swapping(
    books: Books, many: dict[str, Transaction]
) -> None:
    delete_transactions(by=books.actor, transactions=[many["card"].pk])

    rows = register_rows(books.household, [many["card"].pk, many["market"].pk, 0])

    assert [row.id for row in rows] == [many["card"].pk, many["market"].pk]
    assert rows[0].deleted_at is not None


@pytest.mark.parametrize("count", [1, 30])
def test_register_page_takes_four_queries_for_any_number_of_rows(books: Books, count: int) -> None:
    for day in range(1, count + 1):
        books.spend(f"2026-03-{day:02}", "5.00", payee=f"Payee {day}", tags=("home",))
    register = RegisterFilter(accounts=(books.checking.pk,))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = register_page(books.household, register)

    assert (len(page.rows), len(queries)) == (count, 4)


def test_register_shows_no_other_household(books: Books, other_household: object) -> None:
    books.spend("2026-03-01", "5.00")

    assert register_page(other_household, RegisterFilter()).rows == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["2026-03-01", "2026-03-01.x", "03.2026", "2026-13-01.5", ""])
def test_cursor_refuses_what_it_did_not_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"register|isoformat|month"):
        Cursor.parse(text)


def test_cursor_reads_what_it_wrote() -> None:
    here = Cursor(date(987, 1, 2), 42)

    assert Cursor.parse(str(here)) == here
