from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.safestring import SafeString

from finehance.kit.charts import svg


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.001, "0"),
        (12, "12"),
        (12.5, "12.5"),
        (1 / 3, "0.33"),
        (-7.999, "-8"),
        (100, "100"),
    ],
)
def test_number_has_at_most_two_decimals(value: float, text: str) -> None:
    assert svg.number(value) == text


def test_percent_names_its_unit() -> None:
    assert svg.percent(8.3333) == "8.33%"


def test_element_without_children_closes_itself() -> None:
    assert svg.element("rect", class_="a", x=1.5, stroke_width=2, rx=None) == (
        '<rect class="a" x="1.5" stroke-width="2"/>'
    )


@pytest.mark.parametrize("name", ["td", "span", "text"])
def test_element_of_html_is_never_self_closing(name: str) -> None:
    assert svg.element(name) == f"<{name}></{name}>"


def test_element_escapes_words_but_not_elements() -> None:
    inner = svg.element("b", "<i>")

    assert svg.element("p", inner, "&", title='"<') == (
        '<p title="&quot;&lt;"><b>&lt;i&gt;</b>&amp;</p>'
    )


@pytest.mark.parametrize("forbidden", ["\x00", "\x0b", "\x1f", "\ud800", "\uffff"])
def test_words_drop_what_xml_cannot_hold(forbidden: str) -> None:
    assert svg.words(f"a{forbidden}b") == "ab"


def test_words_keep_every_script() -> None:
    assert svg.words("Кафе 東京 😀\t") == "Кафе 東京 😀\t"


def test_join_escapes_only_bare_strings() -> None:
    assert svg.join([SafeString("<a>"), "<b>"]) == "<a>&lt;b&gt;"


@pytest.mark.parametrize(
    ("index", "chosen", "colour"), [(0, 0, 1), (8, 0, 9), (9, 0, 1), (3, 7, 7)]
)
def test_colour_at_follows_order_unless_chosen(index: int, chosen: int, colour: int) -> None:
    assert svg.colour_at(index, chosen) == colour


def test_colours_on_paper_are_those_of_the_tokens() -> None:
    tokens = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()

    light = re.findall(r"--series-\d: light-dark\((#\w+),", tokens)

    assert tuple(light) == svg.SERIES_COLOURS
