from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from lxml import etree

from finehance.kit.templatetags.kit import at_most, percent_of
from tests.finehance.kit.dom import attributes, parse, values, words


def render(source: str, **context: object) -> str:
    return Template("{% load kit %}" + source).render(Context(context)).strip()


def one(source: str, **context: object) -> etree._Element:
    """Return the only element that the source renders."""
    return parse(render(source, **context))


def test_icon_points_into_the_sprite_and_is_hidden() -> None:
    assert render('{% icon "plus" %}') == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#plus"/></svg>'
    )


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("dark", "dark"), ("light", "light"), ("system", ""), ('"><script>', ""), (None, "")],
)
def test_theme_is_what_the_reader_chose(cookie: str | None, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update({} if cookie is None else {"theme": cookie})

    assert render("{% theme %}", request=request) == theme


def test_theme_follows_the_system_without_a_request() -> None:
    assert render("{% theme %}") == ""


def test_card_holds_its_content_and_a_link() -> None:
    card = one(
        '{% card name href="/all/" link="All" anchor="a" %}<b>1</b>{% endcard %}', name="<T>"
    )

    assert (card.tag, card.get("class"), card.get("id")) == ("section", "card", "a")
    assert words(card) == "<T> All: <T> 1"
    assert values(card, ".//a", "href") == ["/all/"]
    assert [words(bold) for bold in card.findall("./div[@class='card-body']/b")] == ["1"]


def test_card_without_a_title_has_no_head() -> None:
    card = one("{% card flush=True %}x{% endcard %}")

    assert [child.get("class") for child in card] == ["card-flush"]


def test_card_sees_the_variables_of_the_page() -> None:
    assert words(one("{% card %}{{ figure }}{% endcard %}", figure="12 & 3")) == "12 & 3"


def test_table_is_named_and_can_be_scrolled_by_keyboard() -> None:
    region = one('{% table "Rows" dense=True anchor="t" %}<tbody></tbody>{% endtable %}')

    assert attributes(region) == {
        "class": "table-scroll",
        "role": "region",
        "aria-label": "Rows",
        "tabindex": "0",
        "id": "t",
        "data-density": "dense",
    }
    assert [words(caption) for caption in region.findall("./table/caption")] == ["Rows"]


def test_dialog_is_named_by_its_title() -> None:
    dialog = one('{% dialog "gone" "Delete?" %}Yes{% enddialog %}')

    title = dialog.findall(f".//*[@id='{dialog.get('aria-labelledby')}']")
    assert [words(heading) for heading in title] == ["Delete?"]
    assert values(dialog, ".//*[@data-dialog-close]", "aria-label") == ["Close"]


@pytest.mark.parametrize(
    ("options", "label", "shown"),
    [('picture="user" show_label=False', "Profile", ""), ("start=True", None, "Profile")],
)
def test_menu_is_named_by_words_or_label(options: str, label: str | None, shown: str) -> None:
    menu = one('{% menu "Profile" ' + options + ' %}<a href="/">Out</a>{% endmenu %}')

    summary = menu.findall("./summary")[0]
    assert (summary.get("aria-label"), words(summary)) == (label, shown)


@pytest.mark.parametrize(
    ("level", "role", "picture"),
    [
        ("info", "status", "info"),
        ("good", "status", "check"),
        ("warn", "status", "alert"),
        ("bad", "alert", "alert"),
    ],
)
def test_alert_says_its_level_by_role_and_picture(level: str, role: str, picture: str) -> None:
    alert = one('{% alert level title="T" %}Why.{% endalert %}', level=level)

    assert (alert.get("class"), alert.get("role")) == (f"alert alert-{level}", role)
    assert values(alert, ".//use", "href") == [f"/static/img/icons.svg#{picture}"]
    assert words(alert) == "T Why."


def test_empty_state_teaches_the_next_step() -> None:
    empty = one('{% empty_state "No rules" "rule" %}<a href="/new/">Add</a>{% endempty_state %}')

    assert words(empty) == "No rules Add"


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(1, 3, 33), (Decimal("2.00"), Decimal("3.00"), 66), (5, 4, 125), (0, 4, 0), (4, 0, 0)],
)
def test_percent_of_rounds_down(part: Decimal | int, whole: Decimal | int, percent: int) -> None:
    assert percent_of(part, whole) == percent


@pytest.mark.parametrize(("value", "cut"), [(-3, 0), (0, 0), (64, 64), (112, 100)])
def test_at_most_cuts_to_the_range(value: int, cut: int) -> None:
    assert at_most(value, 100) == cut


def include(name: str, **context: object) -> etree._Element:
    return one('{% include "components/' + name + '.html" %}', **context)


@pytest.mark.parametrize(
    ("given", "shown"),
    [({"value": 3, "max": 8}, ("3", "8")), ({"value": 0}, ("0", "100")), ({}, (None, "100"))],
)
def test_progress_bar_without_a_value_has_no_end_in_sight(
    given: dict[str, int], shown: tuple[str | None, str]
) -> None:
    bar = include("progress_bar", anchor="p", label="Reading", note="", **given).findall(
        ".//progress"
    )

    assert [(one.get("value"), one.get("max")) for one in bar] == [shown]


def test_progress_ring_is_full_at_most_but_says_more() -> None:
    ring = include("progress_ring", label="Fun", percent=112, level="bad")

    assert ring.get("aria-label") == "Fun: 112 %"
    assert values(ring, ".//circle[@class='ring-fill ring-bad']", "stroke-dasharray") == ["100 100"]


def test_toast_offers_undo_only_where_there_is_one() -> None:
    plain = include("toast", message="Saved.")
    undoable = include("toast", message="Deleted.", undo_url="/undo/7/")

    assert values(plain, ".//form", "action") == []
    assert values(undoable, ".//form", "action") == ["/undo/7/"]


def test_pagination_is_a_link_that_htmx_takes_over() -> None:
    link = include("pagination", next_url="?after=3", reveal=True).findall(".//a")[0]

    assert (link.get("href"), link.get("hx-get"), link.get("hx-trigger")) == (
        "?after=3",
        "?after=3",
        "click, revealed",
    )


def test_pagination_ends_with_the_rows() -> None:
    assert render('{% include "components/pagination.html" %}', next_url=None) == ""


def test_button_is_a_link_where_it_leads_somewhere() -> None:
    found = [include("button", label="Go", href="/"), include("button", label="Go", kind="primary")]

    assert [(one.tag, one.get("class")) for one in found] == [
        ("a", "button"),
        ("button", "button button-primary"),
    ]
