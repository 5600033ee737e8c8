"""The API of households and jobs."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.api.serializers import JobSerializer, MembershipSerializer
from accounts.http import HouseholdRequest
from accounts.models import Job, Membership
from accounts.roles import Permission
from accounts.services.jobs import cancel_job
from finehance.kit.paging import Cursor


class HouseholdList(ListAPIView[Membership]):
    """The households that the caller is in; `X-Household: id` on any request chooses one."""

    serializer_class = MembershipSerializer
    pagination_class = Cursor
    queryset = Membership.objects.select_related("household")

    def get_queryset(self) -> QuerySet[Membership]:
        return super().get_queryset().filter(user_id=self.request.user.pk)


class JobViewSet(ReadOnlyModelViewSet[Job]):
    """Background jobs of the household, newest first."""

    serializer_class = JobSerializer
    pagination_class = Cursor
    queryset = Job.objects.none()
    # Who asked for a job may cancel it; the service decides.
    write_permission = Permission.VIEW

    def get_queryset(self) -> QuerySet[Job]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        household = cast("HouseholdRequest", self.request).household
        return Job.objects.in_household(household)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Cancel a queued job at once, or ask a running one to stop."""
        actor = cast("HouseholdRequest", request).actor
        job = cancel_job(by=actor, job=self.get_object())
        return Response(self.get_serializer(job).data)
