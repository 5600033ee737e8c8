"""The page of members' rights on accounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Invitation
from accounts.roles import Right, Role
from tests.api.callers import fields as fields_of
from tests.factories.books import Books
from tests.factories.rights import Guest, limit, make_guest

URL = "/ledger/accounts/rights/"


@pytest.fixture
def guest(books: Books) -> Guest:
    """A member whose rights are set."""
    return make_guest(books.household)


def signed_in(guest: Guest) -> Client:
    browser = Client()
    browser.force_login(guest.membership.user)
    return browser


def fields(page: Any) -> set[str]:
    return set(page.context["form"].fields)


def test_the_grid_has_a_choice_for_each_member_and_account(
    client: Client, books: Books, guest: Guest
) -> None:
    limit(guest, books.card, Right.READ, by=books.actor)

    form = client.get(URL).context["form"]

    key = guest.membership.pk
    assert {f"right-{key}-{books.card.pk}", f"right-{key}-{books.checking.pk}"} <= set(form.fields)
    assert form[f"right-{key}-{books.card.pk}"].initial == "read"
    assert form[f"right-{key}-{books.checking.pk}"].initial == "full"


def test_saving_gives_what_was_chosen_and_leaves_the_rest(
    client: Client, books: Books, guest: Guest
) -> None:
    limit(guest, books.checking, Right.ANNOTATE, by=books.actor)

    answer = client.post(URL, {f"right-{guest.membership.pk}-{books.card.pk}": "none"})

    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert guest.actor.rights == {
        books.card.pk: Right.NONE,
        books.checking.pk: Right.ANNOTATE,
    }


def test_an_unknown_right_is_refused(client: Client, books: Books, guest: Guest) -> None:
    answer = client.post(URL, {f"right-{guest.membership.pk}-{books.card.pk}": "all"})

    assert (answer.status_code, guest.actor.rights) == (422, {})


def test_without_members_it_says_what_rights_are_for(client: Client, books: Books) -> None:
    assert b"Nobody to give rights to" in client.get(URL).content


def test_owners_and_the_reader_have_no_column(books: Books) -> None:
    manager = make_guest(books.household, Role.MANAGER)
    make_guest(books.household, Role.OWNER)
    viewer = make_guest(books.household, Role.VIEWER)

    page = signed_in(manager).get(URL)

    assert [member.pk for member in page.context["form"].grid.members] == [viewer.membership.pk]


def test_a_manager_gives_no_rights_on_what_is_kept_from_him(books: Books) -> None:
    manager = make_guest(books.household, Role.MANAGER)
    viewer = make_guest(books.household, Role.VIEWER)
    limit(manager, books.card, Right.NONE, by=books.actor)
    limit(manager, books.checking, Right.READ, by=books.actor)

    page = signed_in(manager).get(URL)

    assert fields(page) == {f"right-{viewer.membership.pk}-{books.dollars.pk}"}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_it_is_for_those_who_manage(books: Books, role: Role) -> None:
    assert signed_in(make_guest(books.household, role)).get(URL).status_code == 403


def test_it_needs_a_sign_in_and_knows_two_methods(client: Client, anonymous: Client) -> None:
    assert anonymous.get(URL).status_code == 302
    assert client.put(URL).status_code == 405


def test_more_members_cost_no_more_queries(client: Client, books: Books, guest: Guest) -> None:
    counts = []
    for email in ("", "one@example.org", "two@example.org"):
        if email:
            limit(make_guest(books.household, email=email), books.card, Right.READ, by=books.actor)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(URL)
        counts.append(len(queries))

    assert counts == [counts[0]] * 3


def test_invitation_carries_rights_by_page_and_api(client: Client, books: Books) -> None:
    row = books.card.pk
    page = client.get("/household/")
    form = {"email": "dora@example.org", "role": "viewer", f"right-{row}": "none"}

    sent = client.post("/household/invitations/", form)
    body = {"email": "e@example.org", "role": "viewer"}
    limits = {"rights": [{"account": row, "right": "read"}]}
    made = client.post("/api/v1/invitations/", body | limits, "application/json")

    assert f'name="right-{row}"' in page.content.decode()
    assert sent["Location"] == "/household/"
    assert (made.status_code, made.json()["rights"]) == (201, limits["rights"])
    assert dict(Invitation.objects.values_list("email", "rights")) == {
        "dora@example.org": {str(row): "none"},
        "e@example.org": {str(row): "read"},
    }
    assert "less on 1 account" in client.get("/household/").content.decode()


def test_invitation_refuses_rights_on_what_is_no_account(client: Client, books: Books) -> None:
    body = {"email": "e@example.org", "role": "viewer"}
    wrong = {"rights": [{"account": books.food.pk, "right": "none"}]}

    made = client.post("/api/v1/invitations/", body | wrong, "application/json")

    assert fields_of(made) == (400, ["rights"])
    assert not Invitation.objects.exists()
