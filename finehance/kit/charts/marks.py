"""Marks: the parts of a picture that can be pointed at, focused and opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from finehance.kit.charts.svg import element


@dataclass(frozen=True, slots=True)
class ReadOut:
    """What a mark says: a name, and labels with figures."""

    name: str
    values: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """The read-out in one line, as for assistive technology."""
        figures = "; ".join(f"{label}: {text}" if label else text for label, text in self.values)
        return f"{self.name}, {figures}" if figures else self.name


def mark(
    read_out: ReadOut, shapes: Sequence[SafeString], *, href: str = "", kind: str = ""
) -> SafeString:
    """Return shapes that can be focused, a link when there is an `href`."""
    sentence = read_out.sentence
    children = (element("title", sentence), *shapes)
    shared = {
        "class_": f"chart-mark {kind}".strip(),
        "aria_label": sentence,
        "data_name": read_out.name,
        "data_values": json.dumps(read_out.values, ensure_ascii=False),
    }
    if href:
        return element("a", *children, href=href, **shared)
    return element("g", *children, tabindex="0", role="img", **shared)
