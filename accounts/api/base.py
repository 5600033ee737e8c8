"""What every view of the API does: scope, roles, conditions, keys, one shape of CRUD."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.viewsets import GenericViewSet

from accounts.actors import Actor
from accounts.api.conditions import check_match, etag_of
from accounts.api.fields import Input, NoInput
from accounts.api.idempotency import OnceMixin
from accounts.api.methods import KnownMethodsMixin
from accounts.http import HouseholdRequest
from accounts.models import Household
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by, narrow_rows
from finehance.kit.paging import Cursor

R = TypeVar("R", bound=Model)


class MemberViewSet(KnownMethodsMixin, OnceMixin, GenericViewSet[R]):
    """Rows of the caller's household, which authentication has entered.

    The request is one transaction: any answer of an error rolls back all of it. `queryset` is
    narrowed to the household here, and nowhere else.
    """

    scope: ClassVar[TokenScope | None]
    """The part of the API that this is, for API tokens; None keeps them out. Has no default."""
    scopes_of_methods: ClassVar[dict[str, TokenScope | None]] = {}
    """Methods that are of another part."""
    pagination_class: type[Cursor] | None = Cursor
    ordering: str | tuple[str, ...] = "-pk"
    orderings: ClassVar[dict[str, str]] = by()
    """What the caller may order the list by."""
    lookup_value_converter = "int"
    http_method_names = ["get", "head", "post", "patch", "delete"]

    @property
    def actor(self) -> Actor:
        return cast("HouseholdRequest", self.request).actor

    @property
    def household(self) -> Household:
        return cast("HouseholdRequest", self.request).household

    @cached_property
    def today(self) -> date:
        """Return the day that it is in the household, one and the same for a whole request."""
        return self.household.today()

    def get_queryset(self) -> QuerySet[R]:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return cast("QuerySet[R]", rows.none())
        return cast("QuerySet[R]", rows.in_household(self.household))

    def read_body(self, kind: type[Serializer[Any]], *, is_partial: bool = False) -> Any:
        """Return the body of the request, read by `kind`; raises ValidationError.

        A partial body may leave out any field, though none of the parts within a field.
        """
        form = kind(data=self.request.data, context=self.get_serializer_context())
        if is_partial:
            for field in form.fields.values():
                field.required = False
        form.is_valid(raise_exception=True)
        return form.validated_data

    def read_query(self, kind: type[Serializer[Any]]) -> Any:
        """Return the query parameters, read by `kind`; raises ValidationError."""
        form = kind(data=self.request.query_params, context=self.get_serializer_context())
        form.is_valid(raise_exception=True)
        return form.validated_data

    def find_locked(self) -> R:
        """Return the row of the address, locked; raises Http404, PreconditionFailed."""
        rows = self.get_queryset().select_for_update(of=("self",), no_key=True)
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        check_match(self.request, row)
        return row

    def answer(self, row: R, *, status: int = 200) -> Response:
        """Return a row with its ETag, and where it is when it is new."""
        headers = {"ETag": etag_of(row)}
        if status == 201:
            headers["Location"] = f"{self.request.path}{row.pk}/"
        return Response(self.get_serializer(row).data, status, headers=headers)


class TrashQuery(serializers.Serializer[Any]):
    """Which rows of a list are meant."""

    trash = serializers.BooleanField(default=False, help_text="List what lies in the trash.")


class ReadViewSet(MemberViewSet[R]):
    """A list and its rows, each with its ETag."""

    def list(self, request: Request) -> Response:
        return self.answer_page(self.get_queryset(), self.get_serializer_class())

    def answer_page(self, rows: QuerySet[Any], kind: type[BaseSerializer[Any]]) -> Response:
        """Return the page of `rows` that the request asks for."""
        page: Any = self.paginate_queryset(rows)
        shown: Any = kind(page, many=True, context=self.get_serializer_context())
        known = list(shown.child.fields)
        return self.get_paginated_response(narrow_rows(self.request, shown.data, known))

    def retrieve(self, request: Request, pk: int) -> Response:
        return self.answer(get_object_or_404(self.get_queryset(), pk=pk))


class RowViewSet(ReadViewSet[R]):
    """Rows that are listed, read, created, changed in part, moved to the trash and restored.

    A subclass names its inputs and the services; `?trash=true` lists what lies in the trash.
    """

    create_input: ClassVar[type[Input]]
    update_input: ClassVar[type[Input]]

    def create_row(self, values: dict[str, Any]) -> R:
        raise NotImplementedError

    def update_row(self, row: R, values: dict[str, Any]) -> R:
        raise NotImplementedError

    def delete_row(self, row: R) -> None:
        raise NotImplementedError

    def restore_row(self, row: R) -> R:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[R]:
        rows: Any = super().get_queryset()
        is_trash = self.action == "restore" or (
            self.action == "list" and self.read_query(TrashQuery)["trash"]
        )
        return cast("QuerySet[R]", rows.in_trash() if is_trash else rows.live())

    def create(self, request: Request) -> Response:
        return self.answer(self.create_row(self.read_body(self.create_input)), status=201)

    def partial_update(self, request: Request, pk: int) -> Response:
        row = self.find_locked()
        return self.answer(self.update_row(row, self.read_body(self.update_input, is_partial=True)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Move a row to the trash."""
        self.delete_row(self.find_locked())
        return Response(status=204)

    @extend_schema(request=NoInput)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Take a row out of the trash."""
        return self.answer(self.restore_row(self.find_locked()))
