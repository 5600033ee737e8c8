"""Paging of API lists by cursor, at a cost that does not grow with the page's depth.

A cursor holds the values that its row is ordered by, and its id, so that the pages after it stay
right while rows are added.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from finehance.kit.lists import describe_choice, order_of
from finehance.kit.ordering import columns_of, read_cursor, rows_beyond, write_cursor


class PageQuery(serializers.Serializer[Any]):
    """How much of a list, and from where; both ends of the size are refused, not corrected."""

    limit = serializers.IntegerField(min_value=1, max_value=500, required=False)


class Cursor(CursorPagination):
    """Pages of 100 rows, or of `limit` rows up to 500.

    A list sets its usual `ordering`, and in `orderings` what the caller may order it by.
    """

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = "-pk"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return the page; raises ValidationError for a limit, order or cursor that cannot be."""
        query = PageQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        self._url = request.build_absolute_uri()
        self._columns = columns_of(queryset.model, self._names(request, view))
        try:
            place = self._read(request.query_params.get(self.cursor_query_param, ""))
            self._turn(queryset, query.validated_data.get("limit", self.page_size), place)
        except (ValueError, ValidationError, DataError) as error:
            text = _("This is no cursor of this list. Follow the links of an answer.")
            raise serializers.ValidationError({"cursor": text}) from error
        return self._rows

    def _names(self, request: Request, view: APIView | None) -> tuple[str, ...]:
        usual: Any = getattr(view, "ordering", None) or self.ordering
        names = order_of(request, getattr(view, "orderings", {}))
        return names or ((usual,) if isinstance(usual, str) else tuple(usual))

    def _read(self, text: str) -> tuple[bool, list[Any]] | None:
        """Return the direction and the place that a cursor means; raises ValueError."""
        if not text:
            return None
        is_before, values = read_cursor(text, self._order)
        pairs = zip(self._columns, values, strict=True)
        return is_before, [column.read(value) for column, value in pairs]

    def _turn(
        self, queryset: QuerySet[Any], size: int, place: tuple[bool, list[Any]] | None
    ) -> None:
        is_before, values = place or (False, None)
        rows = queryset.order_by(*(each.order(is_reversed=is_before) for each in self._columns))
        if values is not None:
            rows = rows.filter(rows_beyond(self._columns, values, is_before=is_before))
        found = list(rows[: size + 1])
        has_more, found = len(found) > size, found[:size]
        self._rows = found[::-1] if is_before else found
        has_other = bool(found) and place is not None
        self._has_next, self._has_previous = (
            (has_other, has_more) if is_before else (has_more, has_other)
        )

    @property
    def _order(self) -> list[str]:
        return [column.name for column in self._columns]

    def _link(self, row: Any, *, is_before: bool) -> str:
        values = [column.text_of(row) for column in self._columns]
        cursor = write_cursor(self._order, values, is_before=is_before)
        return replace_query_param(self._url, self.cursor_query_param, cursor)

    def get_next_link(self) -> str | None:
        return self._link(self._rows[-1], is_before=False) if self._has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self._rows[0], is_before=True) if self._has_previous else None

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the page, and what the list can be ordered by and its rows be made of."""
        fields = view.get_serializer_class()().fields
        chosen = describe_choice(getattr(view, "orderings", {}), fields)
        described = [
            {
                "name": each.name,
                "in": each.location,
                "required": False,
                "description": each.description,
                "schema": each.type,
            }
            for each in chosen
        ]
        return [*super().get_schema_operation_parameters(view), *described]
