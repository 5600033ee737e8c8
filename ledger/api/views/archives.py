"""Restoring a full archive into an empty household."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet
from accounts.api.serializers import JobSerializer
from accounts.models import Job
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from ledger.api.serializers.archives import ArchiveInput
from ledger.services.archive_uploads import queue_restore


class ArchiveRestoreViewSet(MemberViewSet[Job]):
    """Full archives on their way into a household that is empty."""

    scope = TokenScope.ADMIN
    queryset = Job.objects.none()
    serializer_class = JobSerializer
    pagination_class = None
    write_permission = Permission.OWN
    create_input = ArchiveInput

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()]

    @extend_schema(request=ArchiveInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        """Send a full archive to be restored; the answer is the job, whose result counts the rows.

        Only into a household in which nothing was entered, by its owner; all of it or nothing.
        """
        file = self.read_body(ArchiveInput)["file"]
        job = queue_restore(by=self.actor, name=file.name, stream=file)
        return Response(JobSerializer(job).data, status=202)
