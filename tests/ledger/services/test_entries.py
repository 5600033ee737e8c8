"""Transactions that are entered or edited, and the rules that answer to that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.enums import SystemRole, ValueSource
from ledger.models import Account, ChangeSet, Posting, RuleRun, Transaction
from ledger.services.entries import edit_transaction, enter_transaction
from ledger.services.posting import Leg
from ledger.services.rules import create_rule
from ledger.services.transactions import TransactionDraft
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.rules import leaf


@pytest.fixture(autouse=True)
def _rule(books: Books) -> None:
    create_rule(
        by=books.actor,
        name="Shops",
        conditions=leaf("memo", "contains", "shop"),
        actions={"set_category": books.food.pk, "add_tags": [books.tag("trip").pk]},
        on_edit=True,
    )


def draft(books: Books, memo: str, category: Account | None = None) -> TransactionDraft:
    """Return spending whose category nobody chose unless it is given."""
    none = Account.objects.in_household(books.household).system(SystemRole.UNCATEGORISED_EXPENSE)
    legs = (Leg(books.checking, Decimal(-5)), Leg(category or none, Decimal(5)))
    return TransactionDraft(date=date(2026, 3, 1), legs=legs, memo=memo)


def category_of(row: Transaction) -> Account:
    leg: Posting = row.postings.select_related("account").latest("position")
    return Account.objects.get(pk=leg.account_id)


def test_entry_is_ruled_as_an_act_of_its_own(books: Books) -> None:
    row = enter_transaction(by=books.actor, draft=draft(books, "a shop"))

    run = RuleRun.objects.get()
    assert (category_of(row), row.category_source, row.version) == (books.food, "rule", 2)
    assert (run.trigger, run.changed_count) == ("edit", 1)
    undo_change_set(by=books.actor, change_set=run.change_set)
    assert category_of(row).system_role == SystemRole.UNCATEGORISED_EXPENSE


def test_edit_is_ruled_and_what_was_chosen_stays(books: Books) -> None:
    row = enter_transaction(by=books.actor, draft=draft(books, "bread", books.rent))
    assert RuleRun.objects.count() == 0

    row = edit_transaction(
        by=books.actor, transaction=row, draft=draft(books, "a shop", books.rent), version=1
    )

    assert (category_of(row), row.category_source) == (books.rent, ValueSource.USER)
    assert [tag.name for tag in row.tags.all()] == ["trip"]
    assert ChangeSet.objects.latest("pk") == RuleRun.objects.get().change_set
