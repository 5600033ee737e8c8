"""The tree of categories."""

from __future__ import annotations

from django.test import Client

from ledger.models import Account
from tests.factories.books import Books

LIST = "/categories/"


def test_list_shows_the_tree_with_its_rows(client: Client, books: Books) -> None:
    expenses = client.get(LIST).context["category_groups"][0]

    lines = [line for line in expenses.lines if line.category.name.startswith("Test")]
    assert [(line.category.name, line.depth, line.url) for line in lines] == [
        ("Test food", 0, f"/transactions/?category={books.food.pk}"),
        ("Test groceries", 1, f"/transactions/?category={books.groceries.pk}"),
        ("Test rent", 0, f"/transactions/?category={books.rent.pk}"),
    ]


def test_create_adds_below_another_of_its_kind(client: Client, books: Books) -> None:
    sent = {"name": "Bakery", "kind": "income", "parent": books.food.pk}

    client.post(f"{LIST}new/", sent)

    row = Account.objects.get(name="Bakery")
    assert (row.parent, row.kind) == (books.food, "expense")


def test_create_shows_what_is_wrong(client: Client, books: Books) -> None:
    sent = {"name": "Test food", "kind": "expense"}

    response = client.post(f"{LIST}new/", sent)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["“Test food” is there already."]


def test_update_renames_and_moves(client: Client, books: Books) -> None:
    sent = {"name": "Shopping", "parent": books.rent.pk, "version": 1}

    client.post(f"{LIST}{books.groceries.pk}/", sent)

    row = Account.objects.get(pk=books.groceries.pk)
    assert (row.name, row.parent) == ("Shopping", books.rent)


def test_update_offers_no_place_below_itself(client: Client, books: Books) -> None:
    form = client.get(f"{LIST}{books.food.pk}/").context["form"]

    offered = {value for value, _label in form.fields["parent"].choices}
    assert offered & {books.food.pk, books.groceries.pk, books.rent.pk} == {books.rent.pk}


def test_update_of_a_stale_version_is_refused(client: Client, books: Books) -> None:
    url = f"{LIST}{books.groceries.pk}/"
    client.post(url, {"name": "First", "parent": books.food.pk, "version": 1})

    response = client.post(url, {"name": "Second", "parent": books.food.pk, "version": 1})

    assert response.status_code == 422


def test_merge_moves_the_transactions(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50", books.groceries)

    client.post(f"{LIST}{books.groceries.pk}/merge/", {"into": books.rent.pk})

    assert row.postings.latest("pk").account == books.rent


def test_merge_needs_a_category(client: Client, books: Books) -> None:
    response = client.post(f"{LIST}{books.groceries.pk}/merge/", {}, follow=True)

    assert b"Choose the category that takes over." in response.content


def test_delete_without_transactions_needs_no_other(client: Client, books: Books) -> None:
    client.post(f"{LIST}{books.groceries.pk}/delete/", {"into": ""})

    books.groceries.refresh_from_db()
    assert books.groceries.deleted_at is not None


def test_delete_with_transactions_asks_for_another(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "12.50", books.groceries)

    response = client.post(f"{LIST}{books.groceries.pk}/delete/", {"into": ""}, follow=True)

    assert "Test groceries has transactions" in response.content.decode()
