"""Files of transactions: listed, attached, handed out, linked to, deleted and restored."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet, ReadViewSet
from accounts.api.fields import NoInput
from accounts.api.parsers import DepthSafeJSONParser
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.attachments import (
    AttachmentInput,
    AttachmentSerializer,
    LinkSerializer,
)
from ledger.models import Attachment, Transaction
from ledger.services.attachments import (
    LINK_HOLDS,
    attach_file,
    delete_attachment,
    file_of,
    restore_attachment,
    sign_link,
)
from ledger.services.errors import FileNotAccepted


class AttachmentViewSet(ReadViewSet[Attachment]):
    """Files of transactions, newest first."""

    scope = TokenScope.RECEIPTS
    serializer_class = AttachmentSerializer
    queryset = Attachment.objects.all()
    orderings = by("name", "content_type", "size", "created_at")
    write_permission = Permission.ANNOTATE

    def get_queryset(self) -> QuerySet[Attachment]:
        rows: Any = super().get_queryset()
        found = rows.in_trash() if self.action == "restore" else rows.live()
        return cast("QuerySet[Attachment]", found)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Move a file to the trash; links to it end."""
        delete_attachment(by=self.actor, attachment=self.find_locked())
        return Response(status=204)

    @extend_schema(request=NoInput)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Take a file out of the trash."""
        return self.answer(restore_attachment(by=self.actor, attachment=self.find_locked()))

    @extend_schema(request=NoInput, responses=LinkSerializer)
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: int) -> Response:
        """Return an address at which whoever has it gets the file for a day."""
        row = get_object_or_404(self.get_queryset(), pk=pk)
        file_of(row)
        shown = {"url": sign_link(row), "expires_at": timezone.now() + LINK_HOLDS}
        return Response(LinkSerializer(shown).data)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: int) -> HttpResponse:
        """Return the file itself, to be saved whatever it is."""
        row = get_object_or_404(self.get_queryset(), pk=pk)
        return HttpResponse(
            file_of(row).read_bytes(),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": str(content_disposition_header(True, row.name)),  # noqa: FBT003 -- Django's own signature
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )


class TransactionFiles(MemberViewSet[Transaction]):
    """The files of one transaction."""

    scope = TokenScope.RECEIPTS
    queryset = Transaction.objects.all()
    write_permission = Permission.ANNOTATE
    pagination_class = None
    create_input = AttachmentInput

    def get_parsers(self) -> list[Any]:
        is_upload = bool(self.action_map and "post" in self.action_map)
        return [MultiPartParser()] if is_upload else [DepthSafeJSONParser()]

    def _transaction(self, pk: int) -> Transaction:
        rows: Any = self.get_queryset()
        found: Transaction = get_object_or_404(rows.live(), pk=pk)
        return found

    @extend_schema(responses=AttachmentSerializer(many=True))
    def list(self, request: Request, pk: int) -> Response:
        """List the files of a transaction."""
        rows = self._transaction(pk).attachments.filter(deleted_at=None)
        return Response(AttachmentSerializer(rows, many=True).data)

    @extend_schema(request=AttachmentInput, responses={201: AttachmentSerializer})
    def create(self, request: Request, pk: int) -> Response:
        """Attach a file; what it is, is read from its content."""
        transaction = self._transaction(pk)
        file = self.read_body(AttachmentInput)["file"]
        try:
            row = attach_file(by=self.actor, transaction=transaction, name=file.name, stream=file)
        except FileNotAccepted as error:
            raise ValidationError({"file": str(error)}) from error
        return Response(AttachmentSerializer(row).data, status=201)
