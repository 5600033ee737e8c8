"""Paging of API lists by cursor, at a cost that does not grow with the page's depth."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class PageQuery(serializers.Serializer[Any]):
    """How much of a list, and from where; both ends of the size are refused, not corrected."""

    limit = serializers.IntegerField(min_value=1, max_value=500, required=False)


class Cursor(CursorPagination):
    """Pages of 100 rows, or of `limit` rows up to 500; a list sets its own `ordering`."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = "-pk"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return the page; raises ValidationError for a limit or cursor that cannot be."""
        PageQuery(data=request.query_params).is_valid(raise_exception=True)
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueError, ValidationError, FieldError) as error:
            text = _("This is no cursor of this list. Follow the links of an answer.")
            raise serializers.ValidationError({"cursor": text}) from error

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor and "\0" in str(cursor.position):
            raise ValueError("a position is no text that the database takes")
        return cursor

    def get_ordering(self, request: Request, queryset: Any, view: APIView) -> tuple[str, ...]:
        ordering = getattr(view, "ordering", None) or self.ordering
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)
