"""The pages of saved views."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Role
from ledger.models import SavedView
from ledger.services.saved_views import create_saved_view
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.ledger.views.conftest import HTMX

LIST = reverse("ledger:saved-view-list")
CREATE = reverse("ledger:saved-view-create")
TODAY = date(2026, 3, 20)


@pytest.fixture
def filled(books: Books) -> Books:
    books.spend("2026-03-01", "10.00", memo="oldest", tags=("trip",))
    books.spend("2026-03-02", "20.00", books.rent, memo="rent")
    books.spend("2026-03-03", "70.00", books.rent, memo="more rent")
    return books


def view(books: Books, query: str = "amount<50", **more: object) -> SavedView:
    values = {"name": "Small", "query": query, "today": TODAY} | more
    return create_saved_view(by=books.actor, **values)  # type: ignore[arg-type]


def page_of(row: SavedView) -> str:
    return reverse("ledger:saved-view-detail", args=[row.pk])


def signed_in(actor: Actor) -> Client:
    assert actor.user is not None
    browser = Client()
    browser.force_login(actor.user)
    return browser


def test_detail_shows_what_the_query_means(client: Client, filled: Books) -> None:
    response = client.get(page_of(view(filled)))

    assert [row.memo for row in response.context["page"].rows] == ["rent", "oldest"]
    assert response.context["totals"].count == 2


def test_detail_has_the_columns_and_order_of_the_view(client: Client, filled: Books) -> None:
    row = view(filled, columns=["status"], sort="oldest")

    response = client.get(page_of(row))

    assert [each.memo for each in response.context["page"].rows] == ["oldest", "rent"]
    content = response.content.decode()
    assert ("Status</th>" in content, "Category</th>" in content) == (True, False)
    assert "column=status" in content


def test_detail_goes_on_oldest_first(
    client: Client, filled: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.views.register.PAGE_SIZE", 1)
    row = view(filled, sort="oldest")

    first = client.get(page_of(row))
    second = client.get(page_of(row) + first.context["next_url"], headers=HTMX)

    assert [each.memo for each in first.context["page"].rows] == ["oldest"]
    assert [each.memo for each in second.context["page"].rows] == ["rent"]
    assert second.context["next_url"] == ""


def test_detail_marks_what_has_become_a_mistake(client: Client, filled: Books) -> None:
    row = view(filled, "tag:trip")
    SavedView.objects.filter(pk=row.pk).update(query="tag:gone")

    response = client.get(page_of(row))

    assert response.status_code == 200
    assert b"tag:<mark>gone</mark>" in response.content
    assert response.context["page"].rows == ()


def test_create_saves_the_query_of_the_list(client: Client, filled: Books) -> None:
    listed = client.get(reverse("ledger:transaction-list"), {"q": "amount<50"})
    form = client.get(listed.context["save_url"])
    assert form.context["form"]["query"].value() == "amount<50"

    body = {"name": "Small", "query": "amount<50", "columns": ["category"], "sort": "newest"}
    response = client.post(CREATE, body | {"is_pinned": "on"}, follow=True)

    row = SavedView.objects.get()
    assert response.redirect_chain == [(page_of(row), 302)]
    assert (row.columns, row.is_pinned, row.is_shared) == (["category"], True, False)


def test_create_tells_what_is_wrong(client: Client, filled: Books) -> None:
    response = client.post(CREATE, {"name": "x", "query": "tag:nothing", "sort": "newest"})

    assert response.status_code == 422
    assert "there is no tag" in response.context["form"].non_field_errors()[0]


def test_update_and_delete(client: Client, filled: Books) -> None:
    row = view(filled)
    edit = reverse("ledger:saved-view-update", args=[row.pk])
    assert client.get(edit).context["form"]["name"].value() == "Small"

    body = {"name": "Tiny", "query": "amount<5", "sort": "oldest", "version": "1"}
    client.post(edit, body)
    stale = client.post(edit, body)
    row.refresh_from_db()
    client.post(reverse("ledger:saved-view-delete", args=[row.pk]))

    assert (row.name, row.query, row.columns, row.version) == ("Tiny", "amount<5", [], 2)
    assert stale.status_code == 422
    assert client.get(page_of(row)).status_code == 404


def test_pinned_views_stand_in_the_navigation(client: Client, filled: Books) -> None:
    row = view(filled, is_pinned=True)
    view(filled, name="Unpinned")

    content = client.get(page_of(row)).content.decode()

    assert f'<a class="nav-link" href="{page_of(row)}" aria-current="page">' in content
    assert "Unpinned" not in content


def test_views_are_listed_for_whom_they_are(client: Client, filled: Books) -> None:
    view(filled, name="Mine", is_pinned=True)
    shared = view(filled, name="Ours", is_shared=True, is_pinned=True)
    viewer = signed_in(make_member(filled.household, Role.VIEWER))

    assert [row.name for row, _may in client.get(LIST).context["lines"]] == ["Mine", "Ours"]
    listed = viewer.get(LIST)
    assert [(row.name, may) for row, may in listed.context["lines"]] == [("Ours", False)]
    assert b"Mine" not in listed.content
    assert viewer.get(page_of(shared)).status_code == 200
    assert viewer.get(CREATE).status_code == 403
    assert viewer.post(reverse("ledger:saved-view-delete", args=[shared.pk])).status_code == 403


def test_views_are_nobody_elses(
    client: Client, anonymous: Client, stranger: Client, filled: Books
) -> None:
    row = view(filled, is_shared=True)

    assert anonymous.get(page_of(row)).status_code == 302
    assert stranger.get(page_of(row)).status_code == 404
    assert client.post(LIST).status_code == 405
    assert b"No views yet" in stranger.get(LIST).content
