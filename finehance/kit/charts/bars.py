"""Bars side by side and bars on top of each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

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
from finehance.kit.charts.model import BarChart, CategoryChart, StackedBarChart, as_decimal
from finehance.kit.charts.scales import band_middle
from finehance.kit.charts.svg import element, percent, series_class, series_colour

# Of a band's width, in percent of the plot: what its bars take, and the most that looks like bars.
_FILLED = 0.7
_WIDEST_BAR = 8.0
# So that a value beside much larger ones is still there to be seen, in pixels.
_LEAST_HEIGHT = 1.5


def render_bars(chart: BarChart, *, still: bool = False) -> SafeString:
    """Return the chart as a figure; a `still` one is a plain picture for paper and mail."""
    values = chart.values
    if not values:
        return empty(chart.anchor, chart.empty_text)
    plot = Plot.of(chart, values, with_zero=True)
    return _figure(chart, plot, tuple(_grouped(chart, plot, still=still)), still=still)


def render_stacked_bars(chart: StackedBarChart, *, still: bool = False) -> SafeString:
    """Return the chart as a figure; a `still` one is a plain picture for paper and mail."""
    if not chart.values:
        return empty(chart.anchor, chart.empty_text)
    plot = Plot.of(chart, stack_ends(chart), with_zero=True)
    return _figure(chart, plot, tuple(_stacked(chart, plot, still=still)), still=still)


def _figure(
    chart: CategoryChart, plot: Plot, bars: tuple[SafeString, ...], *, still: bool
) -> SafeString:
    return figure(
        chart.anchor,
        legend(chart),
        unit_line(chart.unit),
        picture(plot, Layer(marks=bars), still=still),
        stillness([category_table(chart)], still=still),
    )


def bar_width(categories: int, bars: int) -> float:
    """Return the width of a bar in percent of the plot, for `bars` of them in each category."""
    return min(100 / categories * _FILLED / bars, _WIDEST_BAR)


def stack_ends(chart: CategoryChart) -> list[Decimal]:
    """Return how far each category's stacks reach, below and above zero."""
    ends: list[Decimal] = []
    for i in range(len(chart.categories)):
        values = [as_decimal(one.data[i].value or 0) for one in chart.series]
        ends.append(sum((value for value in values if value < 0), Decimal(0)))
        ends.append(sum((value for value in values if value > 0), Decimal(0)))
    return ends


def _bar(
    plot: Plot, left: float, width: float, ends: tuple[Decimal, Decimal], colour: int
) -> SafeString:
    bottom, top = sorted((plot.scale.place(end) for end in ends), reverse=True)
    height = bottom - top
    if 0 < height < _LEAST_HEIGHT:
        height = _LEAST_HEIGHT
        top = bottom - height if sum(ends) >= 0 else top
    return element(
        "rect",
        class_=f"chart-bar {series_class(colour)}",
        x=percent(left),
        y=top,
        width=percent(width),
        height=height,
        rx=2,
        fill=series_colour(colour),
    )


def _read_out(chart: CategoryChart, series: int, index: int) -> ReadOut:
    one = chart.series[series]
    return ReadOut(chart.categories[index].name, ((one.name, one.data[index].text),))


def _grouped(chart: BarChart, plot: Plot, *, still: bool) -> Iterator[SafeString]:
    bars = len(chart.series)
    width = bar_width(len(chart.categories), bars)
    for i in range(len(chart.categories)):
        start = band_middle(i, len(chart.categories)) - width * bars / 2
        for s, colour in enumerate(colours(chart.series)):
            datum = chart.series[s].data[i]
            if datum.value is None:
                continue
            left = start + width * s
            ends = (plot.scale.floor, as_decimal(datum.value))
            bar = _bar(plot, left + width * 0.05, width * 0.9, ends, colour)
            hit = _hit(plot, left, width)
            yield bar if still else mark(_read_out(chart, s, i), [hit, bar], href=datum.href)


def _hit(plot: Plot, left: float, width: float) -> SafeString:
    return element(
        "rect",
        class_="chart-hit",
        x=percent(left),
        y=0,
        width=percent(width),
        height=plot.scale.length,
        fill="none",
    )


def _stacked(chart: StackedBarChart, plot: Plot, *, still: bool) -> Iterator[SafeString]:
    count = len(chart.categories)
    width = bar_width(count, 1)
    for i in range(count):
        left = band_middle(i, count) - width / 2
        below = above = Decimal(0)
        for s, colour in enumerate(colours(chart.series)):
            datum = chart.series[s].data[i]
            value = as_decimal(datum.value or 0)
            if not value:
                continue
            start = above if value > 0 else below
            end = start + value
            above, below = (end, below) if value > 0 else (above, end)
            bar = _bar(plot, left, width, (start, end), colour)
            yield bar if still else mark(_read_out(chart, s, i), [bar], href=datum.href)
