"""Writing elements: escaped, well-formed, without style attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

# The hexadecimal twins of --series-1 … --series-9 in tokens.css, for paper and mail.
SERIES_COLOURS = (
    "#3350c0",
    "#0b8378",
    "#b46a00",
    "#8a3fb0",
    "#357a1f",
    "#b8407c",
    "#1f76a8",
    "#7a5c3a",
    "#7d8594",
)
INK_SOFT = "#535a69"
INK = "#14171f"
LINE = "#e3e6eb"
LINE_STRONG = "#858c9b"
SURFACE = "#ffffff"
FONT = "system-ui, sans-serif"

# What XML 1.0 does not allow even as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value: float) -> str:
    """Return a coordinate with at most two decimals and no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(value: float) -> str:
    """Return a coordinate relative to the width around it."""
    return f"{number(value)}%"


# The same classes, names and amounts stand in every chart.
@lru_cache(maxsize=8_192)
def words(text: str) -> str:
    """Return `text` escaped for XML, less the characters that XML cannot hold."""
    return escape(_FORBIDDEN.sub("", text))


def element(name: str, *children: str, **attributes: str | float | None) -> SafeString:
    """Return an element; underscores in attribute names stand for hyphens, None leaves one out.

    Children that are not SafeString are escaped, as are all attribute values. `class_` and `for_`
    lose their underscore.
    """
    given = [
        f' {_attribute_name(key)}="{words(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    opening = f"{name}{''.join(given)}"
    if not children and name not in _NEVER_SHORT:
        return SafeString(f"<{opening}/>")
    return SafeString(f"<{opening}>{join(children)}</{name}>")


_NEVER_SHORT = {"td", "th", "span", "div", "p", "text", "ul", "a"}


@lru_cache(maxsize=256)
def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def join(parts: Iterable[str]) -> SafeString:
    """Return the parts one after the other; those that are not SafeString are escaped."""
    return SafeString(
        "".join([part if isinstance(part, SafeString) else words(part) for part in parts])
    )


def series_class(colour: int) -> str:
    """Return the class that sets --series for a colour of 1 to 9."""
    return f"series-{colour}"


def series_colour(colour: int) -> str:
    """Return the colour of 1 to 9 as it stands on paper."""
    return SERIES_COLOURS[colour - 1]


def colour_at(index: int, chosen: int) -> int:
    """Return the colour `chosen`, or when that is 0 the one for the place `index` in order."""
    return chosen or index % len(SERIES_COLOURS) + 1
