"""What rules ask of the books besides a row itself, against figures worked out by hand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from accounts.roles import Right
from accounts.scope import enter_household
from ledger.enums import AccountKind, SystemRole
from ledger.models import Account, ImportBatch, Posting, Rule, RuleRun, Transaction
from ledger.services.attachments import attach_file
from ledger.services.categories import merge_categories
from ledger.services.errors import Inconsistent
from ledger.services.import_undo import undo_import
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.factories.rules import leaf
from tests.ledger.imports.bank import added_by, bring_in, csv


def rule_of(books: Books, *tests: dict[str, Any], **more: Any) -> Rule:
    """Keep a rule that tags what meets all tests."""
    actions = {"add_tags": [books.tag("met").pk]}
    conditions = {"all": list(tests)}
    return create_rule(
        by=books.actor, **{"name": "Met", "conditions": conditions, "actions": actions} | more
    )


@pytest.fixture
def rows(books: Books, settings: Settings, tmp_path: Path) -> dict[str, Transaction]:
    """Pay of 100, then spending of 30, 90 and 5; by card, 7. One more lies in the trash."""
    settings.MEDIA_ROOT = tmp_path
    none = Account.objects.in_household(books.household).system(SystemRole.UNCATEGORISED_EXPENSE)
    pay = ((books.checking, "100"), (books.salary, "-100"))
    card = ((books.card, "-7"), (books.food, "7"))
    split = ((books.checking, "-90"), (books.food, "60"), (books.rent, "30"))
    found = {
        "late": books.spend("2026-03-09", "5", none, memo="late"),
        "pay": books.book("2026-03-01", *pay),
        "gone": books.spend("2026-03-01", "1000"),
        "some": books.spend("2026-03-02", "30", payee="Corner shop", tags=("trip",)),
        "split": books.book("2026-03-02", *split),
        "card": books.book("2026-03-02", *card),
    }
    Transaction.objects.update(tags_source="")
    delete_transactions(by=books.actor, transactions=[found["gone"].pk])
    attach_file(by=books.actor, transaction=found["card"], name="a.txt", stream=BytesIO(b"Paid"))
    return found


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (leaf("balance_before", "less", "0"), "late"),
        (leaf("balance_before", "equals", "-20"), "late"),
        (leaf("balance_before", "equals", "100"), "some"),
        (leaf("balance_before", "equals", "70"), "split"),
        (leaf("balance_before", "equals", "0"), "card pay"),
        (leaf("category", "includes", "food"), "card split"),
        (leaf("category", "is_empty", value=True), "late"),
        (leaf("tags", "is_empty", value=False), "some"),
        (leaf("attachments", "is_empty", value=False), "card"),
        (leaf("source", "equals", "manual"), "card late pay some split"),
        (leaf("query", "holds", 'payee:"corner shop"'), "some"),
        (leaf("query", "holds", "amount>50 date:2026-03-02"), "split"),
        (leaf("query", "holds", "is:uncategorised"), "late"),
        (leaf("query", "holds", "-account:card -amount>20"), "late"),
    ],
)
def test_conditions_are_met_by(
    books: Books, rows: dict[str, Transaction], test: dict[str, Any], expected: str
) -> None:
    rule_of(books, test | ({"value": books.food.pk} if test["value"] == "food" else {}))

    found = {each.transaction for each in preview_rules(by=books.actor)}

    assert " ".join(sorted(name for name, row in rows.items() if row.pk in found)) == expected


def test_query_that_means_nothing_any_more_is_said_by_hand_and_holds_for_nothing_else(
    books: Books, rows: dict[str, Transaction]
) -> None:
    rule_of(books, leaf("query", "holds", "account:card"))
    Account.objects.filter(pk=books.card.pk).update(name="Plastic")

    with pytest.raises(Inconsistent, match="account:card"):
        preview_rules(by=books.actor)
    report = bring_in(books, csv(("2026-03-10", "Shop", "-3.50")))

    assert report.added == 1
    assert RuleRun.objects.count() == 0


def test_rule_by_a_query_is_kept_from_whom_its_account_is(books: Books) -> None:
    guest = make_guest(books.household)
    rule = rule_of(books, leaf("query", "holds", "account:card"))
    limit(guest, books.card, Right.NONE, by=books.actor)
    assert rule.accounts == [books.card.pk]
    user = guest.actor.user
    assert user is not None

    enter_household(books.household.pk, user_id=user.pk, hidden=(books.card.pk,))

    assert not Rule.objects.exists()


def test_merged_category_is_asked_for_by_its_new_name(books: Books) -> None:
    rule = rule_of(books, leaf("category", "includes_any", [books.rent.pk, books.food.pk]))

    travel = books.account("Test travel", AccountKind.EXPENSE)

    merge_categories(by=books.actor, source=books.rent, into=travel)

    rule.refresh_from_db()
    assert rule.conditions["all"][0]["value"] == [travel.pk, books.food.pk]


def test_import_asks_rules_about_the_books_once_its_rows_are_posted(books: Books) -> None:
    books.book("2026-03-01", (books.checking, "100"), (books.salary, "-100"))
    actions = {"set_category": books.rent.pk}
    rule_of(books, leaf("balance_before", "less", "80"), actions=actions)

    report = bring_in(
        books, csv(("2026-03-02", "Shop A", "-30.00"), ("2026-03-03", "Shop B", "-40.00"))
    )

    first, second = added_by(report)
    run = RuleRun.objects.get()
    assert (run.trigger, run.changed_count, second.version) == ("import", 1, 1)
    legs = Posting.objects.filter(account=books.rent).values_list("transaction_id", flat=True)
    assert list(legs) == [second.pk]
    assert first.category_source == ""
    undone = undo_import(by=books.actor, batch=ImportBatch.objects.get())
    assert (undone.removed, undone.kept) == (2, ())


def test_rules_of_an_import_are_undone_alone(books: Books) -> None:
    rule_of(books, leaf("query", "holds", "shop"))
    (row,) = added_by(bring_in(books, csv(("2026-03-02", "Shop A", "-30.00"))))
    assert row.tags.count() == 1

    undo_change_set(by=books.actor, change_set=RuleRun.objects.get().change_set)

    assert (row.tags.count(), Transaction.objects.get().pk) == (0, row.pk)
    assert not apply_rules(by=books.actor).skipped
