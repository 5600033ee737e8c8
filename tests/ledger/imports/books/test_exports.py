"""Every program's export of the same month gives the same books."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from ledger.enums import AccountKind, Status
from ledger.imports.books.detect import detect_books, read_books
from ledger.imports.books.model import OPENING, BookTransaction, ParsedBooks
from ledger.imports.books.planning import plan_books
from ledger.imports.statement import StatementFile
from tests.ledger.imports.books.exports import EXPECTED, EXPORTS, YNAB_REGISTER

NAMES = sorted(EXPORTS)
MONEY_ONLY = {"mint"}
"""Mint pairs no transfers and knows no opening balances."""


def read(name: str) -> ParsedBooks:
    source = StatementFile.from_bytes(EXPORTS[name][1], name)
    found = detect_books(source)
    assert found is not None
    return read_books(source, found)


def on(books: ParsedBooks, day: int) -> list[BookTransaction]:
    return [each for each in books.transactions if each.on == date(2024, 1, day)]


def places(books: ParsedBooks) -> dict[str, str]:
    """Return what the source's own rows sum to for each place, by its name."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (key, _code), amount in books.balances.items():
        if books.accounts[key].is_place:
            found[books.accounts[key].path[-1].capitalize()] += amount
    return {name: f"{amount:.2f}" for name, amount in found.items()}


@pytest.mark.parametrize("name", NAMES)
def test_export_is_recognised(name: str) -> None:
    found = detect_books(StatementFile.from_bytes(EXPORTS[name][1], name))

    assert found is not None
    assert found.format == EXPORTS[name][0]


@pytest.mark.parametrize("name", NAMES)
def test_export_holds_what_its_places_hold(name: str) -> None:
    assert places(read(name)) == EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_planned_balances_are_the_sources(name: str) -> None:
    books = read(name)
    planned: dict[str, Decimal] = defaultdict(Decimal)

    for each in plan_books(books, "EUR").transactions:
        for part in each.parts:
            assert sum(leg.value for leg in part.legs) == 0
            for leg in part.legs:
                planned[leg.account] += leg.amount

    for (key, _code), amount in books.balances.items():
        assert planned[key] == amount


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MONEY_ONLY])
def test_transfer_is_one_transaction_between_two_places(name: str) -> None:
    (move,) = on(read(name), 26)

    amounts = sorted(f"{leg.amount:.2f}" for leg in move.legs)
    assert amounts == ["-300.00", "300.00"]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"mint", "wygiwyh"}])
def test_split_is_one_transaction_with_its_categories(name: str) -> None:
    books = read(name)

    (shop,) = on(books, 20)

    spent = {
        books.accounts[leg.account].path[-1].capitalize(): f"{leg.amount:.2f}"
        for leg in shop.legs
        if books.accounts[leg.account].kind is AccountKind.EXPENSE
    }
    assert spent == {"Food": "50.00", "Home": "34.30"}


@pytest.mark.parametrize("name", ["ynab register", "ynab 4", "ynab api", "actual", "firefly csv"])
def test_opening_balance_is_booked_as_such(name: str) -> None:
    (opening,) = on(read(name), 1)

    assert OPENING in {leg.account for leg in opening.legs}
    assert opening.status is Status.RECONCILED


@pytest.mark.parametrize(
    ("name", "day", "status"),
    [
        ("ynab register", 25, Status.PENDING),
        ("ynab 4", 25, Status.PENDING),
        ("ynab api", 25, Status.PENDING),
        ("actual", 25, Status.PENDING),
        ("actual csv", 25, Status.PENDING),
        ("wygiwyh", 25, Status.PENDING),
        ("hledger", 20, Status.PENDING),
        ("beancount", 20, Status.PENDING),
        ("firefly csv", 25, Status.CLEARED),
    ],
)
def test_status_is_carried_over(name: str, day: int, status: Status) -> None:
    assert {each.status for each in on(read(name), day)} == {status}


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("ynab register", {"Red"}),
        ("mint", {"trip", "home"}),
        ("firefly csv", {"trip", "home"}),
        ("firefly api", {"trip"}),
        ("wygiwyh", {"trip", "home"}),
        ("hledger", {"trip", "home"}),
        ("beancount", {"trip"}),
    ],
)
def test_tags_are_carried_over(name: str, tags: set[str]) -> None:
    assert {tag for each in on(read(name), 20) for tag in each.tags} == tags


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("ynab zip", [("budgeted amounts", 1)]),
        ("ynab api", [("budgeted amounts", 1)]),
        ("actual", [("budgeted amounts", 1)]),
        ("firefly csv", [("budgets of journals", 1)]),
        ("wygiwyh", [("deleted rows", 1), ("recurring transactions", 1)]),
        ("mint", []),
    ],
)
def test_what_is_left_out_is_counted(name: str, left: list[tuple[str, int]]) -> None:
    assert [(each.what, each.count) for each in read(name).not_carried] == left


def test_balance_that_the_file_states_is_kept() -> None:
    books = read("ynab api")

    assert books.accounts["c"].stated == Decimal("3115.7")


def test_register_of_one_account_carries_the_other_side_of_its_transfers() -> None:
    data = YNAB_REGISTER.rsplit(b'"Savings"', 1)[0]
    source = StatementFile.from_bytes(data, "ynab")
    found = detect_books(source)
    assert found is not None

    assert places(read_books(source, found)) == EXPECTED


def test_side_of_a_transfer_that_is_missing_is_an_adjustment_and_said() -> None:
    lonely = (
        b'"Savings","","01/27/2024","Transfer : Checking","","","","","$0.00","$7.00","Cleared"\n'
    )
    source = StatementFile.from_bytes(YNAB_REGISTER + lonely, "ynab")
    found = detect_books(source)
    assert found is not None

    books = read_books(source, found)

    assert places(books) == EXPECTED | {"Savings": "307.00"}
    assert [problem.is_warning for problem in books.problems] == [True]
