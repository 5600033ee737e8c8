"""Paging of API lists by cursor, at a cost that does not grow with the page's depth."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    """Pages of 100 rows, or of `limit` rows up to 500; a list sets its own `ordering`."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = "-pk"
