from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

TEMPLATES = Path(settings.BASE_DIR, "templates")
INLINE = re.compile(
    r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE
)
PICTURE = re.compile(r"{% (?:icon|empty_state \"[^\"]*\") \"([\w-]+)\"|picture=\"([\w-]+)\"")
# Mail programs read no stylesheets: there, and nowhere else, style stands inline.
MAIL = TEMPLATES / "mail"
ERRORS = {
    400: "This request could not be understood",
    403: "This is not open to you",
    404: "There is nothing here",
    405: "This page cannot be used that way",
    413: "This file is too large",
    429: "Too many requests",
    500: "Something went wrong on this side",
}


def test_templates_have_nothing_inline() -> None:
    found = [
        f"{path.relative_to(TEMPLATES)}: {match.group()}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        if MAIL not in path.parents
        for match in INLINE.finditer(path.read_text())
    ]

    assert found == []


def test_templates_name_only_pictures_that_are_drawn() -> None:
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))

    named = {
        one or other
        for path in TEMPLATES.rglob("*.html")
        for one, other in PICTURE.findall(path.read_text())
    }

    assert named - drawn == set()


@pytest.mark.parametrize(("status", "heading"), ERRORS.items())
def test_error_pages_say_what_to_do(status: int, heading: str) -> None:
    request = RequestFactory().get("/")
    request.request_id = "0123456789abcdef"  # type: ignore[attr-defined]

    page = render_to_string(f"errors/{status}.html", {"request": request})

    assert re.findall(r"<h1>(.*)</h1>", page) == [heading]
    assert re.findall(r"<code>(.*)</code>", page) == ["0123456789abcdef"]


def test_server_error_needs_no_request() -> None:
    page = render_to_string("500.html")

    assert re.findall(r"<title>(.*)</title>", page) == [f"{ERRORS[500]} · Finehance"]
