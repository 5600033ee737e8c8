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
    memberships: tuple[Membership, ...]
    """All of the person's own, oldest first: where they may go."""


class PersonRequest(ScopedRequest):
    """A request of a person who is signed in, in a household or not."""

    user: User
    htmx: HtmxDetails


class HouseholdRequest(PersonRequest):
    """A request of a signed-in member of a household."""

    household: Household
    membership: Membership
    actor: Actor
    request_id: str
