"""One act of the history on its page, and the filters of the list."""

from __future__ import annotations

from django.test import Client

from ledger.models import ChangeSet
from ledger.services.bulk_edits import set_memo
from tests.factories.books import Books


def test_an_act_is_opened_and_undone(
    client: Client, anonymous: Client, stranger: Client, books: Books
) -> None:
    row = books.spend("2026-03-02", "5", payee="Corner shop")
    set_memo(by=books.actor, transactions=[row.pk], memo="Milk")
    act = ChangeSet.objects.latest("pk")
    url = f"/history/{act.pk}/"

    page = client.get(url).content.decode()

    assert "<ins>Milk</ins>" in page
    assert f'action="/history/{act.pk}/undo/"' in page
    assert url in client.get("/history/").content.decode()
    assert anonymous.get(url).status_code == 302
    assert stranger.get(url).status_code == 404


def test_the_list_is_filtered_and_pages_on_within_the_filter(client: Client, books: Books) -> None:
    row = books.spend("2026-03-02", "5", payee="Corner shop")
    for number in range(51):
        set_memo(by=books.actor, transactions=[row.pk], memo=f"Milk {number}")

    page = client.get("/history/", {"family": "edit", "words": "memo"})
    older = client.get("/history/" + page.context["next_url"])
    none = client.get("/history/", {"family": "rule"}).content.decode()
    wrong = client.get("/history/", {"family": "nonsense", "start": "soon", "user": "x"})

    assert {act.kind for act in page.context["acts"]} == {"edit.memo"}
    assert [act.kind for act in older.context["acts"]] == ["edit.memo"]
    assert "Nothing like that was done" in none
    assert len(wrong.context["acts"]) == 50
