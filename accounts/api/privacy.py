"""The API of one's data: archives, consents, closing the profile, deleting the household."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import MemberViewSet, ReadViewSet
from accounts.api.fields import Choice, Flag, Input, Text
from accounts.api.proofs import must_be_proven, proof_refusal
from accounts.consents import DOCUMENTS, Document
from accounts.models import Consent, DataExport, Household, User
from accounts.roles import Permission
from accounts.services import consents, data_exports, erasure
from accounts.services.passwords import prove_password
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by


class AsItIs(BaseContentNegotiation):
    """Answers a file whatever the Accept header prefers; errors are JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


class DataExportSerializer(serializers.ModelSerializer[DataExport]):
    """An archive; without a `household` it is of the caller's own data."""

    class Meta:
        model = DataExport
        fields = (
            "id", "household", "is_full", "job", "size", "file_digest", "is_ready", "created_at",
            "ready_at", "expires_at",
        )  # fmt: skip
        read_only_fields = fields

    is_ready = serializers.BooleanField(read_only=True)


class DataExportInput(Input):
    """Whose data the archive is to hold; `full` is of the household and can be restored."""

    of = Choice(choices=["person", "household", "full"])


class DataExportViewSet(ReadViewSet[DataExport]):
    """Archives of everything that is kept, each for the person who asked for it."""

    scope = TokenScope.ADMIN
    serializer_class = DataExportSerializer
    queryset = DataExport.objects.all()
    orderings = by("size", "created_at", "ready_at", "expires_at")
    # Everybody may take their own data along; the service asks an owner for the household's.
    write_permission = Permission.VIEW
    create_input = DataExportInput

    def get_queryset(self) -> QuerySet[DataExport]:
        return DataExport.objects.filter(user_id=self.request.user.pk or 0)

    def create(self, request: Request) -> Response:
        """Have an archive made; its job says how far it is. Asks for a fresh proof."""
        must_be_proven(request)
        of = self.read_body(DataExportInput)["of"]
        made = data_exports.request_export(
            by=self.actor, of_household=of == "household", is_full=of == "full"
        )
        return self.answer(made, status=201)

    def destroy(self, request: Request, pk: int) -> Response:
        """Delete an archive with its file."""
        row = self.find_locked()
        data_exports.delete_export(user=cast("User", request.user), pk=row.pk)
        return Response(status=204)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    @action(detail=True, content_negotiation_class=AsItIs)
    def download(self, request: Request, pk: int) -> FileResponse:
        """Download an archive that is ready, as a ZIP file."""
        get_object_or_404(self.get_queryset(), pk=pk)
        must_be_proven(request)
        try:
            export, file = data_exports.open_export(user=cast("User", request.user), pk=pk)
        except DataExport.DoesNotExist as error:
            raise Http404 from error
        name = f"finehance-{export.pk}.zip"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


class ConsentSerializer(serializers.Serializer[Any]):
    """A document, and since when the caller agrees to it as it is now."""

    document = serializers.ChoiceField(choices=list(DOCUMENTS))
    title = serializers.CharField()
    version = serializers.CharField()
    is_required = serializers.BooleanField()
    given_at = serializers.DateTimeField(allow_null=True)


class ConsentInput(Input):
    """Giving or withdrawing a consent to a document as it is now."""

    document = Choice(choices=list(DOCUMENTS))
    given = Flag()


class ConsentViewSet(MemberViewSet[Consent]):
    """What the caller has agreed to."""

    scope = TokenScope.PROFILE
    queryset = Consent.objects.none()
    serializer_class = ConsentSerializer
    pagination_class = None
    write_permission = Permission.VIEW

    @extend_schema(responses=ConsentSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List every document with the consent in force."""
        return Response([_consent_json(request, each) for each in DOCUMENTS.values()])

    @extend_schema(request=ConsentInput, responses={200: ConsentSerializer})
    def create(self, request: Request) -> Response:
        """Give a consent, or withdraw one that is voluntary."""
        values = self.read_body(ConsentInput)
        user = cast("User", request.user)
        if not values["given"]:
            consents.withdraw_consent(user=user, document=values["document"])
        elif DOCUMENTS[values["document"]].is_required:
            consents.agree_to_required(user=user)
        else:
            consents.give_consent(user=user, document=values["document"])
        return Response(_consent_json(request, DOCUMENTS[values["document"]]))


def _consent_json(request: Request, document: Document) -> dict[str, Any]:
    mine = Consent.objects.filter(user_id=request.user.pk or 0, withdrawn_at=None)
    in_force = mine.filter(document=document.key, version=document.version)
    given_at = in_force.values_list("given_at", flat=True).first()
    shown = {
        "document": document.key,
        "title": str(document.title),
        "version": document.version,
        "is_required": document.is_required,
        "given_at": given_at,
    }
    found: dict[str, Any] = ConsentSerializer(shown).data
    return found


class ErasureSerializer(serializers.Serializer[Any]):
    """When it will be erased; null while that is not asked for."""

    erase_after = serializers.DateTimeField(allow_null=True)


class ErasureInput(Input):
    """What is typed once more, and the caller's password."""

    confirmation = Text(max_length=254, help_text="The e-mail address, or the household's name.")
    password = Text(max_length=4_096, trim_whitespace=False)


class ErasureViewSet(MemberViewSet[Household]):
    """An erasure that can be asked for, looked at and taken back."""

    queryset = Household.objects.none()
    serializer_class = ErasureSerializer
    pagination_class = None
    scope = TokenScope.ADMIN
    has_versions = False

    def _asked(self, request: Request, ask: Callable[[str], Any]) -> Response:
        values = self.read_body(ErasureInput)
        inner = request._request  # noqa: SLF001 -- the framework's own name
        user = cast("User", request.user)
        proof = prove_password(request=inner, user=user, password=values["password"])
        if proof.user is None:
            return proof_refusal(proof, "password")
        return _erasure(ask(values["confirmation"]).erase_after)


def _erasure(erase_after: datetime | None) -> Response:
    return Response(ErasureSerializer({"erase_after": erase_after}).data)


class ClosingViewSet(ErasureViewSet):
    """The caller's own profile."""

    write_permission = Permission.VIEW

    @extend_schema(operation_id="closing_retrieve")
    def read(self, request: Request) -> Response:
        """Say when the profile will be erased."""
        return _erasure(cast("User", request.user).erase_after)

    @extend_schema(
        request=ErasureInput, responses={200: ErasureSerializer}, operation_id="closing_create"
    )
    def ask(self, request: Request) -> Response:
        """Have the profile erased after the days of grace."""
        user = cast("User", request.user)
        return self._asked(
            request, lambda typed: erasure.request_closing(user=user, confirmation=typed)
        )

    @extend_schema(operation_id="closing_destroy")
    def cancel(self, request: Request) -> Response:
        """Keep the profile."""
        erasure.keep_profile(user=cast("User", request.user))
        return Response(status=204)


class DeletionViewSet(ErasureViewSet):
    """The household; its owners decide."""

    write_permission = Permission.OWN

    @extend_schema(operation_id="deletion_retrieve")
    def read(self, request: Request) -> Response:
        """Say when the household will be erased."""
        return _erasure(self.household.erase_after)

    @extend_schema(
        request=ErasureInput, responses={200: ErasureSerializer}, operation_id="deletion_create"
    )
    def ask(self, request: Request) -> Response:
        """Have the household erased after the days of grace; every member gets a mail."""
        return self._asked(
            request, lambda typed: erasure.request_deletion(by=self.actor, confirmation=typed)
        )

    @extend_schema(operation_id="deletion_destroy")
    def cancel(self, request: Request) -> Response:
        """Keep the household."""
        erasure.keep_household(by=self.actor)
        return Response(status=204)


ERASURE_ACTS: dict[str, Any] = {"get": "read", "post": "ask", "delete": "cancel"}
