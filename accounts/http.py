"""Requests as views know them."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.actors import Actor
from accounts.models import Household, Membership, User


class HouseholdRequest(HttpRequest):
    """A request of a signed-in member of a household."""

    user: User
    household: Household
    membership: Membership
    actor: Actor
    htmx: HtmxDetails
    request_id: str
