"""What is around a plot: figure, legend, picture with its axes, and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from finehance.kit.charts.model import CategoryChart, Series
from finehance.kit.charts.scales import Scale, band_middle, label_levels
from finehance.kit.charts.svg import (
    FONT,
    INK_SOFT,
    LINE,
    LINE_STRONG,
    colour_at,
    element,
    join,
    number,
    percent,
    series_class,
    series_colour,
)

# A still picture's width; in a page the plot takes the width there is.
WIDTH = 720
_ABOVE = 12
_BELOW = 24
_PIXELS_PER_REM = 16
_LABEL_DROP = "0.32em"
_LABEL_GAP = 8
# The value axis takes 3, 4 or 6 rem left of the plot, by its longest label: a page leaves it as the
# picture's margin (charts.css has a class for each), a still picture has it in its view box.
_GUTTERS = ((5, 3), (8, 4))
_WIDEST_GUTTER = 6


@dataclass(frozen=True, slots=True)
class Layer:
    """Parts of a plot: `stretched` ones are drawn in pixels and widened with it, others are not."""

    stretched: tuple[SafeString, ...] = ()
    placed: tuple[SafeString, ...] = ()
    marks: tuple[SafeString, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with its scale and the room that its axes leave."""

    chart: CategoryChart
    scale: Scale
    gutter: int

    @classmethod
    def of(cls, chart: CategoryChart, values: Sequence[Decimal], *, with_zero: bool) -> Plot:
        """Return the plot of `chart` whose value axis holds `values`."""
        scale = Scale.over(values, chart.height - _ABOVE - _BELOW, with_zero=with_zero)
        longest = max(len(chart.format_tick(tick)) for tick in scale.ticks)
        gutter = next((rem for most, rem in _GUTTERS if longest <= most), _WIDEST_GUTTER)
        return cls(chart, scale, gutter)

    @property
    def left(self) -> int:
        """The room left of the plot, in pixels."""
        return self.gutter * _PIXELS_PER_REM

    @property
    def width(self) -> int:
        """The plot's width in a still picture, in pixels."""
        return WIDTH - self.left


def colours(series: Sequence[Series]) -> list[int]:
    """Return the colour of each series."""
    return [colour_at(i, one.colour) for i, one in enumerate(series)]


def _value_axis(plot: Plot) -> SafeString:
    labels = (
        element(
            "text",
            plot.chart.format_tick(tick),
            x=-_LABEL_GAP,
            y=_ABOVE + plot.scale.place(tick),
            dy=_LABEL_DROP,
            text_anchor="end",
        )
        for tick in plot.scale.ticks
    )
    return element("g", *labels, fill=INK_SOFT, aria_hidden="true")


def _grid(plot: Plot) -> SafeString:
    lines = (
        element(
            "line",
            class_="chart-grid" if tick else "chart-zero",
            x1="0",
            x2="100%",
            y1=plot.scale.place(tick),
            y2=plot.scale.place(tick),
            stroke=LINE if tick else LINE_STRONG,
        )
        for tick in plot.scale.ticks
    )
    return element("g", *lines, aria_hidden="true")


def _category_axis(plot: Plot, *, still: bool) -> SafeString:
    labels = [category.label for category in plot.chart.categories]
    shown = (
        element(
            "text",
            label,
            class_=None if still else f"chart-x-{level}",
            x=percent(band_middle(i, len(labels))),
            y=plot.scale.length + 18,
            text_anchor=_anchor(i, len(labels)),
        )
        for i, (label, level) in enumerate(zip(labels, label_levels(labels), strict=True))
        if level
    )
    return element("g", *shown, fill=INK_SOFT, aria_hidden="true")


def _anchor(index: int, count: int) -> str:
    """Keep the labels of the outermost of many bands inside the picture."""
    middle = band_middle(index, count)
    if middle > 97:
        return "end"
    return "start" if middle < 3 else "middle"


def _plot_area(plot: Plot, layer: Layer, *, still: bool) -> SafeString:
    height = plot.scale.length
    stretched = element(
        "svg",
        *layer.stretched,
        viewBox=f"0 0 {plot.width} {height}",
        preserveAspectRatio="none",
        width="100%",
        height=height,
        overflow="visible",
        aria_hidden="true",
    )
    return element(
        "svg",
        _grid(plot),
        *([stretched] if layer.stretched else []),
        *layer.placed,
        *layer.marks,
        _category_axis(plot, still=still),
        y=_ABOVE,
        width=plot.width if still else "100%",
        height=height,
        overflow="visible",
    )


def picture(plot: Plot, layer: Layer, *, still: bool) -> SafeString:
    """Return the SVG of a chart: an image when still, else marks as wide as their place."""
    chart = plot.chart
    attributes: dict[str, str | float | None] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img" if still else "group",
        "aria_labelledby": f"{chart.anchor}-title",
        "aria_describedby": f"{chart.anchor}-desc" if chart.description else None,
        "class_": f"chart-gutter-{plot.gutter}",
        "viewBox": f"{-plot.left} 0 {WIDTH} {chart.height}" if still else None,
        "width": number(WIDTH) if still else "100%",
        "height": chart.height,
        "font_size": 11,
        "font_family": FONT,
    }
    return element(
        "svg",
        *titles(chart.anchor, chart.title, chart.description),
        _value_axis(plot),
        _plot_area(plot, layer, still=still),
        **attributes,
    )


def titles(anchor: str, title: str, description: str) -> list[SafeString]:
    """Return the title and, where there is one, the description that name a picture."""
    found = [element("title", title, id=f"{anchor}-title")]
    if description:
        found.append(element("desc", description, id=f"{anchor}-desc"))
    return found


def swatch(colour: int, *, is_dashed: bool = False) -> SafeString:
    """Return a sample of a colour, drawn so that paper and mail show it as well."""
    return element(
        "svg",
        element(
            "line",
            x1=0,
            x2=12,
            y1=6,
            y2=6,
            stroke=series_colour(colour),
            stroke_width=2 if is_dashed else 12,
            stroke_dasharray="5 2" if is_dashed else None,
        ),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart-swatch {series_class(colour)}",
        viewBox="0 0 12 12",
        width=12,
        height=12,
        aria_hidden="true",
    )


def legend(chart: CategoryChart) -> SafeString:
    """Return the names of the series with their colours; nothing for a single one."""
    if len(chart.series) < 2:
        return SafeString("")
    items = (
        element(
            "li",
            swatch(colour, is_dashed=one.is_dashed),
            one.name,
        )
        for one, colour in zip(chart.series, colours(chart.series), strict=True)
    )
    return element("ul", *items, class_="chart-legend")


def figure(anchor: str, *parts: SafeString) -> SafeString:
    """Return the element that holds a chart with everything around it."""
    return element("figure", *parts, class_="chart", id=anchor)


def unit_line(unit: str) -> SafeString:
    """Return what the value axis counts in."""
    return element("p", unit, class_="chart-unit") if unit else SafeString("")


def empty(anchor: str, text: str) -> SafeString:
    """Return the figure of a chart without figures."""
    return figure(anchor, element("p", text, class_="chart-empty"))


def stillness(parts: Sequence[SafeString], *, still: bool) -> SafeString:
    """Return parts that only a page has."""
    return SafeString("") if still else join(parts)
