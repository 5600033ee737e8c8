from __future__ import annotations

from decimal import Decimal

import pytest

from finehance.kit.charts import BarChart, Category, Datum, Series, render_bars
from tests.finehance.kit.charts.pictures import SVG, attributes, texts, tree


def chart(value: Decimal, count: int = 1, unit: str = "") -> BarChart:
    return BarChart(
        anchor="b",
        title="Bars",
        unit=unit,
        categories=tuple(Category(f"Month {i}", f"M{i:02}") for i in range(1, count + 1)),
        series=(Series("S", tuple(Datum(value, f"{value}") for _ in range(count))),),
        format_tick=lambda tick: f"{tick:,.0f}",
    )


@pytest.mark.parametrize(
    ("value", "gutter", "view_box"),
    [
        ("1000", 3, "-48 0 720 240"),
        ("1000000", 6, "-96 0 720 240"),
        ("100000", 4, "-64 0 720 240"),
    ],
)
def test_value_axis_is_as_wide_as_its_labels_need(value: str, gutter: int, view_box: str) -> None:
    figure = render_bars(chart(Decimal(value)), still=True)

    svg = next(tree(figure).iter(f"{SVG}svg"))
    assert (svg.get("class"), svg.get("viewBox")) == (f"chart-gutter-{gutter}", view_box)


def test_axes_are_labelled_at_the_grid() -> None:
    figure = render_bars(chart(Decimal(100), unit="EUR"))

    labels = [(one.get("y"), one.text) for one in tree(figure).iter(f"{SVG}text")]
    assert labels == [
        ("216", "0"),
        ("165", "25"),
        ("114", "50"),
        ("63", "75"),
        ("12", "100"),
        ("222", "M01"),
    ]
    assert attributes(figure, "chart-zero", "y1") == [("204",)]
    assert attributes(figure, "chart-grid", "y1") == [("153",), ("102",), ("51",), ("0",)]
    assert texts(figure, "p") == ["EUR"]


def test_category_labels_have_levels_only_in_a_page() -> None:
    twelve = chart(Decimal(1), count=12)

    in_page = attributes(render_bars(twelve), "chart-x-1", "x")
    on_paper = attributes(render_bars(twelve, still=True), "chart-x-1", "x")

    assert (in_page[-1], len(in_page), on_paper) == (("95.83%",), 6, [])


@pytest.mark.parametrize(("count", "anchors"), [(2, {"middle"}), (60, {"start", "middle", "end"})])
def test_outermost_labels_of_many_stay_inside(count: int, anchors: set[str]) -> None:
    figure = render_bars(chart(Decimal(1), count=count))

    labels = [one for one in tree(figure).iter(f"{SVG}text") if (one.get("x") or "").endswith("%")]
    last = labels[-1].get("text-anchor")
    assert {one.get("text-anchor") for one in labels} <= anchors
    assert last == ("middle" if count == 2 else "end")


def test_legend_is_left_out_for_a_single_series() -> None:
    assert texts(render_bars(chart(Decimal(1))), "li") == []
