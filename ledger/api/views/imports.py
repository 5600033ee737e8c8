"""Imports: sending a file, looking at what it would do, having it imported, taking it back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from accounts.api.fields import NoInput
from accounts.api.parsers import DepthSafeJSONParser
from accounts.api.serializers import JobSerializer
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.imports import (
    ImportRowSerializer,
    ImportSerializer,
    ReadingInput,
    ReportSerializer,
    RowQuery,
    UndoneImportSerializer,
    UploadInput,
    move_json,
    report_json,
    undone_json,
)
from ledger.imports.statement import StatementError
from ledger.models import ImportBatch, ImportRow
from ledger.services.import_checks import check_import
from ledger.services.import_undo import undo_import
from ledger.services.moving_in import move_in, move_request
from ledger.services.uploads import (
    correct_reading,
    discard_upload,
    queue_import,
    store_upload,
)


class ImportViewSet(ReadViewSet[ImportBatch]):
    """Files of banks: sent, previewed, imported by a job, and taken back."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = ImportSerializer
    queryset = ImportBatch.objects.select_related("account", "household")
    orderings = by(
        "state", "file_name", "file_size", "first_date", "last_date", "created_at", "posted_at"
    )
    create_input = UploadInput
    update_input = ReadingInput

    def get_parsers(self) -> list[Any]:
        is_upload = self.action_map.get("post") == "create" if self.action_map else False
        return [MultiPartParser()] if is_upload else [DepthSafeJSONParser()]

    def create(self, request: Request) -> Response:
        """Send a file; the answer says how it would be read. Nothing is imported yet."""
        values = self.read_body(UploadInput)
        file = values["file"]
        try:
            batch = store_upload(
                by=self.actor, account=values["account"], name=file.name, stream=file
            )
        except StatementError as error:
            raise ValidationError({"file": str(error)}) from error
        return self.answer(batch, status=201)

    def partial_update(self, request: Request, pk: int) -> Response:
        """Have a waiting file go to another account, or read by another mapping."""
        row = self.find_locked()
        values = self.read_body(ReadingInput, is_partial=True)
        account, mapping = values.get("account", row.account), values.get("options")
        batch = correct_reading(by=self.actor, batch=row, account=account, mapping=mapping)
        return self.answer(batch)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Forget a file that was not imported."""
        discard_upload(by=self.actor, batch=self.find_locked())
        return Response(status=204)

    @extend_schema(request=NoInput, responses=ReportSerializer)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, pk: int) -> Response:
        """Say what importing the file would do, row by row where it is not simply added."""
        batch = self.find_locked()
        try:
            if batch.is_books:
                moved = move_in(by=self.actor, request=move_request(batch, is_dry_run=True))
                return Response(move_json(moved, batch))
            return Response(report_json(check_import(by=self.actor, batch=batch), batch))
        except StatementError as error:
            raise ValidationError({"file": str(error)}) from error

    @extend_schema(request=NoInput, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def run(self, request: Request, pk: int) -> Response:
        """Have the file imported; the answer is the job to watch."""
        job = queue_import(by=self.actor, batch=self.find_locked())
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(request=NoInput, responses=UndoneImportSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Remove what an import added and put back what it completed."""
        return Response(undone_json(undo_import(by=self.actor, batch=self.find_locked())))

    @extend_schema(parameters=[RowQuery], responses=ImportRowSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        serializer_class=ImportRowSerializer,
        ordering=("line", "pk"),
        orderings={"line": "line", "outcome": "outcome", "date": "date"},
    )
    def rows(self, request: Request, pk: int) -> Response:
        """List the rows that were matched, skipped or failed, and why."""
        batch = get_object_or_404(self.get_queryset(), pk=pk)
        found: QuerySet[ImportRow] = ImportRow.objects.in_household(self.household)
        found = found.filter(batch=batch)
        if outcome := self.read_query(RowQuery).get("outcome"):
            found = found.filter(outcome=outcome)
        return self.answer_page(found, ImportRowSerializer)
