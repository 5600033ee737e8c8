"""An operator who stands in for a member looks at every page, and takes nothing out."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import Household, User
from accounts.stand_in_middleware import CLOSED
from tests.factories.accounts import make_user
from tests.security.addresses import Address, addresses

TAKES_OUT = {
    "accounts:archive-download",
    "accounts:audit-export",
    "ledger:attachment-download",
    "ledger:export",
    "ledger:rule-file-export",
}


@pytest.fixture
def standing_in(rows: dict[str, int], household: Household, alice: User) -> Client:
    """An operator's browser that sees what Alice sees."""
    operator = make_user("operator@example.org", is_staff=True, is_superuser=True)
    TOTP.activate(operator, "S" * 32)
    browser = Client()
    browser.force_login(operator)
    reason = {"reason": "The import of May shows nothing"}
    browser.post(f"/operator/accounts/user/{alice.pk}/stand-in/", reason)
    return browser


def pages() -> list[Address]:
    return [address for address in addresses() if not address.is_api and not address.is_by_token]


def test_views_that_hand_out_files_say_so() -> None:
    said = {each.name for each in pages() if getattr(each.view, "takes_data_out", False)}

    assert said == TAKES_OUT


def test_every_address_shows_a_page_or_is_closed(standing_in: Client, rows: dict[str, int]) -> None:
    """Anything but a page is a file: whoever adds one without saying so fails here."""
    handed_out, open_yet = {}, {}
    for address in pages():
        url = address.url(rows)
        answer = standing_in.get(url)
        is_page = answer.get("Content-Type", "text/html").startswith("text/html")
        if answer.status_code == 200 and ("Content-Disposition" in answer or not is_page):
            handed_out[address.name] = answer["Content-Type"]
        if (address.name in TAKES_OUT or url.startswith(CLOSED)) and answer.status_code != 403:
            open_yet[address.name] = answer.status_code

    assert (handed_out, open_yet) == ({}, {})


@pytest.mark.parametrize("path", ["/export/?format=csv", "/household/audit/export/?format=csv"])
def test_no_wish_for_a_format_opens_it(
    standing_in: Client, rows: dict[str, int], path: str
) -> None:
    assert standing_in.get(path).status_code == 403
    assert standing_in.head(path).status_code == 403
