"""Requests as views know them."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.actors import Actor
from accounts.models import Household, Membership, User


class ScopedRequest(HttpRequest):
    """A request as the household's middleware leaves it; nothing is set when nobody signed in."""

    household: Household | None
    membership: Membership | None
    actor: Actor | None


class HouseholdRequest(ScopedRequest):
    """A request of a signed-in member of a household."""

    user: User
    household: Household
    membership: Membership
    actor: Actor
    htmx: HtmxDetails
    request_id: str
