"""Line and area charts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils.safestring import SafeString

from finehance.kit.charts.data_table import category_table
from finehance.kit.charts.frame import (
    Layer,
    Plot,
    colours,
    empty,
    figure,
    legend,
    picture,
    stillness,
    unit_line,
)
from finehance.kit.charts.marks import ReadOut, mark
from finehance.kit.charts.model import LineChart, Series, as_decimal
from finehance.kit.charts.scales import band_middle
from finehance.kit.charts.svg import (
    LINE_STRONG,
    SURFACE,
    element,
    number,
    percent,
    series_class,
    series_colour,
)

_DASHES = "6 4"


def render_line(chart: LineChart, *, still: bool = False) -> SafeString:
    """Return the chart as a figure; a `still` one is a plain picture for paper and mail."""
    values = chart.values
    if not values:
        return empty(chart.anchor, chart.empty_text)
    plot = Plot.of(chart, values, with_zero=chart.from_zero or chart.is_area)
    layer = Layer(
        stretched=tuple(_paths(chart, plot)),
        placed=tuple(_lone_dots(chart, plot)),
        marks=() if still else tuple(_columns(chart, plot)),
    )
    return figure(
        chart.anchor,
        legend(chart),
        unit_line(chart.unit),
        picture(plot, layer, still=still),
        stillness([category_table(chart)], still=still),
    )


def runs(series: Series) -> list[list[int]]:
    """Return the indexes of values without a gap between them, run by run."""
    found = groupby(range(len(series.data)), key=lambda i: series.data[i].value is not None)
    return [list(indexes) for has_value, indexes in found if has_value]


def _point(plot: Plot, series: Series, index: int) -> tuple[float, float]:
    value = series.data[index].value
    left = band_middle(index, len(series.data)) / 100 * plot.width
    return left, plot.scale.place(as_decimal(value if value is not None else 0))


def line_path(plot: Plot, series: Series) -> str:
    """Return the path through the values, broken at gaps."""
    parts = []
    for run in runs(series):
        points = (_point(plot, series, i) for i in run)
        parts.append("M" + "L".join(f"{number(x)} {number(y)}" for x, y in points))
    return "".join(parts)


def area_path(plot: Plot, series: Series) -> str:
    """Return the outline between the values and zero, an outline for each run."""
    floor = number(plot.scale.place(plot.scale.floor))
    parts = []
    for run in runs(series):
        points = [_point(plot, series, i) for i in run]
        line = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        parts.append(f"M{number(points[0][0])} {floor}L{line}L{number(points[-1][0])} {floor}Z")
    return "".join(parts)


def _paths(chart: LineChart, plot: Plot) -> Iterator[SafeString]:
    for one, colour in zip(chart.series, colours(chart.series), strict=True):
        if chart.is_area:
            yield element(
                "path",
                class_=f"chart-area {series_class(colour)}",
                d=area_path(plot, one),
                fill=series_colour(colour),
                fill_opacity="0.12",
            )
        yield element(
            "path",
            class_=f"chart-line {series_class(colour)}",
            d=line_path(plot, one),
            fill="none",
            stroke=series_colour(colour),
            stroke_width=2,
            stroke_linejoin="round",
            stroke_linecap="round",
            stroke_dasharray=_DASHES if one.is_dashed else None,
            vector_effect="non-scaling-stroke",
        )


def _dot(plot: Plot, series: Series, index: int, colour: int) -> SafeString:
    return element(
        "circle",
        class_=f"chart-dot {series_class(colour)}",
        cx=percent(band_middle(index, len(series.data))),
        cy=_point(plot, series, index)[1],
        r=4,
        fill=series_colour(colour),
        stroke=SURFACE,
    )


def _lone_dots(chart: LineChart, plot: Plot) -> Iterator[SafeString]:
    """Yield a dot for each value without neighbours, which makes no line."""
    for one, colour in zip(chart.series, colours(chart.series), strict=True):
        for run in runs(one):
            if len(run) == 1:
                yield _dot(plot, one, run[0], colour)


def _columns(chart: LineChart, plot: Plot) -> Iterator[SafeString]:
    count = len(chart.categories)
    for i, category in enumerate(chart.categories):
        middle = percent(band_middle(i, count))
        hit = element(
            "rect",
            class_="chart-hit",
            x=percent(i * 100 / count),
            y=0,
            width=percent(100 / count),
            height=plot.scale.length,
            fill="none",
        )
        guide = element(
            "line",
            class_="chart-guide",
            x1=middle,
            x2=middle,
            y1=0,
            y2=plot.scale.length,
            stroke=LINE_STRONG,
        )
        dots = [
            _dot(plot, one, i, colour)
            for one, colour in zip(chart.series, colours(chart.series), strict=True)
            if one.data[i].value is not None
        ]
        read_out = ReadOut(
            category.name, tuple((one.name, one.data[i].text) for one in chart.series)
        )
        yield mark(read_out, [hit, guide, *dots], href=category.href, kind="chart-column")
