"""The pages of reminders, and where else they stand."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import Actor
from accounts.roles import Right, Role
from ledger.models import Reminder, Transaction
from ledger.services.reminders import create_reminder
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

LIST, NEW = "/reminders/", "/reminders/new/"
BODY = {"remind_on": "2026-03-10", "text": "Ask it back"}
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today() -> object:
    with time_machine.travel(date(2026, 3, 15), tick=False):
        yield


@pytest.fixture
def spent(books: Books) -> Transaction:
    return books.spend("2026-03-01", "10", payee="Corner shop")


def remind(books: Books, about: Transaction | None = None, text: str = "Ask it back") -> Reminder:
    return create_reminder(
        by=books.actor, remind_on=date(2026, 3, 10), text=text, transaction=about
    )


def signed_in(actor: Actor) -> Client:
    assert actor.user is not None
    browser = Client()
    browser.force_login(actor.user)
    return browser


def page_of(row: Transaction) -> str:
    return reverse("ledger:transaction-detail", args=[row.pk])


def test_create_is_about_the_transaction_that_is_named(client: Client, spent: Transaction) -> None:
    address = f"{NEW}?transaction={spent.pk}"
    assert "Corner shop" in client.get(address).content.decode()

    answer = client.post(address, BODY)

    row = Reminder.objects.get()
    assert (row.transaction, row.remind_on, row.text) == (spent, date(2026, 3, 10), "Ask it back")
    assert answer["Location"] == page_of(spent)
    assert "Ask it back" in client.get(page_of(spent)).content.decode()


def test_create_without_a_transaction_goes_to_the_list(client: Client, books: Books) -> None:
    answer = client.post(NEW, BODY)

    assert (answer["Location"], Reminder.objects.get().transaction) == (LIST, None)


@pytest.mark.parametrize("key", ["x", "0", "9" * 30])
def test_create_about_nothing_that_is_there_is_not_found(
    client: Client, books: Books, key: str
) -> None:
    assert client.post(f"{NEW}?transaction={key}", BODY).status_code == 404


def test_create_shows_again_what_is_wrong(client: Client, books: Books) -> None:
    answer = client.post(NEW, {"remind_on": "soon", "text": ""})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["remind_on", "text"])


def test_update_starts_with_what_is_kept_and_refuses_a_stale_one(
    client: Client, books: Books
) -> None:
    row = remind(books)
    address = f"{LIST}{row.pk}/edit/"
    assert client.get(address).context["form"]["text"].value() == "Ask it back"

    stale = client.post(address, BODY | {"version": 7})
    saved = client.post(address, BODY | {"text": "Call", "version": 1})

    assert (stale.status_code, saved["Location"]) == (422, LIST)
    row.refresh_from_db()
    assert row.text == "Call"


def test_done_reopen_and_delete_go_back_and_can_be_undone(client: Client, books: Books) -> None:
    row = remind(books)
    states = []
    for act in ("done", "reopen", "delete"):
        page = client.post(f"{LIST}{row.pk}/{act}/", follow=True)
        row.refresh_from_db()
        states.append((row.is_done, row.deleted_at is not None))
        (message,) = page.context["messages"]
        assert message.extra_tags.startswith("/history/")
    assert states == [(True, False), (False, False), (False, True)]
    assert client.get(f"{LIST}{row.pk}/edit/").status_code == 404


def test_due_ones_stand_on_dashboard_and_schedules_with_the_act_that_settles_them(
    client: Client, books: Books, spent: Transaction
) -> None:
    row = remind(books, spent)
    tick = f'action="{LIST}{row.pk}/done/"'
    viewer = signed_in(make_member(books.household, Role.VIEWER))

    for page in ("/dashboard/", "/schedules/", LIST, page_of(spent)):
        ours, theirs = (each.get(page).content.decode() for each in (client, viewer))
        assert (page, "Ask it back" in ours, tick in ours) == (page, True, True)
        assert (page, "Ask it back" in theirs, tick in theirs) == (page, True, False)
    client.post(f"{LIST}{row.pk}/done/")
    assert client.get("/dashboard/").context["reminders"] == ()


def test_who_may_only_look_at_the_account_is_offered_and_allowed_nothing(
    client: Client, books: Books, actor: Actor, spent: Transaction
) -> None:
    row = remind(books, spent)
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=actor)
    browser = signed_in(reader)

    offered = [
        words in browser.get(page).content.decode()
        for page, words in ((page_of(spent), "Remind me"), ("/dashboard/", "/done/"))
    ]
    answers = [
        browser.get(f"{NEW}?transaction={spent.pk}"),
        browser.get(f"{LIST}{row.pk}/edit/"),
        *(browser.post(f"{LIST}{row.pk}/{act}/") for act in ("done", "reopen", "delete")),
    ]

    assert offered == [False, False]
    assert [answer.status_code for answer in answers] == [403] * 5


def test_pages_cost_the_same_for_one_and_for_three(
    client: Client, books: Books, spent: Transaction
) -> None:
    counts = []
    for _turn in range(2):
        remind(books, spent)
        remind(books, books.spend("2026-03-02", "10", payee="Other"), text="Another")
        for page in (LIST, "/schedules/", "/dashboard/"):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))

    assert counts[:3] == counts[3:]
