"""The table behind a chart: the same figures, to read, copy and open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from finehance.kit.charts.model import CategoryChart, DonutChart
from finehance.kit.charts.svg import element


def _linked(text: str, href: str) -> str:
    return element("a", text, href=href) if href else text


def _row(name: str, href: str, cells: Iterable[tuple[str, str]]) -> SafeString:
    figures = (element("td", _linked(text, link), class_="number") for text, link in cells)
    return element("tr", element("th", _linked(name, href), scope="row"), *figures)


def _table(title: str, headings: Sequence[str], rows: Iterable[SafeString]) -> SafeString:
    first, *others = headings
    head = (
        element("th", first, scope="col"),
        *(element("th", heading, scope="col", class_="number") for heading in others),
    )
    table = element(
        "table",
        element("caption", title, class_="visually-hidden"),
        element("thead", element("tr", *head)),
        element("tbody", *rows),
        class_="table",
    )
    summary = element(
        "summary",
        "Show the figures",
        element("span", f": {title}", class_="visually-hidden"),
    )
    scroll = element(
        "div", table, class_="table-scroll", role="region", aria_label=title, tabindex="0"
    )
    return element("details", summary, scroll, class_="chart-data", data_density="dense")


def category_table(chart: CategoryChart) -> SafeString:
    """Return a row for each category, a column for each series."""
    rows = (
        _row(
            category.name,
            category.href,
            ((one.data[i].text, one.data[i].href) for one in chart.series),
        )
        for i, category in enumerate(chart.categories)
    )
    return _table(chart.title, [chart.category_heading, *(one.name for one in chart.series)], rows)


def slice_table(chart: DonutChart, shares: Sequence[str]) -> SafeString:
    """Return a row for each slice with its figure and its share of the whole."""
    rows = (
        _row(part.name, "", ((part.text, part.href), (share, "")))
        for part, share in zip(chart.slices, shares, strict=True)
    )
    return _table(chart.title, [chart.category_heading, chart.value_heading, "Share"], rows)
