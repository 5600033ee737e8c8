"""Makes an operator's request that of the member they stand in for: reading, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.actors import Origin
from accounts.clients import client_of, client_scope
from accounts.enums import AuditKind
from accounts.http import ScopedRequest
from accounts.middleware import enter_as
from accounts.models import User
from accounts.roles import Role
from accounts.services.audit import record_event
from accounts.services.stand_ins import StandIn, end_stand_in, stand_in_of

OWN_PAGES = ("/operator/", "/accounts/", "/static/", "/health", "/metrics")
"""Where an operator stays who they are."""
CLOSED = ("/settings/", "/api/")
"""What is nobody else's business: sign-in, tokens, archives, programs."""
_READING = {"GET", "HEAD", "OPTIONS"}


class StandInMiddleware:
    """Stands behind the household's middleware, inside of its transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        operator = request.user
        if request.path.startswith(OWN_PAGES) or not isinstance(operator, User):
            return self.get_response(request)
        stand_in = stand_in_of(request.session)
        if stand_in is None:
            return self.get_response(request)
        if stand_in.until <= timezone.now() or not operator.is_superuser:
            end_stand_in(operator=operator, session=request.session)
            return self.get_response(request)
        with client_scope(client_of(request, operator.pk)):
            _become(request, stand_in)
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> None:
        """Refuse what takes data out, wherever its address may be."""
        if hasattr(request, "stand_in") and getattr(view, "takes_data_out", False):
            raise PermissionDenied("an operator who stands in for a member takes nothing out")


def _become(request: HttpRequest, stand_in: StandIn) -> None:
    if request.method not in _READING or request.path.startswith(CLOSED):
        raise PermissionDenied("an operator who stands in for a member only looks")
    membership = enter_as(request, stand_in.user_id, stand_in.household_id, Origin.USER)
    if membership is None:
        raise PermissionDenied("the member has left the household")
    scoped = cast("ScopedRequest", request)
    scoped.user = membership.user
    if scoped.actor is not None:
        scoped.actor = replace(scoped.actor, role=Role.VIEWER)
    request.stand_in = stand_in  # type: ignore[attr-defined]  # read by the banner
    record_event(
        AuditKind.OPERATOR_LOOKED,
        household=membership.household,
        user=membership.user,
        subject=request.path,
    )
