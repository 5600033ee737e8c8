from __future__ import annotations

from decimal import Decimal

import pytest

from finehance.kit.charts import (
    BarChart,
    Category,
    Datum,
    Number,
    Series,
    StackedBarChart,
    render_bars,
    render_stacked_bars,
)
from finehance.kit.charts.bars import bar_width, stack_ends
from tests.finehance.kit.charts.pictures import SVG, attributes, styled, texts, tree


def series(*columns: tuple[Number | None, ...]) -> tuple[Series, ...]:
    return tuple(
        Series(
            f"S{s}",
            tuple(Datum(value, f"{value} EUR", f"/rows/{s}/{i}") for i, value in enumerate(values)),
        )
        for s, values in enumerate(columns)
    )


def categories(count: int) -> tuple[Category, ...]:
    return tuple(Category(f"Month {i}", f"M{i}") for i in range(count))


def bars(*columns: tuple[Number | None, ...]) -> BarChart:
    return BarChart(
        anchor="b", title="Bars", categories=categories(len(columns[0])), series=series(*columns)
    )


def stacks(*columns: tuple[Number | None, ...]) -> StackedBarChart:
    return StackedBarChart(
        anchor="s", title="Stacks", categories=categories(len(columns[0])), series=series(*columns)
    )


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        # Ticks 0 to 100 over 204 px.
        (((50, 100),), [("102", "102"), ("0", "204")]),
        # All negative: ticks −100 to 0, bars hang from the top.
        (((-50, -100),), [("0", "102"), ("0", "204")]),
        # Both: ticks −100 to 100, zero at 102.
        (((-100, 100),), [("102", "102"), ("0", "102")]),
        # A single bar.
        (((10,),), [("0", "204")]),
        # Zero has no height, a gap no bar.
        (((0, None, 100),), [("204", "0"), ("0", "204")]),
        # A trace beside a large value keeps a visible height.
        (((1, 10000),), [("202.5", "1.5"), ("0", "204")]),
        (((-1, -10000),), [("0", "1.5"), ("0", "204")]),
        # Two series stand side by side.
        (((100,), (50,)), [("0", "204"), ("102", "102")]),
    ],
)
def test_bars_start_at_zero(
    columns: tuple[tuple[Number | None, ...], ...], places: list[tuple[str, str]]
) -> None:
    figure = render_bars(bars(*columns))

    assert attributes(figure, "chart-bar", "y", "height") == places


def test_bars_of_a_category_share_its_band() -> None:
    figure = render_bars(bars((1, 1), (1, 1)))

    assert attributes(figure, "chart-hit", "x", "width") == [
        ("17%", "8%"),
        ("25%", "8%"),
        ("67%", "8%"),
        ("75%", "8%"),
    ]
    assert attributes(figure, "chart-bar", "x", "width")[0] == ("17.4%", "7.2%")


@pytest.mark.parametrize(
    ("count", "per_category", "width"),
    [(1, 1, 8.0), (12, 1, 5.8333), (12, 2, 2.9167), (100, 1, 0.7)],
)
def test_bar_width_never_passes_its_band(count: int, per_category: int, width: float) -> None:
    assert bar_width(count, per_category) == pytest.approx(width, abs=1e-4)


def test_bars_open_their_rows() -> None:
    figure = render_bars(bars((1, 2)))

    links = [link.get("href") for link in tree(figure).iter(f"{SVG}a")]
    assert links == ["/rows/0/0", "/rows/0/1"]
    assert attributes(figure, "chart-mark", "aria-label", "tabindex") == [
        ("Month 0, S0: 1 EUR", None),
        ("Month 1, S0: 2 EUR", None),
    ]


def test_stacks_pile_up_from_zero_on_either_side() -> None:
    # Ends −100 and 100 in ticks −100 to 100 over 204 px: 1.02 px for each.
    figure = render_stacked_bars(stacks((60,), (-30,), (40,), (-70,)))

    assert attributes(figure, "chart-bar", "y", "height", "fill") == [
        ("40.8", "61.2", "#3350c0"),
        ("102", "30.6", "#0b8378"),
        ("0", "40.8", "#b46a00"),
        ("132.6", "71.4", "#8a3fb0"),
    ]


def test_stacks_leave_out_zeros_and_gaps() -> None:
    figure = render_stacked_bars(stacks((0, 100), (None, 0)))

    assert attributes(figure, "chart-bar", "x", "y", "height") == [("71%", "0", "204")]


def test_stacks_hang_from_zero_when_all_are_negative() -> None:
    figure = render_stacked_bars(stacks((-50,), (-50,)))

    assert attributes(figure, "chart-bar", "y", "height") == [("0", "102"), ("102", "102")]


def test_stack_ends_sum_each_side_by_itself() -> None:
    chart = stacks((1, -2), (3, None), (-5, -7))

    assert stack_ends(chart) == [Decimal(-5), Decimal(4), Decimal(-9), Decimal(0)]


@pytest.mark.parametrize("values", [(), (None,)])
def test_bars_without_values_say_so(values: tuple[None, ...]) -> None:
    assert texts(render_bars(bars(values)), "p") == ["There are no figures here yet."]
    assert texts(render_stacked_bars(stacks(values)), "p") == ["There are no figures here yet."]


def test_bars_when_still_have_nothing_to_operate() -> None:
    figures = [
        render_bars(bars((1, 2)), still=True),
        render_stacked_bars(stacks((1, 2)), still=True),
    ]

    for figure in figures:
        assert attributes(figure, "chart-mark", "class") == []
        assert len(attributes(figure, "chart-bar", "class")) == 2
        assert styled(figure) == []
