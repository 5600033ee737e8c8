"""The pages of operations, and applying them from the bar of a register."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ledger.models import ChangeSet, Operation, Transaction
from ledger.services.operations import create_operation
from ledger.services.rules import create_rule
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.ledger.views.conftest import HTMX

LIST = reverse("ledger:operation-list")
CREATE = reverse("ledger:operation-create")
BULK = reverse("ledger:transaction-bulk")
BODY = {"name": "Flat", "add_tags": "home", "remove_tags": "", "status": "pending"}


@pytest.fixture
def ids(books: Books) -> list[int]:
    """Two transactions to select."""
    return [books.spend("2026-03-01", "1.00").pk, books.spend("2026-03-02", "2.00").pk]


def keep(books: Books, **more: Any) -> Operation:
    values: Any = {"name": "Flat", "category": books.rent, "status": "pending", "is_shared": True}
    return create_operation(by=books.actor, **values | more)


def statuses() -> set[str]:
    return set(Transaction.objects.values_list("status", flat=True))


def test_bar_begins_an_operation_with_what_it_says(client: Client, books: Books) -> None:
    sent = {"action": "save", "category": books.rent.pk, "tags": "home, flat", "status": "pending"}

    plain = client.post(BULK, sent)
    by_htmx = client.post(BULK, sent, headers=HTMX)

    assert by_htmx["HX-Redirect"] == plain["Location"]
    form = client.get(plain["Location"]).context["form"]
    names = ("category", "add_tags", "remove_tags", "status")
    assert [form[name].value() for name in names] == [
        str(books.rent.pk),
        "home, flat",
        None,
        "pending",
    ]


def test_create_update_and_delete(client: Client, books: Books) -> None:
    client.post(CREATE, BODY | {"category": books.rent.pk, "is_shared": "on"})
    row = Operation.objects.get()
    assert (row.category, row.add_tags, row.status, row.is_shared) == (
        books.rent,
        [books.tag("home").pk],
        "pending",
        True,
    )

    edit = reverse("ledger:operation-update", args=[row.pk])
    form = client.get(edit).context["form"]
    assert (form["add_tags"].value(), form["version"].value()) == ("home", 1)
    sent = {"name": "House", "remove_tags": "home", "version": "1"}
    client.post(edit, sent)
    stale = client.post(edit, sent)

    row.refresh_from_db()
    assert (row.name, row.category, row.add_tags, row.status) == ("House", None, [], "")
    assert stale.status_code == 422
    client.post(reverse("ledger:operation-delete", args=[row.pk]))
    assert not Operation.objects.live().exists()


def test_create_tells_what_is_wrong_and_adds_no_tag(client: Client, books: Books) -> None:
    empty = client.post(CREATE, {"name": "Nothing"})
    both = client.post(CREATE, BODY | {"remove_tags": "Home"})

    problems = [page.context["form"].non_field_errors() for page in (empty, both)]
    assert problems == [
        ["Say what the operation changes: category, tags or status."],
        ["A tag is either added or taken off."],
    ]
    assert (empty.status_code, ChangeSet.objects.count()) == (422, 0)


def test_list_says_what_each_changes_and_gives_htmx_the_buttons(
    client: Client, viewer: Client, books: Books
) -> None:
    row = keep(books, add_tags=[books.tag("home")], remove_tags=[books.tag("open")])

    page = client.get(LIST).content.decode()
    buttons = client.get(LIST, headers=HTMX).content.decode()

    assert "Test rent · +home · −open · Pending" in page
    assert f'name="operation" value="{row.pk}"' in buttons
    assert "<html" not in buttons
    assert "data-row-edit" in page
    assert b"data-row-edit" not in viewer.get(LIST).content


def test_apply_swaps_the_rows_asks_rules_and_offers_one_undo(
    client: Client, books: Books, ids: list[int]
) -> None:
    create_rule(
        by=books.actor,
        name="Rents",
        conditions=leaf("category", "includes", books.rent.pk),
        actions={"add_tags": [books.tag("seen").pk]},
        on_edit=True,
    )
    row = keep(books)

    response = client.post(BULK, {"ids": ids, "operation": row.pk}, headers=HTMX)

    act = ChangeSet.objects.get(kind="edit.operation")
    assert json.loads(response["HX-Trigger"])["toast"] == {
        "message": "Changed 2 transactions.",
        "undo": f"/history/{act.pk}/undo/",
    }
    assert f'id="transaction-row-{ids[0]}"' in response.content.decode()
    assert Transaction.objects.filter(tags__name="seen").count() == 2
    assert statuses() == {"pending"}
    client.post(f"/history/{act.pk}/undo/")
    assert statuses() == {"cleared"}


def test_apply_without_scripts_is_chosen_on_a_page_that_leads_back(
    client: Client, books: Books, ids: list[int]
) -> None:
    row = keep(books)
    back = "/transactions/?q=is:uncategorised"

    page = client.post(BULK, {"ids": ids, "action": "operation", "next": back})
    content = page.content.decode()
    assert all(f'name="ids" value="{pk}"' in content for pk in ids)
    done = client.post(BULK, {"ids": ids, "operation": row.pk, "next": page.context["next"]})

    assert (done["Location"], statuses()) == (back, {"pending"})


def test_apply_is_for_whoever_may_annotate_and_for_operations_they_see(
    client: Client, viewer: Client, reviewer: Client, books: Books, ids: list[int]
) -> None:
    mine = keep(books, name="Mine", is_shared=False)
    ours = keep(books)

    assert viewer.post(BULK, {"ids": ids, "operation": ours.pk}).status_code == 403
    reviewer.post(BULK, {"ids": ids, "operation": mine.pk})
    assert statuses() == {"cleared"}
    reviewer.post(BULK, {"ids": ids, "operation": ours.pk})
    assert statuses() == {"pending"}


def test_another_action_is_never_taken_for_an_operation(
    client: Client, books: Books, ids: list[int]
) -> None:
    client.post(BULK, {"ids": ids, "operation": keep(books).pk, "action": "delete"})

    assert (statuses(), Transaction.objects.live().count()) == ({"cleared"}, 0)
