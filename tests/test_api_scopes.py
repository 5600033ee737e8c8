"""Every route of the API declares which API tokens may use it: a new one without a scope fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.token_scopes import TokenScope

PREFIX = "api/v1/"


def api_views(
    patterns: list[URLPattern | URLResolver] | None = None, path: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield the address and the view class of every route of the API."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if here.startswith(PREFIX) or PREFIX.startswith(here):
                yield from api_views(pattern.url_patterns, here)
        elif here.startswith(PREFIX):
            callback: Any = pattern.callback
            yield here, getattr(callback, "cls", None) or callback.view_class


VIEWS = dict(api_views())


@pytest.mark.parametrize("path", VIEWS)
def test_route_declares_its_scope(path: str) -> None:
    view = VIEWS[path]

    scopes = {view.scope, *getattr(view, "scopes_of_methods", {}).values()}
    assert scopes - {None} <= set(TokenScope)


def test_walk_finds_the_routes_of_every_app() -> None:
    names = {path.removeprefix(PREFIX).split("/")[0] for path in VIEWS}

    assert {"auth", "households", "transactions", "totals", "imports"} <= names
