"""Who is let into a view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from accounts.access import member_required
from accounts.actors import Actor, Origin
from accounts.http import HouseholdRequest
from accounts.models import Household, User
from accounts.roles import Permission, Role
from tests.accounts.sign_in_browsers import sign_in
from tests.factories.accounts import PASSWORD, add_second_factor

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@member_required(Permission.RECORD)
def record_view(request: HouseholdRequest, number: int) -> HttpResponse:
    return HttpResponse(f"{request.actor.role} {number}")


def request_of(user: User | AnonymousUser, actor: Actor | None) -> HttpRequest:
    request = RequestFactory().get("/record/?page=2")
    request.user = user
    request.actor = actor  # type: ignore[attr-defined]
    return request


def actor_as(role: Role) -> Actor:
    return Actor(Household(pk=1), role, Origin.USER)


def test_member_with_the_permission_is_let_in() -> None:
    answer = record_view(request_of(User(pk=1), actor_as(Role.MEMBER)), 7)

    assert isinstance(answer, HttpResponse)
    assert answer.content == b"member 7"


def test_member_without_it_is_refused() -> None:
    with pytest.raises(PermissionDenied, match="Viewer may not record"):
        record_view(request_of(User(pk=1), actor_as(Role.VIEWER)), 7)


def test_person_without_a_household_is_refused() -> None:
    with pytest.raises(PermissionDenied, match="in no household"):
        record_view(request_of(User(pk=1), None), 7)


def test_signed_out_is_sent_to_sign_in_and_back() -> None:
    answer = record_view(request_of(AnonymousUser(), None), 7)

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/record/%3Fpage%3D2"


@pytest.fixture
def guarded() -> Iterator[None]:
    """A dangerous page and the settings that reach it."""
    with override_settings(ROOT_URLCONF="tests.accounts.guarded_urls"):
        yield


@pytest.mark.parametrize(
    ("minutes", "status"), [(1, 200), (4, 200), (6, 302)], ids=["just", "recent", "long ago"]
)
def test_recent_sign_in_is_asked_for_again_after_five_minutes(
    guarded: None, household: Household, alice: User, minutes: int, status: int
) -> None:
    browser = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(browser, alice.email)
        clock.shift(timedelta(minutes=minutes))
        answer = browser.post("/dangerous/", {"word": "yes"})

    assert answer.status_code == status


def test_dangerous_act_goes_on_after_the_answer(
    guarded: None, client: Client, household: Household
) -> None:
    asked = client.post("/dangerous/", {"word": "yes"})
    wrong = client.post(asked["Location"], {"password": "wrong", "next": "/dangerous/"})
    done = client.post(asked["Location"], {"password": PASSWORD, "next": "/dangerous/"})

    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Fdangerous%2F"
    assert (wrong.status_code, wrong.context["form"].is_valid()) == (200, False)
    assert (done.status_code, done.content) == (200, b"did yes in Alice's household")


def test_dangerous_act_by_htmx_leaves_the_page(guarded: None, client: Client) -> None:
    answer = client.post("/dangerous/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (
        200,
        "/accounts/reauthenticate/?next=%2Fdangerous%2F",
    )


def test_dangerous_act_asks_for_the_second_factor_of_who_has_no_password(
    guarded: None, client: Client, alice: User
) -> None:
    add_second_factor(alice)
    User.objects.filter(pk=alice.pk).update(password="!")
    client.force_login(User.objects.get(pk=alice.pk))

    answer = client.post("/dangerous/")

    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_dangerous_act_is_open_to_who_signs_in_elsewhere_only(
    guarded: None, client: Client, alice: User
) -> None:
    User.objects.filter(pk=alice.pk).update(password="!")
    client.force_login(User.objects.get(pk=alice.pk))

    assert client.post("/dangerous/", {"word": "no"}).status_code == 200
