"""What may be there twice, on pages: shown side by side, merged field by field, kept as two."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from ledger.models import Pair, Transaction
from tests.factories.books import Books
from tests.ledger.imports.bank import csv
from tests.ledger.services.test_duplicate_merges import from_bank, twins
from tests.ledger.views.conftest import QueryCount

LIST = "/transactions/duplicates/"
MERGE, REJECT = f"{LIST}merge/", f"{LIST}reject/"


def value(pair: tuple[Transaction, Transaction]) -> dict[str, str]:
    return {"pair": f"{pair[0].pk}-{pair[1].pk}"}


def shown(client: Client, url: str = LIST) -> list[tuple[str, int]]:
    return [(str(group.label), group.count) for group in client.get(url).context["pair_groups"]]


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_list_shows_both_sides_and_why(client: Client, books: Books) -> None:
    twins(books)

    text = client.get(LIST).content.decode()

    assert shown(client) == [("Certain", 1)]
    for word in ("For the party", "the same account and amount; 1 day apart", "Import", "Manual"):
        assert word in text


def test_list_is_for_members_alone(anonymous: Client, stranger: Client, books: Books) -> None:
    twins(books)

    assert anonymous.get(LIST)["Location"].startswith("/accounts/login/")
    assert stranger.get(LIST).context["pair_groups"] == []


def test_empty_list_says_what_it_is_for(client: Client, books: Books) -> None:
    assert "Nothing seems to be there twice" in client.get(LIST).content.decode()


@pytest.mark.parametrize("url", [MERGE, REJECT])
def test_acts_are_posted_by_whoever_may_record(
    client: Client, viewer: Client, stranger: Client, books: Books, url: str
) -> None:
    pair = twins(books)

    assert client.get(url).status_code == 405
    assert viewer.post(url, value(pair)).status_code == 403
    assert stranger.post(url, value(pair)).status_code == 404
    assert client.post(url, {"pair": "1"}).status_code == 404
    assert not Pair.objects.exists()


def test_a_pair_is_merged_and_the_way_back_is_said(client: Client, books: Books) -> None:
    answer = client.post(MERGE, value(twins(books)), follow=True)

    assert (said(answer), shown(client)) == (["Merged into one"], [])
    (message,) = answer.context["messages"]
    client.post(message.extra_tags)
    assert shown(client) == [("Certain", 1)]


def test_a_pair_is_kept_as_two(client: Client, books: Books) -> None:
    assert said(client.post(REJECT, value(twins(books)), follow=True)) == ["They stay two"]
    assert shown(client) == []


def test_fields_are_chosen_one_by_one(client: Client, books: Books) -> None:
    row, by_hand = twins(books)
    url = f"{LIST}{row.pk}/{by_hand.pk}/"

    page = client.get(url)
    chosen = {
        choice.name: next(pk for pk, _value, is_chosen in choice.values if is_chosen)
        for choice in page.context["choices"]
    }
    answer = client.post(url, chosen | {"date": by_hand.pk}, follow=True)

    assert chosen == {
        "date": row.pk, "payee": by_hand.pk, "category": by_hand.pk, "memo": by_hand.pk,
        "status": row.pk,
    }  # fmt: skip
    assert said(answer) == ["Merged into one"]
    row.refresh_from_db()
    assert (str(row.date), row.memo) == ("2026-03-02", "For the party")


def test_review_refuses_what_is_none(
    client: Client, viewer: Client, stranger: Client, anonymous: Client, books: Books
) -> None:
    row, by_hand = twins(books)
    url = f"{LIST}{row.pk}/{by_hand.pk}/"

    assert client.post(url, {"date": "7"}).status_code == 422
    assert client.get(f"{LIST}{row.pk}/{row.pk}/").status_code == 404
    assert (viewer.get(url).status_code, stranger.get(url).status_code) == (403, 404)
    assert anonymous.get(url).status_code == 302
    assert client.put(url).status_code == 405


def test_review_says_why_the_two_cannot_be_merged(client: Client, books: Books) -> None:
    row, _by_hand = twins(books)
    other = books.book("2026-03-03", (books.card, "-12.50"), (books.food, "12.50"))
    url = f"{LIST}{row.pk}/{other.pk}/"
    sent = dict.fromkeys(("date", "payee", "category", "memo", "status"), row.pk)

    answer = client.post(url, sent)

    assert answer.status_code == 422
    assert "They have no account in common." in answer.content.decode()


def test_an_import_shows_its_own(client: Client, books: Books) -> None:
    row, _by_hand = twins(books)

    page = client.get(f"/imports/{row.import_batch_id}/")

    assert page.context["duplicates"] == 1
    assert f"{LIST}?batch={row.import_batch_id}" in page.content.decode()
    assert shown(client, f"{LIST}?batch={row.import_batch_id}") == [("Certain", 1)]


def test_entering_what_is_there_already_says_so(client: Client, books: Books) -> None:
    from_bank(books)
    sent = {
        "date": "2026-03-03", "flow": "expense", "account": books.checking.pk, "amount": "12.50",
        "payee": "REWE Markt", "category": books.food.pk, "status": "cleared",
        "line-TOTAL_FORMS": "0", "line-INITIAL_FORMS": "0",
    }  # fmt: skip

    answer = client.post("/transactions/new/", sent, follow=True)

    assert any("may be there already" in text for text in said(answer))
    assert Transaction.objects.filter(source="manual").count() == 1


def test_queries_do_not_grow_with_the_pairs(
    client: Client, books: Books, count_queries: Callable[[], AbstractContextManager[QueryCount]]
) -> None:
    twins(books)
    client.get(LIST)
    with count_queries() as few:
        client.get(LIST)
    for number in range(3):
        from_bank(books, csv(("2026-04-03", f"Shop {number}", f"-{30 + number}.00")))
        books.spend("2026-04-03", f"{30 + number}", payee=f"Shop {number}")
    with count_queries() as many:
        client.get(LIST)

    assert many.value == few.value <= 12
