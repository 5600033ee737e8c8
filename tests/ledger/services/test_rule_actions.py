"""What rules do to transactions: each action previewed, carried out and undone."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Right, Role
from ledger.models import ChangeSet, Posting, Rule, Transaction
from ledger.reports.verify import verify_ledger
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule
from ledger.services.undo import undo_change_set, undo_permission
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.factories.rules import leaf
from tests.ledger.imports.bank import added_by, bring_in, csv


def rule_of(books: Books, **actions: Any) -> Rule:
    """Keep a rule about what the memo calls a shop."""
    conditions = leaf("memo", "contains", "shop")
    return create_rule(by=books.actor, name="Shops", conditions=conditions, actions=actions)


def spend(books: Books, amount: str = "10", **more: Any) -> Transaction:
    """Record spending of which nothing was chosen by a person."""
    row = books.spend("2026-03-01", amount, **{"memo": "A SHOP in town"} | more)
    Transaction.objects.filter(pk=row.pk).update(category_source="", tags_source="")
    return row


def legs(row: Transaction) -> list[tuple[str, str]]:
    """Return the legs by the names of their accounts."""
    found = Posting.objects.filter(transaction=row).select_related("account")
    return [(leg.account.name, f"{leg.amount:.2f}") for leg in found.order_by("position")]


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ({"set_memo": "Groceries"}, ("Groceries", "cleared", "trip")),
        ({"replace_memo": {"find": "a shop", "with": "$1"}}, ("$1 in town", "cleared", "trip")),
        (
            {"set_memo": "One shop", "replace_memo": {"find": "SHOP", "with": "store"}},
            ("One store", "cleared", "trip"),
        ),
        ({"set_status": "pending"}, ("A SHOP in town", "pending", "trip")),
        ({"remove_tags": ["trip"]}, ("A SHOP in town", "cleared", "")),
        ({"remove_tags": ["trip"], "add_tags": ["home"]}, ("A SHOP in town", "cleared", "home")),
    ],
)
def test_values_are_set_once_and_come_back(
    books: Books, actions: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    row = spend(books, tags=("trip",))
    keys = {
        key: [books.tag(name).pk for name in value] if key.endswith("_tags") else value
        for key, value in actions.items()
    }
    rule_of(books, **keys)

    def values() -> tuple[str, str, str]:
        now = Transaction.objects.get(pk=row.pk)
        return now.memo, now.status, ", ".join(tag.name for tag in now.tags.all())

    before = values()
    (proposal,) = preview_rules(by=books.actor)
    act = apply_rules(by=books.actor).change_set

    assert act is not None
    (change,) = act.changes.all()
    assert (change.before, change.after) == (proposal.before, proposal.after)
    assert values() == expected
    assert preview_rules(by=books.actor) == ()
    undo_change_set(by=books.actor, change_set=act)
    assert values() == before


@pytest.mark.parametrize(
    ("amount", "parts", "expected"),
    [
        ("10", [("food", "percent", "30"), ("rent", "rest", True)], ["3.00", "7.00"]),
        ("10", [("rent", "rest", True), ("food", "amount", "2.50")], ["7.50", "2.50"]),
        ("0.05", [("food", "percent", "50"), ("rent", "percent", "50")], ["0.02", "0.03"]),
        (
            "100.01",
            [("food", "amount", "10"), ("rent", "percent", "25"), ("groceries", "rest", True)],
            ["10.00", "25.00", "65.01"],
        ),
        ("5", [("food", "amount", "5"), ("rent", "rest", True)], ["5.00"]),
        ("4", [("food", "amount", "5"), ("rent", "rest", True)], None),
    ],
)
def test_split_gives_each_part_its_share(
    books: Books, amount: str, parts: list[tuple[str, str, Any]], expected: list[str] | None
) -> None:
    row = spend(books, amount)
    before = legs(row)
    split = [{"category": getattr(books, name).pk, kind: share} for name, kind, share in parts]
    rule_of(books, split=split)

    result = apply_rules(by=books.actor)

    if expected is None:
        assert [each.reason for each in result.skipped] == ["Its parts come to more than it is."]
        assert legs(row) == before
        return
    names = [getattr(books, name).name for name, _kind, _share in parts]
    found = legs(row)
    assert found[0] == before[0]
    assert [share for _name, share in found[1:]] == expected
    assert [name for name, _share in found[1:]] == names[: len(expected)]
    assert apply_rules(by=books.actor).skipped == ()
    assert verify_ledger(books.household).differences == ()
    assert result.change_set is not None
    undo_change_set(by=books.actor, change_set=result.change_set)
    assert legs(row) == before


def test_split_of_foreign_money_keeps_its_base_value_whole(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.333333")
    row = books.book("2026-03-01", (books.dollars, "-1"), (books.food, "1"), memo="shop")
    Transaction.objects.update(category_source="")
    thirds = [
        {"category": books.rent.pk, "percent": "33"},
        {"category": books.food.pk, "rest": True},
    ]
    rule_of(books, split=thirds)

    apply_rules(by=books.actor)

    found = Posting.objects.filter(transaction=row).order_by("position")
    assert [f"{leg.value:.2f} {leg.base_value:.2f}" for leg in found] == [
        "-1.00 -0.33",
        "0.33 0.11",
        "0.67 0.22",
    ]
    assert verify_ledger(books.household).differences == ()


def test_transfer_takes_the_place_of_the_category_and_comes_back(books: Books) -> None:
    row = spend(books)
    rule_of(books, transfer_to=books.card.pk)

    (proposal,) = preview_rules(by=books.actor)
    result = apply_rules(by=books.actor)

    assert set(proposal.after) >= {"postings"}
    assert legs(row) == [("Test checking", "-10.00"), ("Test card", "10.00")]
    assert Transaction.objects.get(pk=row.pk).category_source == ""
    assert (preview_rules(by=books.actor), apply_rules(by=books.actor).skipped) == ((), ())
    assert result.change_set is not None
    assert result.change_set.kind == "transaction.rules"
    undo_change_set(by=books.actor, change_set=result.change_set)
    assert legs(row)[1] == ("Test groceries", "10.00")
    assert verify_ledger(books.household).differences == ()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        ("chosen", "You chose its category yourself."),
        ("split", "It is split over several categories."),
        ("transfer", "It has no category: it is a transfer."),
        ("dollars", "The account of the transfer has another currency."),
    ],
)
def test_legs_that_cannot_be_moved_are_named(books: Books, make: str, reason: str) -> None:
    savings = books.account("Test savings", "savings", "EUR")  # type: ignore[arg-type]
    if make == "chosen":
        books.spend("2026-03-01", "1", memo="shop")
    elif make == "split":
        three = ((books.checking, "-3"), (books.food, "1"), (books.rent, "2"))
        books.book("2026-03-01", *three, memo="shop")
    elif make == "transfer":
        books.book("2026-03-01", (books.checking, "-3"), (books.card, "3"), memo="shop")
    else:
        books.book("2026-03-01", (books.dollars, "-3"), (books.food, "3"), memo="shop")
        Transaction.objects.update(category_source="")
    rule_of(books, transfer_to=savings.pk)

    result = apply_rules(by=books.actor)

    assert (result.changed, [each.reason for each in result.skipped]) == (0, [reason])


@pytest.mark.parametrize("who", ["reviewer", "guest"])
def test_moving_money_takes_the_right_to_record(books: Books, who: str) -> None:
    row = spend(books)
    rule_of(books, transfer_to=books.card.pk)
    by: Actor
    if who == "reviewer":
        by = make_member(books.household, Role.REVIEWER)
    else:
        guest = make_guest(books.household, Role.MEMBER)
        limit(guest, books.card, Right.READ, by=books.actor)
        by = guest.actor

    result = apply_rules(by=by)

    words = "This takes the right to record transactions in its accounts."
    assert [each.reason for each in result.skipped] == [words]
    assert legs(row)[1] == ("Test groceries", "10.00")


def test_what_moves_money_is_undone_by_who_records(books: Books) -> None:
    assert undo_permission("transaction.rules") == "record"
    assert undo_permission("edit.rules") == "annotate"


def test_reconciled_stays_reconciled(books: Books) -> None:
    row = spend(books)
    Transaction.objects.update(status="reconciled")
    rule_of(books, set_status="cleared")

    result = apply_rules(by=books.actor)

    row.refresh_from_db()
    assert row.status == "reconciled"
    assert [each.reason for each in result.skipped] == ["It is reconciled."]


def test_import_splits_its_rows_and_is_taken_back_whole(books: Books) -> None:
    parts = [
        {"category": books.rent.pk, "percent": "50"},
        {"category": books.food.pk, "rest": True},
    ]
    create_rule(
        by=books.actor,
        name="Halves",
        conditions=leaf("raw_payee", "contains", "shop"),
        actions={"split": parts},
    )

    (row,) = added_by(bring_in(books, csv(("2026-03-02", "Shop A", "-30.00"))))

    assert legs(row) == [
        ("Test checking", "-30.00"),
        ("Test rent", "15.00"),
        ("Test food", "15.00"),
    ]
    assert row.version == 1
    assert ChangeSet.objects.latest("pk").kind == "transaction.rules"
