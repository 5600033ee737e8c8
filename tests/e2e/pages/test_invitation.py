"""Two browsers: an owner invites, the invited person signs up, joins, and can change nothing."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Household
from tests.e2e.pages.conftest import OpenPage
from tests.factories.accounts import PASSWORD


@pytest.fixture(autouse=True)
def _outside_address(settings: Settings, live_server: LiveServer) -> None:
    settings.BASE_URL = live_server.url


def link_in_mail(to: str) -> str:
    """Return the invitation's link in the latest mail to an address."""
    texts = [str(sent.body) for sent in mail.outbox if sent.to == [to]]
    found = re.search(r"http://\S+/invitations/\S+/", texts[-1])
    assert found is not None
    return found[0]


def test_invited_person_signs_up_joins_and_changes_nothing(
    open_page: OpenPage, browser: Browser, household: Household
) -> None:
    owner = open_page("/household/")
    owner.get_by_label("E-mail address").fill("dora@example.org")
    owner.locator("#invite").get_by_label("Role").select_option("Viewer")
    owner.get_by_role("button", name="Send the invitation").click()
    expect(owner.get_by_role("row").filter(has_text="dora@example.org")).to_be_visible()

    guest = browser.new_context().new_page()
    guest.goto(link_in_mail("dora@example.org"))
    expect(guest.get_by_role("heading")).to_have_text("You are invited to Alice's household")
    guest.get_by_role("link", name="Create a sign-in").click()
    guest.locator("input[name=email]").fill("dora@example.org")
    for field in guest.locator("input[type=password]").all():
        field.fill(PASSWORD)
    guest.get_by_role("button", name="Create sign-in").click()
    guest.get_by_role("button", name="Accept").click()

    expect(guest.get_by_text("You are in Alice's household now.")).to_be_visible()
    guest.goto(owner.url)
    expect(guest.get_by_role("button", name="Send the invitation")).to_have_count(0)
    expect(guest.get_by_role("link", name="Remove")).to_have_count(0)
    answer = guest.goto(owner.url.replace("/household/", "/transactions/new/"))
    assert answer is not None
    assert answer.status == 403
    owner.reload()
    expect(owner.get_by_role("row").filter(has_text="dora@example.org")).to_contain_text("Viewer")
