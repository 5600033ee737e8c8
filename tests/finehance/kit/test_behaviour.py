"""The scripts in a real browser, on the style guide, under the strict policy."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from finehance.kit.styleguide import styleguide

HOST = "http://finehance.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OpenGuide = Callable[..., Page]

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.finehance.kit.urls")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


def guide() -> str:
    """Return the style guide as a signed-out member of a household sees it."""
    request = RequestFactory().get("/styleguide/")
    request.user = AnonymousUser()
    request.household = SimpleNamespace(name="The Rivera household")  # type: ignore[attr-defined]
    return styleguide(request).content.decode()


def answer(route: Route, request: Request, page: str) -> None:
    """Serve the style guide, the static files and, for anything else, a blank page."""
    path = unquote(urlsplit(request.url).path)
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        route.fulfill(path=found, content_type=kind)
    elif path == "/styleguide/":
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=page, headers=headers)
    else:
        route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html")


@pytest.fixture
def open_guide(browser: Browser) -> Iterator[OpenGuide]:
    """Open the style guide; fails when the browser reports an error or a blocked resource."""
    complaints: list[str] = []
    body = guide()

    def visit(width: int = 1280, scheme: str = "light", *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.route("**/*", lambda route, request: answer(route, request, body))
        page.goto(f"{HOST}/styleguide/")
        return page

    yield visit
    for context in browser.contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (820, "dark"), (1440, "light")])
def test_guide_has_no_accessibility_faults(open_guide: OpenGuide, width: int, scheme: str) -> None:
    page = open_guide(width, scheme)

    found = Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_theme_goes_round_and_is_remembered(open_guide: OpenGuide) -> None:
    page = open_guide()
    page.get_by_label("Profile and theme").click()
    button = page.get_by_role("button", name="Theme:")

    seen = []
    for _ in range(3):
        button.click()
        seen.append(
            (
                page.evaluate("document.documentElement.dataset.theme"),
                page.evaluate("document.cookie"),
            )
        )

    assert seen == [("light", "theme=light"), ("dark", "theme=dark"), (None, "theme=system")]


def test_dialog_keeps_the_focus_and_gives_it_back(open_guide: OpenGuide) -> None:
    page = open_guide()
    opener = page.get_by_role("link", name="Open a dialog")
    opener.click()
    dialog = page.get_by_role("dialog", name="Delete 3 transactions?")
    expect(dialog).to_be_visible()

    for _ in range(4):
        page.keyboard.press("Tab")
        expect(dialog.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_dialog_opens_by_its_address_without_scripts(open_guide: OpenGuide) -> None:
    page = open_guide(script=False)

    page.get_by_role("link", name="Open a dialog").click()

    expect(page.locator("#sample-dialog")).to_be_visible()


def test_drawer_opens_on_a_phone_without_scripts(open_guide: OpenGuide) -> None:
    page = open_guide(390, script=False)

    page.get_by_role("button", name="More").last.click()

    expect(page.get_by_role("link", name="Rules")).to_be_visible()


def test_palette_finds_pages_by_words(open_guide: OpenGuide) -> None:
    page = open_guide()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Go to a page")).to_be_focused()

    page.keyboard.type("RULE")

    expect(page.locator("#palette-list").get_by_role("option")).to_have_text(["Rules"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{HOST}/rules/")


def test_palette_choice_moves_with_the_arrows(open_guide: OpenGuide) -> None:
    page = open_guide()
    page.keyboard.press("Control+k")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")

    expect(page.locator("#palette-list").get_by_role("option", selected=True)).to_have_text(
        "Transactions"
    )


def test_keys_reach_search_rows_and_help(open_guide: OpenGuide) -> None:
    page = open_guide()
    page.keyboard.press("/")
    expect(page.get_by_label("Search transactions").first).to_be_focused()
    page.keyboard.press("Escape")

    for key in "jjjjk":
        page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.innerText.split('\\t')[1].trim()")
    page.keyboard.press("?")

    assert focused == "Example Employer"
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_rows_are_selected_by_key_range_and_head(open_guide: OpenGuide) -> None:
    page = open_guide()
    count = page.locator("[data-selection-count]")
    expect(count).to_be_hidden()

    page.get_by_label("Select Bakery Sun").click()
    page.get_by_label("Select Unknown payee").click(modifiers=["Shift"])
    expect(count).to_have_text("3 selected")
    expect(page.get_by_label("Select all rows")).to_be_checked()

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(count).to_have_text("2 selected")

    page.get_by_role("button", name="Clear").click()
    expect(count).to_be_hidden()


COMPUTED = {
    "12.50+3*4": "24.50",
    "(1+2)*3": "9.00",
    "10/3": "3.33",
    "0.1+0.2": "0.30",
    "1.005*1": "1.00",
    "1.015*1": "1.02",
    "-5+2": "-3.00",
    "\u22125\u00d72": "-10.00",
    "1.234,50+1": "1235.50",
    "1,234.50+1": "1235.50",
    "1.234.567+0": "1234567.00",
    "99999999999999.99+0.01": "100000000000000.00",
    "1/2-1/2": "0.00",
    "12.5": "12.5",
    "-12,5": "-12,5",
}
REFUSED = {
    "1/0": "division by zero",
    "1+": "a number is missing",
    "(1+2": "a bracket is open",
    "1(2)": "an operator is missing",
    "1+x2y": "not an amount",
}


def test_amount_field_computes_exactly(open_guide: OpenGuide) -> None:
    field = open_guide().locator("#id_amount")

    shown = {}
    for typed in COMPUTED:
        field.fill(typed)
        field.blur()
        shown[typed] = field.input_value()

    assert shown == COMPUTED


def test_amount_field_says_what_is_wrong(open_guide: OpenGuide) -> None:
    field = open_guide().locator("#id_amount")

    said = {}
    for typed in REFUSED:
        field.fill(typed)
        field.blur()
        said[typed] = (field.evaluate("field => field.validationMessage"), field.input_value())

    assert said == {
        typed: (f"This cannot be computed: {why}.", typed) for typed, why in REFUSED.items()
    }


def test_chart_is_one_stop_and_arrows_move_its_read_out(open_guide: OpenGuide) -> None:
    page = open_guide()
    chart = page.locator("#chart-balances")
    stops = chart.locator(".chart-mark[tabindex='0']")
    expect(stops).to_have_count(1)

    stops.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")

    tip = chart.locator(".chart-tip")
    expect(tip).to_have_text(
        "Feb 2026" + "Checking1,200.00" + "Card\u2212520.00" + "Planned1,000.00"
    )
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_chart_reads_out_what_is_pointed_at(open_guide: OpenGuide) -> None:
    page = open_guide()
    chart = page.locator("#chart-spending")

    chart.locator(".chart-mark").nth(2).dispatch_event("pointerover")

    expect(chart.locator(".chart-tip strong")).to_have_text("Getting around")


def test_toast_event_shows_words_and_undo(open_guide: OpenGuide) -> None:
    page = open_guide()

    page.evaluate(
        "document.dispatchEvent(new CustomEvent('toast',"
        " {detail: {message: '<b>Deleted</b>', undo: '/undo/7/', seconds: 1}}))"
    )

    toast = page.locator("#toasts .toast")
    expect(toast.locator("span")).to_have_text("<b>Deleted</b>")
    expect(toast.get_by_role("button", name="Undo")).to_have_attribute("hx-post", "/undo/7/")
    expect(toast).to_have_count(0, timeout=3000)


def test_toast_about_a_fault_stays_until_dismissed(open_guide: OpenGuide) -> None:
    page = open_guide()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('toast',"
        " {detail: {message: 'Lost.', level: 'bad', seconds: 0.01}}))"
    )
    toast = page.locator("#toasts .toast")
    page.wait_for_timeout(100)
    expect(toast).to_have_count(1)

    toast.get_by_role("button", name="Dismiss").click()

    expect(toast).to_have_count(0)


def test_menu_closes_on_escape_and_returns_the_focus(open_guide: OpenGuide) -> None:
    page = open_guide()
    summary = page.get_by_label("Profile and theme")
    summary.click()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Theme:")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Theme:")).to_be_hidden()
    expect(summary).to_be_focused()
