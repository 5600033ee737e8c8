"""Members' rights on accounts in the API."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Right, Role
from tests.api.callers import caller, codes, fields, member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

URL = "/api/v1/account-rights/"
JSON = "application/json"


def test_rights_are_listed_and_given(api: Client, books: Books) -> None:
    guest = make_guest(books.household)
    limit(guest, books.checking, Right.ANNOTATE, by=books.actor)
    body = {"membership": guest.membership.pk, "account": books.card.pk, "right": "none"}

    answer = api.post(URL, body, JSON)

    listed = api.get(URL).json()["results"]
    assert (answer.status_code, answer.json()) == (200, body)
    assert [(row["account"], row["right"]) for row in listed] == [
        (books.checking.pk, "annotate"),
        (books.card.pk, "none"),
    ]


def test_full_takes_a_limit_away(api: Client, books: Books) -> None:
    guest = make_guest(books.household)
    limit(guest, books.card, Right.NONE, by=books.actor)
    body = {"membership": guest.membership.pk, "account": books.card.pk, "right": "full"}

    assert (api.post(URL, body, JSON).status_code, guest.actor.rights) == (200, {})


def test_broken_input_is_named(api: Client, books: Books) -> None:
    guest = make_guest(books.household)
    body = {"membership": guest.membership.pk, "account": books.card.pk, "right": "none"}

    assert fields(api.post(URL, {**body, "right": "all"}, JSON)) == (400, ["right"])
    assert fields(api.post(URL, {**body, "account": books.food.pk}, JSON)) == (400, ["account"])
    assert api.post(URL, {**body, "membership": 2**40}, JSON).status_code == 404


def test_an_owner_is_not_limited(api: Client, books: Books) -> None:
    owner = make_guest(books.household, Role.OWNER)
    body = {"membership": owner.membership.pk, "account": books.card.pk, "right": "none"}

    assert codes(api.post(URL, body, JSON)) == (422, "BUSINESS_4002")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_rights_are_for_those_who_manage(books: Books, role: Role) -> None:
    program = member(books.household, role)

    assert program.get(URL).status_code == 403
    assert program.post(URL, {}, JSON).status_code == 403


def test_strangers_and_nobody_see_none(books: Books, stranger: Client) -> None:
    limit(make_guest(books.household), books.card, Right.NONE, by=books.actor)

    assert caller(None).get(URL).status_code == 401
    assert stranger.get(URL).json()["results"] == []


def test_methods_that_are_not_there(api: Client) -> None:
    assert [api.put(URL).status_code, api.delete(URL).status_code] == [405, 405]
