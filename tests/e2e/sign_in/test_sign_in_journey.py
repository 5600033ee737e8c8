"""From nothing to a sign-in without a password, as a person does it."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.accounts.sign_in_browsers import link_of
from tests.factories.accounts import PASSWORD

EMAIL = "carol@example.org"
GUEST = "dora@example.org"
PAGES = (
    "/dashboard/?period=year",
    "/transactions/",
    "/transactions/?q=Jeweller",
    "/ledger/accounts/",
    "/categories/",
    "/payees/",
    "/history/",
    "/trash/",
    "/imports/",
    "/export/",
    "/household/",
)
TRACES = ("Nest egg", "7,919", "7919.31", "4,513", "4513.37", "3,405", "Jeweller<")
"""Of the hidden account: its name, its amounts, what is left of them, whom it paid.

None can turn up by chance in an id or a token of a page.
"""


def code_of(secret: str) -> str:
    """Return the code that an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def wait_for_mail(count: int) -> str:
    """Return the link of the latest mail once so many have come."""
    deadline = time.monotonic() + 10
    while len(mail.outbox) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return link_of(mail.outbox[count - 1])


def sign_up(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(EMAIL)
    page.locator("#id_password1").fill(PASSWORD)
    expect(page.get_by_text("Strength: strong")).to_be_visible()
    page.locator("#id_password2").fill(PASSWORD)
    page.get_by_role("button", name="Create sign-in").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    page.goto(wait_for_mail(1))
    page.get_by_role("button", name="Confirm address").click()
    page.wait_for_url("**/dashboard/")


def add_app(page: Page) -> None:
    """Add an authenticator app, proving again who it is."""
    page.goto("/accounts/2fa/totp/activate/")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("[data-secret]").inner_text()
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Add app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".code-list li")).to_have_count(10)


def add_passkey(page: Page) -> None:
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey", exact=True).click()
    page.locator("#id_name").fill("Carol's laptop")
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/settings/security/")
    expect(page.get_by_role("cell", name="Carol's laptop", exact=True)).to_be_visible()


def come_back_by_passkey(page: Page) -> None:
    """Sign out, and in again without a password."""
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/")


def open_account(page: Page, name: str, balance: str) -> None:
    page.goto("/ledger/accounts/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Opening balance").fill(balance)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def spend(page: Page, account: str, payee: str, amount: str) -> None:
    page.goto("/transactions/new/")
    page.locator("#id_payee").fill(payee)
    page.locator("#id_amount").fill(amount)
    page.locator("#id_account").select_option(label=account)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(payee).first).to_be_visible()


def test_person_signs_up_adds_app_and_passkey_and_signs_in_by_passkey(page: Page) -> None:
    sign_up(page)
    add_app(page)
    add_passkey(page)
    come_back_by_passkey(page)


def test_passkey_can_be_added_only_once_its_script_is_there(page: Page) -> None:
    sign_up(page)
    add_app(page)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/passkey*.js", hold)
    page.goto("/accounts/2fa/webauthn/add/", wait_until="commit")
    button = page.get_by_role("button", name="Add passkey")
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
    expect(button).to_be_hidden()
    while not waiting:
        page.wait_for_timeout(20)

    waiting[0].continue_()

    button.click()
    page.wait_for_url("**/settings/security/")


def test_browser_without_passkeys_is_told_so(page: Page) -> None:
    sign_up(page)
    page.add_init_script("delete window.PublicKeyCredential")

    page.goto("/accounts/2fa/webauthn/add/")

    if page.locator("#id_password").count():
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This browser cannot use passkeys.")).to_be_visible()
    expect(page.get_by_role("button", name="Add passkey")).to_be_hidden()


def invite_viewer(page: Page, email: str, hidden: str) -> str:
    """Invite somebody who is never to see an account, and return the path of their invitation."""
    page.goto("/household/")
    page.get_by_label("E-mail address").fill(email)
    page.locator("#invite").get_by_label("Role").select_option("Viewer")
    page.get_by_text("Keep accounts from them").click()
    page.locator("#invite").get_by_label(hidden).select_option("Hidden")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("less on 1 account")).to_be_visible()
    (letter,) = [sent for sent in mail.outbox if sent.to == [email]]
    return link_of(letter)


def join(page: Page, invitation: str) -> None:
    """Accept an invitation as somebody who was never here before; its mail proves the address."""
    page.goto(invitation)
    page.get_by_role("link", name="Create a sign-in").click()
    page.locator("input[name=email]").fill(GUEST)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.get_by_role("button", name="Create sign-in").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("You are in")).to_be_visible()


def test_owner_invites_a_viewer_who_finds_no_trace_of_a_hidden_account(
    page: Page, context: BrowserContext, base: str
) -> None:
    sign_up(page)
    add_app(page)
    add_passkey(page)
    come_back_by_passkey(page)
    open_account(page, "Everyday", "100")
    open_account(page, "Nest egg", "7919.31")
    spend(page, "Everyday", "Corner shop", "12.50")
    spend(page, "Nest egg", "Jeweller", "4513.37")
    invitation = invite_viewer(page, GUEST, "Nest egg")
    assert context.browser is not None
    window = context.browser.new_context(base_url=base, reduced_motion="reduce")
    guest = window.new_page()

    join(guest, invitation)

    for path in PAGES:
        answer = guest.goto(path)
        text = guest.content()
        assert (path, answer and answer.status) == (path, 200)
        assert [word for word in TRACES if word in text] == [], path
    guest.goto("/transactions/")
    expect(guest.get_by_text("Corner shop").first).to_be_visible()
    expect(guest.get_by_role("link", name="Edit")).to_have_count(0)
    for path in ("/transactions/new/", "/ledger/accounts/new/", "/imports/new/"):
        refused = guest.goto(path)
        assert (path, refused and refused.status) == (path, 403)
    window.close()


def test_password_is_shown_on_demand(page: Page) -> None:
    page.goto("/accounts/login/")
    field = page.locator("#id_password")
    field.fill("something")

    page.get_by_role("button", name="Show password").click()

    expect(field).to_have_attribute("type", "text")
