"""Charts as SVG made on the server: the same picture for the page, for paper and for mail.

Nothing here knows money: values are numbers, and every word shown comes with them ready to read.
"""

from __future__ import annotations

from finehance.kit.charts.bars import render_bars, render_stacked_bars
from finehance.kit.charts.donut import render_donut
from finehance.kit.charts.line import render_line
from finehance.kit.charts.model import (
    BarChart,
    Category,
    Datum,
    DonutChart,
    LineChart,
    Number,
    Series,
    Slice,
    StackedBarChart,
)
from finehance.kit.charts.scales import compact, nice_ticks

__all__ = [
    "BarChart",
    "Category",
    "Datum",
    "DonutChart",
    "LineChart",
    "Number",
    "Series",
    "Slice",
    "StackedBarChart",
    "compact",
    "nice_ticks",
    "render_bars",
    "render_donut",
    "render_line",
    "render_stacked_bars",
]
