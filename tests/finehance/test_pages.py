"""Pages that belong to no app."""

from __future__ import annotations

import pytest
from django.test import Client

from finehance.docs import EMPTY_STYLES


def test_landing_invites_people_in(anonymous: Client) -> None:
    page = anonymous.get("/").content.decode()

    assert 'href="/accounts/login/"' in page
    assert 'href="/accounts/signup/"' in page


def test_landing_sends_members_to_their_dashboard(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")


def test_help_lists_the_shortcuts(client: Client, anonymous: Client) -> None:
    for browser in (client, anonymous):
        page = browser.get("/help/").content.decode()

        assert "<kbd>Ctrl</kbd> <kbd>K</kbd>" in page


def test_robots_are_kept_out(anonymous: Client) -> None:
    answer = anonymous.get("/robots.txt")

    assert (answer["Content-Type"], answer.content) == (
        "text/plain",
        b"User-agent: *\nDisallow: /\n",
    )


def test_favicon_is_the_logo(anonymous: Client) -> None:
    answer = anonymous.get("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (301, "/static/img/logo.svg")


@pytest.mark.parametrize("path", ["/", "/help/", "/robots.txt", "/favicon.ico"])
def test_page_is_read_only(db: None, path: str) -> None:
    assert Client().post(path).status_code == 405


def test_docs_load_their_script_by_a_second_request(anonymous: Client) -> None:
    page = anonymous.get("/api/docs/").content.decode()

    script = anonymous.get("/api/docs/?script")

    assert 'src="/api/docs/?script="' in page
    assert script["Content-Type"] == "application/javascript"
    assert "/api/schema/" in script.content.decode()


def test_reference_is_let_make_empty_style_elements_and_nothing_more(anonymous: Client) -> None:
    page, other = anonymous.get("/api/reference/"), anonymous.get("/help/")

    policy = page["Content-Security-Policy"]
    assert policy.replace(f" {EMPTY_STYLES}", "") == other["Content-Security-Policy"]
    assert "fonts.googleapis" not in page.content.decode()
