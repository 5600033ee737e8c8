"""Operations by API: what is common to rows is in `test_rows`; here they are applied."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from ledger.models import ChangeSet, Operation, RuleRun, Transaction
from ledger.services.bulk_edits import tag_transactions
from ledger.services.operations import create_operation
from ledger.services.rules import create_rule
from ledger.services.tags import delete_tag
from tests.api.callers import codes, member
from tests.factories.books import Books
from tests.factories.rules import leaf

LIST = "/api/v1/operations/"
JSON = "application/json"


@pytest.fixture
def kept(books: Books) -> Operation:
    return create_operation(
        by=books.actor,
        name="Flat",
        category=books.rent,
        add_tags=[books.tag("home"), books.tag("old")],
        is_shared=True,
    )


def test_apply_answers_what_became_of_each(api: Client, books: Books, kept: Operation) -> None:
    spent = books.spend("2025-03-31", "12.30")
    moved = books.book("2025-03-30", (books.checking, "-3"), (books.card, "3"))
    sent = {"transactions": [spent.pk, moved.pk]}

    answer = api.post(f"{LIST}{kept.pk}/apply/", sent, JSON)

    said = answer.json()
    act = ChangeSet.objects.get(kind="edit.operation")
    assert (said["changed"], said["change_set"]) == (2, act.pk)
    assert [row["transaction"] for row in said["skipped"]] == [moved.pk]
    assert Transaction.objects.filter(tags__name="home").count() == 2


@pytest.mark.parametrize("way", ["apply", "annotate"])
def test_rules_on_edits_are_asked_about_what_changed_only(
    api: Client, books: Books, kept: Operation, way: str
) -> None:
    create_rule(
        by=books.actor,
        name="Seen",
        conditions=leaf("amount", "less", "0"),
        actions={"set_payee": books.payee("Landlord").pk},
        on_edit=True,
    )
    spent = books.spend("2025-03-31", "12.30")
    done = books.spend("2025-03-30", "4.10", category=books.rent)
    tags = [books.tag("home"), books.tag("old")]
    tag_transactions(by=books.actor, transactions=[done.pk], tags=tags)
    sent: dict[str, object] = {"transactions": [spent.pk, done.pk]}
    address = f"{LIST}{kept.pk}/apply/"
    if way == "annotate":
        address = "/api/v1/transactions/annotate/"
        sent |= {"category": books.rent.pk, "add_tags": ["home", "old"]}

    answer = api.post(address, sent, JSON)

    run = RuleRun.objects.get()
    named = Transaction.objects.filter(payee__name="Landlord")
    assert (answer.json()["changed"], run.trigger) == (1, "edit")
    assert [row.pk for row in named] == [spent.pk]


def test_apply_is_refused_where_bulk_edits_are(
    api: Client, viewer: Client, outsider: Client, books: Books, kept: Operation
) -> None:
    row = books.spend("2025-03-31", "12.30")
    address = f"{LIST}{kept.pk}/apply/"
    sent = {"transactions": [row.pk]}
    found = [
        codes(viewer.post(address, sent, JSON))[0],
        codes(outsider.post(address, sent, JSON))[0],
        codes(api.post(address, {"transactions": [2**40]}, JSON))[0],
        codes(api.post(address, {"transactions": []}, JSON))[0],
        member(books.household, Role.REVIEWER).post(address, sent, JSON).status_code,
    ]

    assert found == [403, 404, 404, 400, 200]


def test_change_of_a_part_keeps_the_rest_and_drops_tags_in_the_trash(
    api: Client, books: Books, kept: Operation
) -> None:
    delete_tag(by=books.actor, tag=books.tag("old"))

    said = api.patch(f"{LIST}{kept.pk}/", {"name": "House"}, JSON).json()

    assert (said["name"], said["category"], said["is_shared"]) == ("House", books.rent.pk, True)
    assert said["add_tags"] == [books.tag("home").pk]
