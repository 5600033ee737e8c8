"""From nothing to a sign-in without a password, as a person does it."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import Page, expect

from tests.accounts.sign_in_browsers import link_of
from tests.factories.accounts import PASSWORD

EMAIL = "carol@example.org"


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


def test_person_signs_up_adds_app_and_passkey_and_signs_in_by_passkey(page: Page) -> None:
    sign_up(page)

    page.goto("/accounts/2fa/totp/activate/")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("[data-secret]").inner_text()
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Add app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".code-list li")).to_have_count(10)

    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey", exact=True).click()
    page.locator("#id_name").fill("Carol's laptop")
    page.get_by_role("button", name="Add passkey").click()
    page.wait_for_url("**/settings/security/")
    expect(page.get_by_role("cell", name="Carol's laptop", exact=True)).to_be_visible()

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/")


def test_password_is_shown_on_demand(page: Page) -> None:
    page.goto("/accounts/login/")
    field = page.locator("#id_password")
    field.fill("something")

    page.get_by_role("button", name="Show password").click()

    expect(field).to_have_attribute("type", "text")
