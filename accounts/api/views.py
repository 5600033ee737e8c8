"""The API of background jobs."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import NoInput
from accounts.api.serializers import JobSerializer
from accounts.models import Job
from accounts.roles import Permission
from accounts.services.jobs import cancel_job
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by


class JobViewSet(ReadViewSet[Job]):
    """Background jobs of the household, newest first."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = JobSerializer
    queryset = Job.objects.all()
    orderings = by("kind", "title", "state", "created_at", "started_at", "finished_at")
    # Who asked for a job may cancel it; the service decides.
    write_permission = Permission.VIEW

    @extend_schema(request=NoInput, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Cancel a queued job at once, or ask a running one to stop."""
        return self.answer(cancel_job(by=self.actor, job=self.find_locked()))
