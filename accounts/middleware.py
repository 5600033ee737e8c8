"""Gives every request its household, inside one transaction that row-level security scopes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from accounts.actors import Actor, Origin
from accounts.models import Membership
from accounts.scope import enter_household

SESSION_KEY = "household"
UNSCOPED_PREFIXES = ("/health", "/static/", "/metrics")


def find_membership(user_id: int, household_id: int | None) -> Membership | None:
    """Return the person's membership of a household, or their oldest one when none is named."""
    memberships = Membership.objects.filter(user_id=user_id).select_related("household", "user")
    if household_id is not None:
        memberships = memberships.filter(household_id=household_id)
    return memberships.order_by("pk").first()


class HouseholdMiddleware:
    """Sets `request.household`, `request.membership` and `request.actor`; None when signed out.

    The whole request is one transaction, rolled back when the view raises or answers 5xx.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.household = request.membership = request.actor = None
        if request.path.startswith(UNSCOPED_PREFIXES):
            return self.get_response(request)
        with transaction.atomic():
            if request.user.is_authenticated:
                self._enter(request)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)

    def _enter(self, request: HttpRequest) -> None:
        user_id = request.user.pk
        enter_household(None, user_id=user_id)
        membership = find_membership(user_id, request.session.get(SESSION_KEY))
        membership = membership or find_membership(user_id, None)
        if membership is None:
            return
        enter_household(membership.household_id, user_id=user_id)
        request.membership = membership
        request.household = membership.household
        request_id = getattr(request, "request_id", "")
        request.actor = Actor.of(membership, Origin.USER, request_id)
