from __future__ import annotations

from decimal import Decimal

import pytest

from finehance.kit.charts import DonutChart, Slice, render_donut
from finehance.kit.charts.donut import share_text, slice_path
from tests.finehance.kit.charts.pictures import SVG, attributes, styled, texts, tree


def donut(*values: int) -> DonutChart:
    return DonutChart(
        anchor="d",
        title="Spending",
        description="By category.",
        slices=tuple(
            Slice(f"Part {i}", value, f"{value} EUR", f"/rows/{i}" if i == 1 else "")
            for i, value in enumerate(values, 1)
        ),
        total="100 EUR",
        total_label="in May",
    )


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        (0, 0.25, "M100 4A96 96 0 0 1 196 100L168 100A68 68 0 0 0 100 32Z"),
        (0.25, 1, "M196 100A96 96 0 1 1 100 4L100 32A68 68 0 1 0 168 100Z"),
        (0.5, 1, "M100 196A96 96 0 0 1 100 4L100 32A68 68 0 0 0 100 168Z"),
        (
            0,
            1,
            (
                "M100 4A96 96 0 1 1 100 196A96 96 0 1 1 100 4Z"
                "M100 32A68 68 0 1 0 100 168A68 68 0 1 0 100 32Z"
            ),
        ),
    ],
)
def test_slice_path_runs_clockwise_from_the_top(start: float, end: float, path: str) -> None:
    assert slice_path(start, end) == path


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0", "0\u00a0%"),
        ("0.0004", "<0.1\u00a0%"),
        ("0.0005", "0.0\u00a0%"),
        ("0.034", "3.4\u00a0%"),
        ("0.0994", "9.9\u00a0%"),
        ("0.0996", "10\u00a0%"),
        ("0.545", "54\u00a0%"),
        ("1", "100\u00a0%"),
    ],
)
def test_share_text_is_as_fine_as_it_needs_to_be(share: str, text: str) -> None:
    assert share_text(Decimal(share)) == text


def test_donut_draws_the_parts_in_order() -> None:
    figure = render_donut(donut(25, 0, 75))

    assert attributes(figure, "chart-slice", "d", "fill") == [
        (slice_path(0, 0.25), "#3350c0"),
        (slice_path(0.25, 1), "#b46a00"),
    ]
    assert texts(figure, "text") == ["100 EUR", "in May"]


def test_donut_marks_are_links_where_there_are_rows() -> None:
    figure = render_donut(donut(25, 75))

    marks = attributes(figure, "chart-mark", "href", "aria-label", "role")
    assert marks == [
        ("/rows/1", "Part 1, 25 EUR; 25\u00a0%", None),
        (None, "Part 2, 75 EUR; 75\u00a0%", "img"),
    ]


def test_donut_lists_every_part_beside_and_behind() -> None:
    figure = render_donut(donut(25, 0, 75))

    assert texts(figure, "li") == [
        "Part 125 EUR25\u00a0%",
        "Part 20 EUR0\u00a0%",
        "Part 375 EUR75\u00a0%",
    ]
    assert texts(figure, "tr") == [
        "PartValueShare",
        "Part 125 EUR25\u00a0%",
        "Part 20 EUR0\u00a0%",
        "Part 375 EUR75\u00a0%",
    ]


@pytest.mark.parametrize("values", [(), (0,), (0, 0)])
def test_donut_of_nothing_says_so(values: tuple[int, ...]) -> None:
    assert texts(render_donut(donut(*values)), "p") == ["There are no figures here yet."]


def test_donut_when_still_is_an_image() -> None:
    figure = render_donut(donut(1, 2), still=True)

    svg = next(tree(figure).iter(f"{SVG}svg"))
    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == (
        "img",
        "d-title",
        "d-desc",
    )
    assert (texts(figure, "details"), attributes(figure, "chart-mark", "class")) == ([], [])
    assert styled(figure) == []
