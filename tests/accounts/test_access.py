"""Who is let into a view."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.access import member_required
from accounts.actors import Actor, Origin
from accounts.http import HouseholdRequest
from accounts.models import Household, User
from accounts.roles import Permission, Role


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
