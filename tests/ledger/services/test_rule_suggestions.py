"""Habits that a rule could have, told by the exact transactions that a person chose them for."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from ledger.models import Account, ChangeSet, Transaction
from ledger.reports.rule_suggestions import find_suggestions, suggested_by
from ledger.services.bulk_edits import categorise_transactions
from ledger.services.payees import set_default_category
from ledger.services.rule_suggestions import reject_suggestion
from ledger.services.rules import create_rule
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.ledger.imports.bank import added_by, bring_in, csv


def habit(books: Books, times: int = 3, shop: str = "Corner Shop") -> list[Transaction]:
    """Give what came from the bank the category food, one after another."""
    days = [(f"2026-03-{day:02}", shop, f"-{day}.00") for day in range(1, times + 1)]
    rows = added_by(bring_in(books, csv(*days)))
    for row in rows:
        choose(books, row, books.food)
    return rows


def choose(books: Books, row: Transaction, category: Account) -> None:
    categorise_transactions(by=books.actor, transactions=[row.pk], category=category)


def found(books: Books) -> list[tuple[str, str, int]]:
    return [(s.payee, s.category, len(s.rows)) for s in find_suggestions(books.household)]


def test_three_times_is_a_habit_with_its_rows_newest_first(books: Books) -> None:
    rows = habit(books)
    habit(books, times=2, shop="Bakery")

    (suggestion,) = find_suggestions(books.household)

    assert (suggestion.payee, suggestion.category) == ("Corner Shop", "Test food")
    assert suggestion.rows == tuple(row.pk for row in reversed(rows))
    assert find_suggestions(books.household, payees=[suggestion.payee_id]) == (suggestion,)
    assert find_suggestions(books.household, payees=[suggestion.payee_id + 1]) == ()


def test_edits_make_a_habit_once(books: Books) -> None:
    rows = habit(books, times=5)
    keys = [row.pk for row in rows]

    made = {
        name: [each.rows for each in suggested_by(books.household, edited)]
        for name, edited in {"all": keys, "three": keys[:3], "two": keys[:2], "none": []}.items()
    }

    whole = tuple(reversed(keys))
    assert made == {"all": [whole], "three": [whole], "two": [], "none": []}


@pytest.mark.parametrize(
    "why", ["another", "entered", "deleted", "undone", "default", "ruled", "rejected"]
)
def test_no_habit_where(books: Books, why: str) -> None:
    rows = habit(books)
    payee = rows[0].payee
    assert payee is not None
    match why:
        case "another":
            choose(books, rows[1], books.rent)
        case "entered":
            books.spend("2026-04-01", "5", books.rent, payee="Corner Shop")
        case "deleted":
            delete_transactions(by=books.actor, transactions=[rows[0].pk])
        case "undone":
            undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))
        case "default":
            set_default_category(by=books.actor, payee=payee, category=books.food)
        case "ruled":
            create_rule(
                by=books.actor,
                name="Shops",
                conditions=leaf("payee", "contains", "corner"),
                actions={"set_category": books.food.pk},
            )
        case _:
            reject_suggestion(by=books.actor, payee=payee, category=books.food)
            reject_suggestion(by=books.actor, payee=payee, category=books.food)

    assert found(books) == []


def test_a_rule_that_does_something_else_leaves_the_habit(books: Books) -> None:
    habit(books, times=4)
    create_rule(
        by=books.actor,
        name="Small ones",
        conditions={"all": [leaf("payee", "contains", "corner"), leaf("size", "less", "3")]},
        actions={"set_category": books.food.pk},
    )

    assert found(books) == [("Corner Shop", "Test food", 4)]


def test_rejecting_is_for_managers_and_is_undone(books: Books) -> None:
    payee = habit(books)[0].payee
    assert payee is not None
    with pytest.raises(PermissionDenied):
        reject_suggestion(
            by=make_member(books.household, Role.MEMBER), payee=payee, category=books.food
        )
    reject_suggestion(by=books.actor, payee=payee, category=books.food)

    undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))

    assert found(books) == [("Corner Shop", "Test food", 3)]
