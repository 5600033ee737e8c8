from __future__ import annotations

import json

import pytest

from finehance.kit.charts.marks import ReadOut, mark
from finehance.kit.charts.svg import element
from tests.finehance.kit.charts.pictures import tree


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((), "May"),
        ((("Income", "1 €"),), "May, Income: 1 €"),
        ((("", "1 €"), ("Spending", "2 €")), "May, 1 €; Spending: 2 €"),
    ],
)
def test_read_out_makes_one_sentence(values: tuple[tuple[str, str], ...], sentence: str) -> None:
    assert ReadOut("May", values).sentence == sentence


def test_mark_without_an_address_takes_the_focus_as_an_image() -> None:
    found = tree(mark(ReadOut("May", (("Income", "1 €"),)), [element("rect")], kind="chart-column"))

    assert {str(name): value for name, value in found.attrib.items()} == {
        "class": "chart-mark chart-column",
        "aria-label": "May, Income: 1 €",
        "data-name": "May",
        "data-values": json.dumps([["Income", "1 €"]], ensure_ascii=False),
        "tabindex": "0",
        "role": "img",
    }
    assert [child.tag for child in found] == ["title", "rect"]


def test_mark_with_an_address_is_a_link() -> None:
    found = tree(mark(ReadOut("May", ()), [], href="/rows/?a=1&b=2"))

    assert (found.tag, found.get("href"), found.get("tabindex")) == ("a", "/rows/?a=1&b=2", None)
