"""Acts on several selected transactions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ledger.models import ChangeSet, RuleRun, Transaction
from ledger.services.rules import create_rule
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.ledger.imports.bank import added_by, bring_in, csv
from tests.ledger.views.conftest import HTMX

BULK = "/transactions/bulk/"


@pytest.fixture
def ids(books: Books) -> list[int]:
    """Two transactions to select."""
    return [books.spend("2026-03-01", "1.00").pk, books.spend("2026-03-02", "2.00").pk]


def categories(ids: list[int]) -> set[str]:
    rows = Transaction.objects.filter(pk__in=ids)
    return {row.postings.last().account.name for row in rows}


def test_bulk_categorises(client: Client, books: Books, ids: list[int]) -> None:
    client.post(BULK, {"ids": ids, "action": "categorise", "category": books.rent.pk})

    assert categories(ids) == {"Test rent"}


def test_bulk_tags_and_untags(client: Client, books: Books, ids: list[int]) -> None:
    client.post(BULK, {"ids": ids, "action": "tag", "tags": "trip, shared"})
    client.post(BULK, {"ids": ids[:1], "action": "untag", "tags": "trip"})

    rows = Transaction.objects.filter(pk__in=ids).order_by("pk")
    names = [sorted(row.tags.values_list("name", flat=True)) for row in rows]
    assert names == [["shared"], ["shared", "trip"]]


def test_bulk_sets_the_status(client: Client, ids: list[int]) -> None:
    client.post(BULK, {"ids": ids, "action": "status", "status": "pending"})

    assert set(Transaction.objects.values_list("status", flat=True)) == {"pending"}


def test_bulk_deletes_and_undo_restores(client: Client, ids: list[int]) -> None:
    page = client.post(BULK, {"ids": ids, "action": "delete"}, follow=True)
    assert Transaction.objects.live().count() == 0
    assert b"Changed 2 transactions." in page.content

    client.post(f"/history/{ChangeSet.objects.latest('pk').pk}/undo/")

    assert Transaction.objects.live().count() == 2


def test_bulk_restores(client: Client, ids: list[int]) -> None:
    client.post(BULK, {"ids": ids, "action": "delete"})

    client.post(BULK, {"ids": ids[:1], "action": "restore"})

    assert list(Transaction.objects.live().values_list("pk", flat=True)) == ids[:1]


def test_bulk_by_htmx_swaps_the_rows_and_offers_to_undo(
    client: Client, books: Books, ids: list[int]
) -> None:
    sent = {"ids": ids, "action": "categorise", "category": books.rent.pk}

    response = client.post(BULK, sent, headers=HTMX)

    content = response.content.decode()
    assert [
        f'<tr id="transaction-row-{pk}" data-row hx-swap-oob="true">' in content for pk in ids
    ] == [
        True,
        True,
    ]
    undo = f"/history/{ChangeSet.objects.latest('pk').pk}/undo/"
    assert json.loads(response["HX-Trigger"]) == {
        "toast": {"message": "Changed 2 transactions.", "undo": undo}
    }


def test_bulk_asks_the_rules_that_run_on_edit_and_undoes_what_the_person_did(
    client: Client, books: Books, ids: list[int]
) -> None:
    create_rule(
        by=books.actor,
        name="Rents",
        conditions=leaf("category", "includes", books.rent.pk),
        actions={"add_tags": [books.tag("home").pk]},
        on_edit=True,
    )

    sent = {"ids": ids, "action": "categorise", "category": books.rent.pk}
    response = client.post(BULK, sent, headers=HTMX)

    run = RuleRun.objects.get()
    tagged = Transaction.objects.filter(tags__name="home")
    assert (run.trigger, {row.pk for row in tagged}) == ("edit", set(ids))
    done = ChangeSet.objects.get(kind="edit.categorise")
    assert json.loads(response["HX-Trigger"])["toast"]["undo"] == f"/history/{done.pk}/undo/"
    client.post(BULK, {"ids": ids, "action": "delete"})
    assert RuleRun.objects.count() == 1


def test_bulk_asks_whether_what_was_done_so_often_is_to_be_a_rule(
    client: Client, books: Books
) -> None:
    rows = [(f"2026-03-0{n}", "Corner Shop", f"-{n}.00") for n in range(1, 6)]
    keys = [row.pk for row in added_by(bring_in(books, csv(*rows)))]
    toasts = []
    for some in (keys[:2], keys[2:4], keys[4:]):
        sent = {"ids": some, "action": "categorise", "category": books.food.pk}
        answer = client.post(BULK, sent, headers=HTMX)
        toasts.append(json.loads(answer["HX-Trigger"])["toast"])

    first, second, third = toasts
    said = "Corner Shop was given Test food 4 times: make it a rule?"
    assert second["message"] == f"Changed 2 transactions. {said}"
    assert second["href"] == "/rules/suggestions/"
    assert [("href" in each, "rule" in each["message"]) for each in (first, third)] == [
        (False, False),
        (False, False),
    ]


def test_bulk_by_htmx_takes_deleted_rows_away(client: Client, ids: list[int]) -> None:
    response = client.post(BULK, {"ids": ids[:1], "action": "delete"}, headers=HTMX)

    expected = f'<tr id="transaction-row-{ids[0]}" hx-swap-oob="delete"></tr>'
    assert response.content.decode().split("\n")[0] == expected


def test_bulk_by_htmx_draws_balances_anew(client: Client, books: Books, ids: list[int]) -> None:
    url = f"{BULK}?account={books.checking.pk}"

    response = client.post(url, {"ids": ids[:1], "action": "delete"}, headers=HTMX)

    assert response["HX-Refresh"] == "true"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing selected": ({"ids": [], "action": "delete"}, "Select at least one row."),
    "bad id": ({"ids": ["x"], "action": "delete"}, "A selected row has no valid id."),
    "no category": ({"action": "categorise"}, "Choose a category first."),
    "no tag": ({"action": "tag"}, "Write a tag first."),
    "no status": ({"action": "status"}, "Choose a status first."),
    "no action": ({}, "Choose what is to be done."),
}


@pytest.mark.parametrize(("sent", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_bulk_says_what_is_missing(
    sent: dict[str, Any], message: str, client: Client, ids: list[int]
) -> None:
    response = client.post(BULK, {"ids": ids, **sent}, headers=HTMX)
    page = client.post(BULK, {"ids": ids, **sent}, follow=True)

    toast = {"message": message, "level": "bad"}
    assert json.loads(response["HX-Trigger"]) == {"toast": toast}
    assert message in page.content.decode()


def test_bulk_takes_no_more_than_a_page_can_hold(client: Client, ids: list[int]) -> None:
    response = client.post(BULK, {"ids": [1] * 1_001, "action": "delete"}, headers=HTMX)

    assert "Select at most 1000 rows." in response["HX-Trigger"]


def test_bulk_hides_rows_of_others(stranger: Client, ids: list[int]) -> None:
    response = stranger.post(BULK, {"ids": ids, "action": "delete"})

    assert response.status_code == 404


def test_bulk_lets_reviewers_annotate_and_not_delete(
    reviewer: Client, books: Books, ids: list[int]
) -> None:
    tagged = reviewer.post(BULK, {"ids": ids, "action": "tag", "tags": "seen"})
    deleted = reviewer.post(BULK, {"ids": ids, "action": "delete"})

    assert (tagged.status_code, deleted.status_code) == (302, 403)
    assert Transaction.objects.live().count() == 2
