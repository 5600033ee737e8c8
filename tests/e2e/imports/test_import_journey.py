"""Files of the bank come in by the page, change the dashboard, and go back out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from tests.ledger.views.importing import CSV, OFX, QIF

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("worker")]

expect.set_options(timeout=20_000)

MARCH, APRIL, MAY = ("march.csv", CSV), ("april.ofx", OFX), ("may.qif", QIF)


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def net_worth(page: Page) -> Decimal:
    """Read what the dashboard says is there, all in all."""
    page.goto("/dashboard/")
    stat = page.locator(".stat").filter(has_text="Net worth")
    text = stat.locator(".stat-value").inner_text()
    return Decimal(text.replace("€", "").replace(",", "").replace("−", "-"))


def choose(page: Page, *files: tuple[str, bytes], account: str) -> None:
    """Send files into an account; it is opened for the first of them."""
    page.goto("/imports/new/")
    page.get_by_label("Files from your bank").set_input_files([payload(*file) for file in files])
    if page.get_by_role("option", name=account).count():
        page.get_by_label("Into the account").select_option(label=account)
    else:
        page.locator("summary", has_text="Or into a new account").click()
        page.get_by_label("Name (optional)").fill(account)
    page.get_by_role("button", name="Continue").click()


def confirm(page: Page) -> None:
    """Import the file under review and wait for the result."""
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("What next")).to_be_visible()


def test_three_files_come_in_and_one_goes_back_out(page: Page) -> None:
    assert net_worth(page) == 0

    choose(page, MARCH, APRIL, MAY, account="My bank")
    confirm(page)
    page.get_by_role("link", name="Review april.ofx").click()
    confirm(page)
    with_two = net_worth(page)
    page.goto("/imports/")
    page.get_by_role("link", name="may.qif").click()
    confirm(page)
    with_three = net_worth(page)

    page.goto("/imports/")
    page.get_by_role("button", name="Undo the import of may.qif").click()
    expect(page.get_by_text("This import was taken back")).to_be_visible()

    assert with_two == Decimal("595.50") + Decimal("30.00")
    assert with_three == with_two - Decimal("17.00")
    assert net_worth(page) == with_two


def test_review_shows_what_a_choice_changes_before_anything_is_added(page: Page) -> None:
    choose(page, MARCH, account="My bank")
    summary = page.locator("#summary")
    expect(summary.locator(".stat-value").first).to_have_text("3")
    expect(summary).to_contain_text("ties out")

    page.get_by_label("Signs").focus()
    page.keyboard.press("ArrowDown")

    preview = page.locator("#preview")
    expect(preview).to_contain_text("−€1,200.00")
    expect(page.get_by_label("Signs")).to_be_focused()
    expect(summary).to_contain_text("−€495.50")
    assert net_worth(page) == 0


def test_impossible_choice_is_explained_where_it_was_made(page: Page) -> None:
    choose(page, MARCH, account="My bank")

    page.get_by_label("Column 2, Payee").select_option("date")

    expect(
        page.get_by_text("Columns 1, 2 are all “Date”: leave it on one of them.")
    ).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    # Nothing has the focus while a page is loading, and the whole of it says every name.
    wanted = (
        "(element) => element !== document.body &&"
        f" (element.labels?.[0]?.innerText ?? element.innerText).includes({name!r})"
    )
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"({wanted})(document.activeElement)"):
            return
    pytest.fail(f"Tab never came to {name}")


def test_keyboard_alone_imports_a_file(page: Page) -> None:
    page.goto("/imports/")
    tab_to(page, "Import files")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Import files")).to_be_visible()

    tab_to(page, "Files from your bank")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([payload(*MARCH)])
    tab_to(page, "Or into a new account")
    page.keyboard.press("Enter")
    tab_to(page, "Name")
    page.keyboard.type("My bank")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Review march.csv")).to_be_visible()
    tab_to(page, "Import")
    while page.evaluate("document.activeElement.type") != "submit":
        tab_to(page, "Import")
    page.keyboard.press("Enter")

    expect(page.get_by_text("What next")).to_be_visible()
    assert net_worth(page) == Decimal("595.50")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 820, 1440])
def test_pages_are_accessible_and_fit(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/imports/")
    check(page)
    page.goto("/imports/new/")
    check(page)
    choose(page, MARCH, account="My bank")
    expect(page.get_by_text("ties out")).to_be_visible()
    check(page)
    confirm(page)
    check(page)
    page.goto("/imports/")
    check(page)


def check(page: Page) -> None:
    """Find nothing to object to in the page as it stands."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0


def test_import_works_without_scripts(plain_page: Page) -> None:
    choose(plain_page, MARCH, account="My bank")
    plain_page.get_by_label("Signs").select_option("inverted")
    plain_page.get_by_role("button", name="Show it read so").click()
    expect(plain_page.locator("#preview")).to_contain_text("−€1,200.00")
    plain_page.get_by_label("Signs").select_option("as_printed")
    plain_page.get_by_role("link", name="Compare with the books").click()
    expect(plain_page.get_by_role("heading", name="What importing march.csv")).to_be_visible()
    plain_page.go_back()

    plain_page.get_by_label("Signs").select_option("as_printed")
    plain_page.get_by_role("button", name="Import", exact=True).click()

    expect(plain_page.get_by_role("heading", name="Import of march.csv")).to_be_visible()
    for _ in range(100):
        if plain_page.get_by_text("What next").count():
            break
        plain_page.wait_for_timeout(100)
        plain_page.reload()
    assert net_worth(plain_page) == Decimal("595.50")
