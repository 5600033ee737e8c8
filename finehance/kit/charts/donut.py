"""Donut charts: parts of a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from math import cos, pi, sin

from django.utils.safestring import SafeString

from finehance.kit.charts.data_table import slice_table
from finehance.kit.charts.frame import empty, figure, stillness, swatch, titles
from finehance.kit.charts.marks import ReadOut, mark
from finehance.kit.charts.model import DonutChart, Slice, as_decimal
from finehance.kit.charts.svg import (
    FONT,
    INK,
    INK_SOFT,
    SURFACE,
    colour_at,
    element,
    number,
    series_class,
    series_colour,
)

_SIZE = 200
_MIDDLE = _SIZE / 2
_OUTER = 96.0
_INNER = 68.0


def render_donut(chart: DonutChart, *, still: bool = False) -> SafeString:
    """Return the chart as a figure; a `still` one is a plain picture for paper and mail."""
    whole = sum((as_decimal(part.value) for part in chart.slices), Decimal(0))
    if not whole:
        return empty(chart.anchor, chart.empty_text)
    shares = [as_decimal(part.value) / whole for part in chart.slices]
    shown = [share_text(share) for share in shares]
    body = element(
        "div",
        _picture(chart, shares, shown, still=still),
        _legend(chart.slices, shown),
        class_="chart-donut",
    )
    return figure(chart.anchor, body, stillness([slice_table(chart, shown)], still=still))


def share_text(share: Decimal) -> str:
    """Return a share as a percentage: whole, with one decimal below ten, "<0.1 %" for a trace."""
    hundred = share * 100
    if 0 < hundred < Decimal("0.05"):
        return "<0.1\u00a0%"
    places = Decimal("0.1") if 0 < hundred < Decimal("9.95") else Decimal(1)
    return f"{hundred.quantize(places, ROUND_HALF_EVEN)}\u00a0%"


def _at(radius: float, turn: float) -> str:
    """Return the point on a circle at a share of a turn, clockwise from the top."""
    angle = 2 * pi * turn
    return f"{number(_MIDDLE + radius * sin(angle))} {number(_MIDDLE - radius * cos(angle))}"


def slice_path(start: float, end: float) -> str:
    """Return the outline of the ring from `start` to `end`, shares of a turn from the top."""
    if end - start >= 1:
        return _ring_path()
    large = int(end - start > 0.5)
    outer, inner = number(_OUTER), number(_INNER)
    return (
        f"M{_at(_OUTER, start)}A{outer} {outer} 0 {large} 1 {_at(_OUTER, end)}"
        f"L{_at(_INNER, end)}A{inner} {inner} 0 {large} 0 {_at(_INNER, start)}Z"
    )


def _ring_path() -> str:
    """Return the whole ring: two arcs each way, as one that ends where it starts is nothing."""
    return "".join(
        f"M{_at(radius, 0)}A{size} {size} 0 1 {sweep} {_at(radius, 0.5)}"
        f"A{size} {size} 0 1 {sweep} {_at(radius, 0)}Z"
        for radius, size, sweep in ((_OUTER, number(_OUTER), 1), (_INNER, number(_INNER), 0))
    )


def _slices(
    chart: DonutChart, shares: Sequence[Decimal], shown: Sequence[str], *, still: bool
) -> Iterator[SafeString]:
    start = Decimal(0)
    for i, (part, share) in enumerate(zip(chart.slices, shares, strict=True)):
        if not share:
            continue
        colour = colour_at(i, part.colour)
        shape = element(
            "path",
            class_=f"chart-slice {series_class(colour)}",
            d=slice_path(float(start), float(start + share)),
            fill=series_colour(colour),
            stroke=SURFACE,
            stroke_width=1.5,
        )
        start += share
        read_out = ReadOut(part.name, (("", part.text), ("", shown[i])))
        yield shape if still else mark(read_out, [shape], href=part.href)


def _picture(
    chart: DonutChart, shares: Sequence[Decimal], shown: Sequence[str], *, still: bool
) -> SafeString:
    total = element(
        "text",
        chart.total,
        class_="chart-total",
        x=_MIDDLE,
        y=_MIDDLE + 5,
        text_anchor="middle",
        font_size=16,
        font_weight=600,
        fill=INK,
    )
    label = element(
        "text", chart.total_label, x=_MIDDLE, y=_MIDDLE + 24, text_anchor="middle", fill=INK_SOFT
    )
    return element(
        "svg",
        *titles(chart.anchor, chart.title, chart.description),
        *_slices(chart, shares, shown, still=still),
        element("g", total, label, aria_hidden="true"),
        xmlns="http://www.w3.org/2000/svg",
        role="img" if still else "group",
        aria_labelledby=f"{chart.anchor}-title",
        aria_describedby=f"{chart.anchor}-desc" if chart.description else None,
        viewBox=f"0 0 {_SIZE} {_SIZE}",
        width=_SIZE,
        height=_SIZE,
        font_size=11,
        font_family=FONT,
    )


def _legend(slices: Sequence[Slice], shown: Sequence[str]) -> SafeString:
    items = (
        element(
            "li",
            swatch(colour_at(i, part.colour)),
            element("a", part.name, href=part.href) if part.href else part.name,
            element("span", part.text, class_="number"),
            element("span", shown[i], class_="chart-share number muted"),
        )
        for i, part in enumerate(slices)
    )
    return element("ul", *items, class_="chart-legend")
