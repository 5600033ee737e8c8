"""Gives every request its household, inside one transaction that row-level security scopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from accounts.actors import Actor, Origin
from accounts.clients import client_of, client_scope
from accounts.http import ScopedRequest
from accounts.models import Membership, User
from accounts.scope import enter_membership
from accounts.services.audit import write_again

SESSION_KEY = "household"
UNSCOPED_PREFIXES = ("/health", "/static/", "/metrics")


def find_memberships(user_id: int) -> tuple[Membership, ...]:
    """Return the person's memberships with their households, oldest first."""
    rows = Membership.objects.filter(user_id=user_id).select_related("household", "user")
    return tuple(rows.order_by("pk"))


def enter_as(
    request: HttpRequest, user_id: int, household_id: int | None, origin: Origin
) -> Membership | None:
    """Scope the request's transaction to the person's membership and note it on the request.

    It is that of the named household, or their oldest one when none is named. None, and no
    household in scope, when the person is no member of the named household.
    """
    # Whoever was noted before, by a session that came along, is not who asks now.
    scoped = cast("ScopedRequest", request)
    scoped.household = scoped.membership = scoped.actor = None
    entered = enter_membership(user_id, household_id)
    return None if entered is None else act_as(request, user_id, entered, origin)


def act_as(
    request: HttpRequest, user_id: int, household_id: int, origin: Origin
) -> Membership | None:
    """Note on the request who acts in the household that is in scope; None for no member of it."""
    own = find_memberships(user_id)
    membership = next((each for each in own if each.household_id == household_id), None)
    if membership is None:
        return None
    scoped = cast("ScopedRequest", request)
    scoped.memberships = own
    scoped.membership = membership
    scoped.household = membership.household
    scoped.actor = Actor.of(membership, origin, getattr(request, "request_id", ""))
    return membership


class HouseholdMiddleware:
    """Sets `request.household`, `request.membership` and `request.actor`; None when signed out.

    The whole request is one transaction, rolled back when the view raises or answers 5xx.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scoped = cast("ScopedRequest", request)
        scoped.household = scoped.membership = scoped.actor = None
        scoped.memberships = ()
        if request.path.startswith(UNSCOPED_PREFIXES):
            return self.get_response(request)
        with client_scope(client_of(request)) as client:
            response, is_rolled_back = self._answer(request)
            if is_rolled_back:
                write_again(client.kept)
        return response

    def _answer(self, request: HttpRequest) -> tuple[HttpResponseBase, bool]:
        """Return the answer, and whether what the request wrote is rolled back."""
        with transaction.atomic():
            if isinstance(request.user, User):
                chosen = request.session.get(SESSION_KEY) or request.user.last_household_id
                # A household that the person has left since gives way to their oldest one.
                if enter_as(request, request.user.pk, chosen, Origin.USER) is None and chosen:
                    enter_as(request, request.user.pk, None, Origin.USER)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response, transaction.get_rollback()

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
