from __future__ import annotations

import json
from decimal import Decimal

import pytest

from finehance.kit.charts import Category, Datum, LineChart, Number, Series, render_line
from tests.finehance.kit.charts.pictures import SVG, attributes, styled, texts, tree

NASTY = "<script>alert('x')</script>\" onload=\"x\x00"


def chart(*series: tuple[Number | None, ...], **options: object) -> LineChart:
    """Return a chart 240 px high: a plot of 204 px, values a hundred apart at even heights."""
    count = len(series[0]) if series else 0
    return LineChart(
        anchor="worth",
        title="Net worth",
        categories=tuple(Category(f"Month {i}", f"M{i}") for i in range(1, count + 1)),
        series=tuple(
            Series(f"Series {s}", tuple(Datum(value, f"{value} EUR") for value in values))
            for s, values in enumerate(series, 1)
        ),
        **options,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("values", "options", "path"),
    [
        # Ticks 0 to 100 over 204 px; the plot is 672 px wide, a band 224 px.
        ((0, 50, 100), {}, "M112 204L336 102L560 0"),
        # All negative: ticks −100 to 0.
        ((-100, -50, 0), {}, "M112 204L336 102L560 0"),
        # Without zero on the axis: ticks 100 to 200.
        ((100, 150, 200), {}, "M112 204L336 102L560 0"),
        # With it: 0 to 200.
        ((100, 150, 200), {"from_zero": True}, "M112 102L336 51L560 0"),
        # A gap breaks the line.
        ((0, None, 100), {}, "M112 204M560 0"),
        # A single point, from zero.
        ((100,), {}, "M336 0"),
        # Huge.
        (
            (0, 5 * 10**29, 10**30),
            {"format_tick": lambda tick: f"{tick:.0E}"},
            "M112 204L336 102L560 0",
        ),
        # Decimals and floats.
        ((Decimal("0.00"), 0.5, Decimal("1.00")), {}, "M112 204L336 102L560 0"),
    ],
)
def test_line_goes_through_the_values(
    values: tuple[Number | None, ...], options: dict[str, object], path: str
) -> None:
    figure = render_line(chart(values, **options))

    assert attributes(figure, "chart-line", "d") == [(path,)]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ((50, 100, 50), "M112 204L112 102L336 0L560 102L560 204Z"),
        ((-50, -100, -50), "M112 0L112 102L336 204L560 102L560 0Z"),
        ((100, None, 100), "M112 204L112 0L112 204ZM560 204L560 0L560 204Z"),
    ],
)
def test_area_fills_to_zero(values: tuple[Number | None, ...], path: str) -> None:
    figure = render_line(chart(values, is_area=True))

    assert attributes(figure, "chart-area", "d") == [(path,)]


def test_line_takes_colours_in_order_unless_told() -> None:
    one, two = chart((1, 2)).series[0], chart((2, 1)).series[0]
    figure = render_line(
        LineChart(
            anchor="a",
            title="A",
            categories=chart((1, 2)).categories,
            series=(one, Series("Plan", two.data, colour=9, is_dashed=True)),
        )
    )

    assert attributes(figure, "chart-line", "class", "stroke", "stroke-dasharray") == [
        ("chart-line series-1", "#3350c0", None),
        ("chart-line series-9", "#7d8594", "6 4"),
    ]
    samples = [
        tree(figure).findall(f".//{SVG}svg[@class='chart-swatch series-{i}']") for i in (1, 9)
    ]
    assert [(s[0][0].get("stroke"), s[0][0].get("stroke-dasharray")) for s in samples] == [
        ("#3350c0", None),
        ("#7d8594", "5 2"),
    ]


def test_line_has_a_focusable_column_for_each_category() -> None:
    figure = render_line(chart((0, 100), (50, None)))

    marks = attributes(figure, "chart-mark", "tabindex", "role", "aria-label", "data-name")
    assert marks == [
        ("0", "img", "Month 1, Series 1: 0 EUR; Series 2: 50 EUR", "Month 1"),
        ("0", "img", "Month 2, Series 1: 100 EUR; Series 2: None EUR", "Month 2"),
    ]
    assert attributes(figure, "chart-hit", "x", "width", "height") == [
        ("0%", "50%", "204"),
        ("50%", "50%", "204"),
    ]
    # The gap has no dot; the lone value of the second series shows by itself as well.
    assert attributes(figure, "chart-dot", "cx", "cy") == [
        ("25%", "102"),
        ("25%", "204"),
        ("25%", "102"),
        ("75%", "0"),
    ]


def test_line_column_opens_the_address_of_its_category() -> None:
    data = (Datum(1, "1"),)
    figure = render_line(
        LineChart(
            anchor="a",
            title="A",
            categories=(Category("May", href="/register/?month=5&q=1"),),
            series=(Series("S", data),),
        )
    )

    assert [link.get("href") for link in tree(figure).iter(f"{SVG}a")] == ["/register/?month=5&q=1"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [((), "There are no figures here yet."), ((None, None), "There are no figures here yet.")],
)
def test_line_without_values_says_so(values: tuple[None, ...], shown: str) -> None:
    figure = render_line(chart(values))

    assert figure == f'<figure class="chart" id="worth"><p class="chart-empty">{shown}</p></figure>'


def test_line_without_series_says_so() -> None:
    assert texts(render_line(chart(empty_text="Nothing in May.")), "p") == ["Nothing in May."]


def test_line_escapes_every_word_it_is_given() -> None:
    figure = render_line(
        LineChart(
            anchor="a",
            title=NASTY,
            description=NASTY,
            unit=NASTY,
            category_heading=NASTY,
            format_tick=lambda _: NASTY,
            categories=(Category(NASTY, NASTY, NASTY),),
            series=(Series(NASTY, (Datum(1, NASTY, NASTY),)), Series(NASTY, (Datum(2, NASTY),))),
        )
    )

    assert styled(figure) == []
    assert "<script" not in figure
    name, values = attributes(figure, "chart-mark", "data-name", "data-values")[0]
    assert name == NASTY.replace("\x00", "")
    assert json.loads(values or "")[0] == [NASTY, NASTY]


def test_line_when_still_is_a_plain_picture() -> None:
    figure = render_line(chart((0, 50, 100), description="Rises."), still=True)

    svg = tree(figure).find(f"{SVG}svg")
    assert svg is not None
    assert (svg.get("role"), svg.get("viewBox"), svg.get("width"), svg.get("height")) == (
        "img",
        "-48 0 720 240",
        "720",
        "240",
    )
    assert texts(figure, "title") == ["Net worth"]
    assert texts(figure, "desc") == ["Rises."]
    assert (texts(figure, "details"), attributes(figure, "chart-mark", "class")) == ([], [])


def test_line_in_a_page_is_a_group_as_wide_as_its_place() -> None:
    figure = render_line(chart((0, 50, 100)))

    svg = tree(figure).find(f"{SVG}svg")
    assert svg is not None
    assert (svg.get("role"), svg.get("viewBox"), svg.get("width"), svg.get("height")) == (
        "group",
        None,
        "100%",
        "240",
    )
    assert styled(figure) == []
