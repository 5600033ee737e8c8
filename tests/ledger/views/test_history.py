"""The history, undoing what is in it, and the trash."""

from __future__ import annotations

from django.test import Client

from ledger.models import ChangeSet, Transaction
from ledger.services.transactions import delete_transactions
from ledger.views.history import PAGE_SIZE
from tests.factories.books import Books
from tests.ledger.views.conftest import HTMX


def undo_latest(client: Client) -> str:
    """Undo the latest act and return the page that follows."""
    pk = ChangeSet.objects.latest("pk").pk
    return client.post(f"/history/{pk}/undo/", follow=True).content.decode()


def test_history_lists_acts_newest_first(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "1.00", payee="Corner shop")
    delete_transactions(by=books.actor, transactions=[row.pk])

    acts = client.get("/history/").context["acts"]

    assert [act.summary for act in acts] == [
        "Deleted 2026-03-01 Corner shop",
        "Recorded 2026-03-01 Corner shop",
    ]


def test_history_goes_on_after_a_page(client: Client, books: Books) -> None:
    for _number in range(PAGE_SIZE + 1):
        books.spend("2026-03-01", "1.00")

    first = client.get("/history/")
    second = client.get(f"/history/{first.context['next_url']}")

    assert (len(first.context["acts"]), len(second.context["acts"])) == (PAGE_SIZE, 1)


def test_undo_puts_back_and_can_be_undone(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "1.00", payee="Corner shop")

    page = undo_latest(client)
    after_one = Transaction.objects.live().count()
    undo_latest(client)

    assert "Undone: Recorded 2026-03-01 Corner shop" in page
    assert (after_one, Transaction.objects.live().count()) == (0, 1)


def test_undo_names_what_was_changed_since(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "1.00", payee="Corner shop")
    recorded = ChangeSet.objects.latest("pk").pk
    Transaction.objects.filter(pk=row.pk).update(version=5, memo="later")

    page = client.post(f"/history/{recorded}/undo/", follow=True).content.decode()

    assert "1 row was left as it is: 2026-03-01 Corner shop – " in page
    assert Transaction.objects.live().count() == 1


def test_undo_twice_is_refused(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "1.00")
    pk = ChangeSet.objects.latest("pk").pk

    client.post(f"/history/{pk}/undo/")
    page = client.post(f"/history/{pk}/undo/", follow=True)

    assert b"This was undone before." in page.content
    assert Transaction.objects.live().count() == 0


def test_undo_by_htmx_draws_the_page_anew(client: Client, books: Books) -> None:
    books.spend("2026-03-01", "1.00")
    pk = ChangeSet.objects.latest("pk").pk

    response = client.post(f"/history/{pk}/undo/", headers=HTMX)

    assert response["HX-Refresh"] == "true"


def test_trash_shows_what_was_deleted(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "1.00", memo="gone")
    books.spend("2026-03-01", "1.00", memo="here")
    delete_transactions(by=books.actor, transactions=[row.pk])

    page = client.get("/trash/")
    part = client.get("/trash/", headers=HTMX)

    assert [row.memo for row in page.context["page"].rows] == ["gone"]
    assert part.content.strip().startswith(b"<tbody>")


def test_trash_teaches_what_it_is_when_empty(client: Client, books: Books) -> None:
    assert b"The trash is empty" in client.get("/trash/").content
