"""What knowing its caller costs a request of the API: the token, the scope and the household."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actors import Actor, Origin
from accounts.api.authentication import ApiTokenAuthentication, HouseholdJWTAuthentication
from accounts.api.permissions import MemberPermission
from accounts.models import Membership, User
from accounts.scope import household_scope
from accounts.services.api_sign_ins import begin_sign_in
from accounts.services.api_tokens import create_token
from accounts.services.households import create_household
from accounts.token_scopes import TokenScope
from tests.benchmarks.figures import Figure

MILLISECONDS, QUERIES = 3.0, 3
WARM_UPS, REQUESTS = 20, 300


class AnyView(APIView):
    """A view of the API, as permissions look at it."""

    scope = TokenScope.TRANSACTIONS


def measure(_largest: int) -> Iterator[Figure]:
    """Yield the median time and the queries that each kind of bearer adds to a request."""
    user = User.objects.create_user("bearer@bench.invalid")
    household = create_household(owner=user, name="Bench bearers")
    with household_scope(household.pk, user_id=user.pk):
        membership = Membership.objects.select_related("household", "user").get(user=user)
        actor = Actor.of(membership, Origin.API)
        text = create_token(by=actor, name="bench", grants=["transactions:read"]).text
    access = begin_sign_in(user=user).access
    for name, bearer, kind in (
        ("an API token", text, ApiTokenAuthentication),
        ("a JWT", access, HouseholdJWTAuthentication),
    ):
        admit = admission(kind(), bearer)
        yield Figure(f"{name} admitted", _median(admit), "ms", MILLISECONDS)
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            admit()
        yield Figure(f"{name}: queries", len(queries), "", QUERIES)


def admission(authentication: BaseAuthentication, bearer: str) -> Callable[[], None]:
    """Return what a request with `bearer` does before its view runs, in its open transaction."""
    headers = {"Authorization": f"Bearer {bearer}"}

    def admit() -> None:
        inner: HttpRequest = RequestFactory().get("/api/v1/transactions/", headers=headers)
        request = Request(inner, authenticators=[authentication])
        if not MemberPermission().has_permission(request, AnyView()):
            raise AssertionError("the bearer was not admitted")

    return admit


def _median(admit: Callable[[], None]) -> float:
    times = []
    for _each in range(WARM_UPS + REQUESTS):
        with transaction.atomic():
            started = time.perf_counter()
            admit()
            times.append(1_000 * (time.perf_counter() - started))
    return statistics.median(times[WARM_UPS:])
