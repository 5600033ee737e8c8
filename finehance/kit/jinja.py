"""Jinja2 for what a page draws dozens of times: rows of lists, fields of forms, options.

Every other template is Django's; these are under `templates/jinja/` and end in `.jinja`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from jinja2 import Environment

from finehance.kit.icons import icon

_filters: dict[str, Callable[..., object]] = {}


def add_filters(**filters: Callable[..., object]) -> None:
    """Have filters in these templates; apps call it before the first one is drawn."""
    _filters.update(filters)


def environment(**options: Any) -> Environment:
    """Return the environment of these templates, which escape always.

    Named by the setting TEMPLATES.
    """
    options.pop("autoescape", None)
    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, **options)
    made.filters |= _filters
    made.globals |= {"icon": icon, "alert": alert}
    return made


def alert(level: str, content: object) -> SafeString:
    """Return a notice as the block tag `alert` draws it; `level` is info, good, warn or bad."""
    return render_to_string("components/alert.html", {"level": level, "content": content})


def draw(name: str, **values: object) -> SafeString:
    """Return a template of these with its values."""
    return SafeString(render_to_string(name, values, using="jinja"))
