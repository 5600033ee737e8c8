"""The account tree and the names of accounts in journals."""

from __future__ import annotations

import pytest

from ledger.enums import AccountKind
from ledger.reports.tree import AccountTree, account_paths, account_tree
from tests.factories.books import Books


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Giro", "Assets:Giro"),
        ("giro 2", "Assets:Giro-2"),
        ("Tom & Ann: joint", "Assets:Tom-Ann-joint"),
        ("Café Größe", "Assets:Café-Größe"),
        ("!!!", "Assets:Unnamed"),
        ("ﬁne", "Assets:Fine"),
        ("ß", "Assets:S"),
        ("食品", "Assets:X食品"),
        ("1st", "Assets:1st"),
        ("a—b_c/d", "Assets:A-b-c-d"),
    ],
)
def test_account_paths_are_valid_in_journals(books: Books, name: str, expected: str) -> None:
    account = books.account(name, AccountKind.CASH, "EUR")

    assert account_paths(books.household)[account.pk] == expected


def test_account_paths_follow_the_tree_and_the_kind(books: Books) -> None:
    paths = account_paths(books.household)

    named = (books.card, books.groceries, books.salary, books.opening)
    assert [paths[account.pk] for account in named] == [
        "Liabilities:Test-card",
        "Expenses:Test-food:Test-groceries",
        "Income:Test-salary",
        "Equity:Test-opening",
    ]


def test_account_paths_that_come_out_alike_are_told_apart(books: Books) -> None:
    first = books.account("Rainy day", AccountKind.SAVINGS, "EUR")
    second = books.account("rainy/day", AccountKind.CASH, "EUR")

    paths = account_paths(books.household)

    assert paths[first.pk] == "Assets:Rainy-day"
    assert paths[second.pk] == f"Assets:Rainy-day-{second.pk}"


def test_account_tree_knows_what_lies_below(books: Books) -> None:
    tree = account_tree(books.household)

    assert tree.with_descendants([books.food.pk, 0]) == (books.food.pk, books.groceries.pk)
    assert tree.ancestry(tree.by_id[books.groceries.pk]) == (books.food, books.groceries)


def test_account_tree_walks_parents_before_children(books: Books) -> None:
    deepest = books.account("Test fruit", AccountKind.EXPENSE, parent=books.groceries)

    tree = AccountTree((deepest, books.groceries, books.rent, books.food))

    assert list(tree.walk()) == [
        (0, books.rent),
        (0, books.food),
        (1, books.groceries),
        (2, deepest),
    ]
