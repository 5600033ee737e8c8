"""The API of households and jobs."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Origin
from accounts.api.base import ReadViewSet
from accounts.api.conditions import check_match
from accounts.api.fields import NoInput
from accounts.api.serializers import HouseholdSerializer, HouseholdUpdate, JobSerializer
from accounts.http import HouseholdRequest
from accounts.middleware import enter_as
from accounts.models import ApiToken, Household, Job, Membership
from accounts.roles import Permission
from accounts.services.households import update_household
from accounts.services.jobs import cancel_job
from accounts.token_scopes import TokenScope


class HouseholdViewSet(ReadViewSet[Household]):
    """The households that the caller is in; `X-Household: id` on any request chooses one."""

    scope = TokenScope.PROFILE
    scopes_of_methods = {"PATCH": TokenScope.ADMIN}
    serializer_class = HouseholdSerializer
    queryset = Household.objects.all()
    # The household of the address decides who may write, not the one the request came in with.
    write_permission = Permission.VIEW
    update_input = HouseholdUpdate

    def get_queryset(self) -> QuerySet[Household]:
        mine = Household.objects.filter(memberships__user_id=self.request.user.pk or 0)
        token = self.request.auth
        return mine.filter(pk=token.household_id) if isinstance(token, ApiToken) else mine

    def get_serializer_context(self) -> dict[str, Any]:
        own = Membership.objects.filter(user_id=self.request.user.pk or 0)
        roles = own.values_list("household_id", "role")
        return {**super().get_serializer_context(), "roles": dict(roles)}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "PATCH" and "pk" in kwargs:
            get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
            inner = cast("HouseholdRequest", request._request)  # noqa: SLF001 -- the framework's own name
            if enter_as(inner, inner.user.pk, kwargs["pk"], Origin.API) is None:
                raise Http404

    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a household, whichever one the request came in with."""
        check_match(request, self.household)
        kept = {name: getattr(self.household, name) for name in HouseholdUpdate().get_fields()}
        values = kept | self.read_body(HouseholdUpdate, is_partial=True)
        return self.answer(update_household(by=self.actor, **values))


class JobViewSet(ReadViewSet[Job]):
    """Background jobs of the household, newest first."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = JobSerializer
    queryset = Job.objects.all()
    # Who asked for a job may cancel it; the service decides.
    write_permission = Permission.VIEW

    @extend_schema(request=NoInput, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Cancel a queued job at once, or ask a running one to stop."""
        return self.answer(cancel_job(by=self.actor, job=self.find_locked()))
