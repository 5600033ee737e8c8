"""Sharing and settling up on pages and in the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from ledger.models import Account, Claim, Refund, Transaction
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.ledger.services.test_debts import paid, told
from tests.ledger.services.test_shares import share

PEOPLE = "/transactions/people/"
API = "/api/v1/claims/"


@pytest.fixture(autouse=True)
def _twentieth_of_may() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def dinner(books: Books) -> Transaction:
    return books.spend("2026-03-02", "90", books.food, payee="Trattoria")


def fields(**more: Any) -> dict[str, Any]:
    usual = {"kind": "equal", "people": "Bob\nCarol", "own": "1", "asked_on": "2026-03-11"}
    return usual | more


@pytest.mark.parametrize(
    ("more", "amounts"),
    [
        ({}, ["30.00", "30.00"]),
        ({"kind": "amounts", "people": "Bob 20\n\nAunt Carol 12.50"}, ["12.50", "20.00"]),
        ({"kind": "shares", "people": "Bob 2\nCarol 1", "own": "0"}, ["30.00", "60.00"]),
    ],
    ids=["equal", "amounts", "shares"],
)
def test_purchase_is_shared_by_a_form(
    client: Client, dinner: Transaction, more: dict[str, Any], amounts: list[str]
) -> None:
    answer = client.post(f"/transactions/{dinner.pk}/share/", fields(**more), follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["Shared"]
    assert sorted(f"{row.amount:.2f}" for row in Claim.objects.all()) == amounts


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": "amounts"}, "Write a number behind “Bob”."),
        ({"kind": "percent", "people": "Bob 60\nCarol 50"}, "more than a hundred"),
        ({"people": ""}, "This field is required."),
        ({"kind": "thirds"}, "Select a valid choice."),
    ],
    ids=["no number", "percent", "nobody", "kind"],
)
def test_shares_that_do_not_fit_are_said(
    client: Client, dinner: Transaction, more: dict[str, Any], said: str
) -> None:
    answer = client.post(f"/transactions/{dinner.pk}/share/", fields(**more))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Claim.objects.exists()


def test_person_settles_up(client: Client, books: Books, dinner: Transaction) -> None:
    share(books, dinner, "Bob")
    came = half(books, books.checking, "2026-04-09", "45", memo="From Bob")
    bob = books.payee("Bob").pk

    listed = client.get(PEOPLE).content.decode()
    page = client.get(f"{PEOPLE}{bob}/").content.decode()
    client.post(f"{PEOPLE}{bob}/settle/", {"incoming": came.pk})

    assert "Bob" in listed
    assert f'value="{came.pk}"' in page
    assert Refund.objects.get().claim == Claim.objects.get()
    assert "settled" in client.get(PEOPLE).content.decode()
    assert client.get(f"/transactions/{came.pk}/refunds/").status_code == 200


def test_all_of_it_is_given_up(client: Client, books: Books, dinner: Transaction) -> None:
    share(books, dinner, "Bob")
    address = f"{PEOPLE}{books.payee('Bob').pk}/"

    client.post(f"{address}give-up/")

    assert Claim.objects.get().state == "waived"
    assert "given up" in client.get(address).content.decode()


def test_pages_are_the_households_alone(
    client: Client, anonymous: Client, stranger: Client, books: Books, dinner: Transaction
) -> None:
    bob = f"{PEOPLE}{books.payee('Bob').pk}/"

    assert "Nothing is shared yet" in client.get(PEOPLE).content.decode()
    assert [anonymous.get(address).status_code for address in (PEOPLE, bob)] == [302, 302]
    assert [stranger.get(PEOPLE).status_code, stranger.get(bob).status_code] == [200, 404]
    assert stranger.post(f"{bob}settle/", {"incoming": dinner.pk}).status_code == 404
    assert stranger.post(f"/transactions/{dinner.pk}/share/", fields()).status_code == 404
    assert client.get(f"{bob}settle/").status_code == 405
    assert client.post(f"{bob}settle/", {"incoming": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_no_more_for_more_people(
    client: Client,
    books: Books,
    dinner: Transaction,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    share(books, dinner, *("Bob", "Carol", "Dora")[:count])
    for name in ("Bob", "Carol", "Dora")[:count]:
        paid(books, "2026-03-02", "3", name)

    with django_assert_max_num_queries(11):
        client.get(PEOPLE)


def test_programs_share_settle_and_give_up(
    client: Client, books: Books, dinner: Transaction
) -> None:
    bob, carol = books.payee("Bob").pk, books.payee("Carol").pk
    came = half(books, books.checking, "2026-04-09", "60")
    parts = [{"payee": bob, "part": "2"}, {"payee": carol, "part": "1"}]
    body = {"purchase": dinner.pk, "kind": "shares", "own": "0", "parts": parts}

    shared = client.post(
        f"{API}share/", body | {"asked_on": "2026-03-11"}, content_type="application/json"
    )
    listed = client.get(f"{API}people/").json()["people"]
    settled = client.post(
        f"{API}settle/", {"payee": bob, "incoming": came.pk}, content_type="application/json"
    )
    given_up = client.post(f"{API}give-up/", {"payee": carol}, content_type="application/json")

    assert [shared.status_code, settled.status_code, given_up.status_code] == [201, 201, 200]
    assert [row["amount"] for row in shared.json()] == ["60.00000000", "30.00000000"]
    assert [(row["payee"], row["outstanding"][0]["amount"]) for row in listed] == [
        (bob, "60.00"),
        (carol, "30.00"),
    ]
    assert given_up.json() == {"given_up": 1}
    assert [row["claim"] for row in settled.json()] == [shared.json()[0]["id"]]


def debt(**more: Any) -> dict[str, Any]:
    usual = {"person": "Ana", "date": "2026-03-02", "amount": "30", "currency": "EUR"}
    return usual | {"payee": "Trattoria", "tags": "Trip"} | more


def test_what_somebody_paid_is_booked_by_a_form(client: Client, books: Books) -> None:
    new = f"{PEOPLE}paid/"
    ana = books.payee("Ana").pk

    blank = client.get(new, {"person": ana}).content.decode()
    refused = client.post(new, debt(amount="0"))
    answer = client.post(new, debt(category=books.food.pk), follow=True)

    row = Transaction.objects.get()
    assert 'value="Ana"' in blank
    assert refused.status_code == 422
    assert [str(tag) for tag in row.tags.all()] == ["Trip"]
    assert str(row.payee) == "Trattoria"
    assert "you owe" in answer.content.decode()
    assert "Trattoria" in client.get(f"{PEOPLE}{ana}/").content.decode()


def test_person_is_paid_back_and_set_off(client: Client, books: Books, dinner: Transaction) -> None:
    paid(books, "2026-03-02", "30")
    share(books, dinner, "Ana")
    went = half(books, books.checking, "2026-04-09", "-10", memo="To Ana")
    page = f"{PEOPLE}{books.payee('Ana').pk}/"

    shown = client.get(page).content.decode()
    client.post(f"{page}pay-back/", {"outgoing": went.pk})
    pay = {"account": books.checking.pk, "amount": "5", "date": "2026-05-19"}
    refused = client.post(f"{page}pay/", pay | {"amount": "25"})
    client.post(f"{page}pay/", pay)
    client.post(f"{page}set-off/")
    client.post(f"{page}set-off/")

    assert f'value="{went.pk}"' in shown
    assert "Both owe each other" in shown
    assert refused.status_code == 422
    assert "20.00 EUR" in refused.content.decode()
    assert told(books) == ("30.00 EUR", "-", "30.00 EUR")


def test_person_is_let_off_and_lets_off(client: Client, books: Books, dinner: Transaction) -> None:
    paid(books, "2026-03-02", "30")
    share(books, dinner, "Ana")
    page = f"{PEOPLE}{books.payee('Ana').pk}/"
    body = {"amount": "15", "currency": "EUR", "date": "2026-05-19"}
    claim = str(Claim.objects.get().pk)

    shown = client.get(page).content.decode()
    refused = [
        client.post(f"{page}write-off/", body | {"amount": "45.01"}),
        client.post(f"{page}write-off/", body | {"claim": "0"}),
        client.post(f"{page}forgive/", body | {"amount": "30.01"}),
        client.post(f"{page}forgive/", body | {"currency": "USD"}),
    ]
    client.post(f"{page}write-off/", body)
    client.post(f"{page}forgive/", body | {"amount": "10+5"})
    assert told(books) == ("30.00 EUR", "15.00 EUR", "15.00 EUR")
    client.post(f"{page}write-off/", body | {"amount": "30", "claim": claim})
    answer = client.post(f"{page}forgive/", body | {"category": books.food.pk}, follow=True)

    assert shown.count(">Write off<") == 2
    assert "They forgave it" in shown
    assert [each.status_code for each in refused] == [422] * 4
    assert "45.00 EUR" in refused[0].content.decode()
    assert told(books) == ("-", "-", "-")
    assert [str(message) for message in answer.context["messages"]][-1] == "Forgiven"
    assert "written off" in client.get(page).content.decode()
    assert "€45.00" in client.get("/transactions/claims/").content.decode()
    purchase = client.get(f"/transactions/{dinner.pk}/refunds/").content.decode()
    assert purchase.count("written off, owed by Ana") == 2
    assert client.post(f"{page}forgive/", body).status_code == 422


def test_money_is_lent_given_back_and_written_off(client: Client, books: Books) -> None:
    form = {"person": "Ana", "account": books.checking.pk, "amount": "20+30", "date": "2026-05-02"}

    refused = client.post(f"{PEOPLE}lent/", form | {"amount": "-1"})
    lent = client.post(f"{PEOPLE}lent/", form)

    page = f"{PEOPLE}{books.payee('Ana').pk}/"
    shown = client.get(page).content.decode()
    again = client.get(f"{PEOPLE}lent/", {"person": books.payee("Ana").pk})
    listed = client.get(PEOPLE).content.decode()
    back = {"account": books.checking.pk, "amount": "50.01", "date": "2026-05-12"}
    too_much = client.post(f"{page}collect/", back)
    client.post(f"{page}collect/", back | {"amount": "30"})
    off = {"amount": "20", "currency": "EUR", "date": "2026-05-13", "category": books.food.pk}
    answer = client.post(f"{page}write-off-advance/", off, follow=True)

    assert (refused.status_code, lent["Location"], too_much.status_code) == (422, PEOPLE, 422)
    assert again.context["form"].initial["person"] == "Ana"
    assert re.search(r"Ana has <[^>]+>€50\.00</\w+> of yours", shown)
    assert ("they owe" in listed, "€50.00" in listed, "Settle up" in listed) == (True,) * 3
    assert "50.00 EUR" in too_much.content.decode()
    assert [str(message) for message in answer.context["messages"]][-1] == "Written off"
    assert told(books) == ("-", "-", "-")
    after = client.get(page).content.decode()
    assert ("What you lent them" in shown, "What you lent them" in after) == (True, False)


def test_debts_are_for_those_who_record(
    client: Client, stranger: Client, anonymous: Client, books: Books
) -> None:
    paid(books, "2026-03-02", "30")
    page = f"{PEOPLE}{books.payee('Ana').pk}/"
    viewer = Client()
    member = make_member(books.household, Role.VIEWER).user
    assert member is not None
    viewer.force_login(member)

    for address in ("paid", "lent"):
        assert viewer.get(f"{PEOPLE}{address}/").status_code == 403
    assert viewer.post(f"{page}set-off/").status_code == 403
    assert "Record a payment" not in viewer.get(page).content.decode()
    assert "paid for us</a>" not in viewer.get(PEOPLE).content.decode()
    assert anonymous.get(f"{PEOPLE}paid/").status_code == 302
    acts = ("pay", "pay-back", "set-off", "write-off", "forgive", "collect", "write-off-advance")
    for act in acts:
        assert stranger.post(f"{page}{act}/", {"outgoing": 1}).status_code == 404
        assert client.get(f"{page}{act}/").status_code == 405


def test_programs_book_and_pay_back(client: Client, books: Books, dinner: Transaction) -> None:
    def post(act: str, **body: Any) -> Any:
        asked = {"person": books.payee("Ana").pk} | body
        return client.post(f"/api/v1/debts/{act}", asked, content_type="application/json")

    share(books, dinner, "Ana")
    went = half(books, books.checking, "2026-04-09", "-10")
    usual = {"date": "2026-03-02", "currency": "EUR", "category": books.food.pk}
    booked = post("", amount="57.40", **usual)
    settled = post("settle/", outgoing=went.pk)
    pay = {"account": books.checking.pk, "date": "2026-05-19"}
    refused = post("pay/", amount="47.41", **pay)
    repaid = post("pay/", amount="2.40", **pay)
    set_off = post("set-off/")
    listed = client.get(f"{API}people/").json()["people"]

    assert [answer.status_code for answer in (booked, settled, refused, repaid, set_off)] == [
        201,
        200,
        400,
        201,
        200,
    ]
    assert booked.json()["person"]["balance"] == [{"amount": "-12.40", "currency": "EUR"}]
    assert [line["settled"]["amount"] for line in listed[0]["debts"]] == ["57.40"]
    assert [listed[0][name] for name in ("outstanding", "owing", "balance")] == [[], [], []]
    assert Account.objects.get(name="Owed to Ana").kind == "other_liability"


def test_programs_write_off_and_are_forgiven(
    client: Client, books: Books, dinner: Transaction
) -> None:
    def post(address: str, **body: Any) -> Any:
        usual = {"currency": "EUR", "date": "2026-05-19"}
        return client.post(address, usual | body, content_type="application/json")

    paid(books, "2026-03-02", "30")
    (claim,) = share(books, dinner, "Ana")
    ana = books.payee("Ana").pk
    parts = [
        post(f"{API}write-off/", payee=ana, amount="15"),
        post(f"{API}write-off/", payee=ana, amount="10", claim=claim.pk),
        post(f"{API}write-off/", payee=ana, amount="20.01"),
    ]
    forgiven = [
        post("/api/v1/debts/forgive/", person=ana, amount="10", memo="Birthday"),
        post("/api/v1/debts/forgive/", person=ana, amount="20", category=books.food.pk),
        post("/api/v1/debts/forgive/", person=ana, amount="1"),
    ]
    (line,) = client.get(f"{API}owed/").json()["claims"]

    assert [answer.status_code for answer in parts + forgiven] == [201, 201, 400] * 2
    assert [row["claim"] for row in parts[0].json()] == [claim.pk]
    assert [line[name]["amount"] for name in ("received", "written_off", "outstanding")] == [
        "0.00",
        "25.00",
        "20.00",
    ]
    assert forgiven[1].json()["person"]["owing"] == []
    assert Transaction.objects.get(pk=forgiven[0].json()["transaction"]).memo == "Birthday"


def test_programs_lend_collect_and_write_off(client: Client, books: Books) -> None:
    ana = books.payee("Ana").pk

    def post(act: str, **body: Any) -> Any:
        asked = {"person": ana, "date": "2026-05-12"} | body
        return client.post(f"/api/v1/debts/{act}/", asked, content_type="application/json")

    lent = post("advance", account=books.checking.pk, amount="50", memo="Moving house")
    back = post("collect", account=books.checking.pk, amount="30")
    refused = post("collect", account=books.checking.pk, amount="20.01")
    off = post("write-off", currency="EUR", amount="15", category=books.food.pk)
    (listed,) = client.get(f"{API}people/").json()["people"]

    codes = [answer.status_code for answer in (lent, back, refused, off)]
    assert codes == [201, 201, 400, 201]
    assert lent.json()["person"]["advanced"] == [{"amount": "50.00", "currency": "EUR"}]
    assert listed == off.json()["person"]
    assert [listed[name] for name in ("outstanding", "owing")] == [[], []]
    assert listed["balance"] == listed["advanced"] == [{"amount": "5.00", "currency": "EUR"}]
    (line,) = listed["advances"]
    assert (line["transaction"], line["settled"]["amount"]) == (lent.json()["transaction"], "45.00")
