"""Every page and API operation, asked for as every role: 403 exactly where the matrix says so.

What an address needs is read from the view (`member_required`, `read_permission`,
`write_permission`). One that declares nothing fails here, whoever may open it.
"""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver

from accounts.access import SIGN_IN
from accounts.models import Household
from accounts.roles import MATRIX, Permission, Role
from tests.factories.accounts import make_member, prove
from tests.security.addresses import Address, addresses

STRICTER = {
    # Who asked for a job may cancel it; others must record. The job of the walk is Alice's.
    "accounts:job-cancel": Permission.RECORD,
    "accounts-api:job-cancel": Permission.RECORD,
}
"""Where the row at hand decides as well, and what it takes for the walk's rows."""
BROKEN = "tests.security.broken_urls"


def sign_in(household: Household, role: Role) -> Client:
    """Return a browser of a new member who has just given their password."""
    browser = Client()
    user = make_member(household, role).user
    assert user is not None
    browser.force_login(user)
    return prove(browser)


def undeclared(found: list[Address]) -> list[str]:
    """Return the addresses that do not say who may open them."""
    return [
        address.name
        for address in found
        if not address.is_by_token and None in address.needs().values()
    ]


def ask(browser: Client, address: Address, method: str, rows: dict[str, int]) -> int:
    """Return the status of one request, whose traces are taken back."""
    with transaction.atomic():
        answer = getattr(browser, method)(address.url(rows))
        if answer.streaming:
            # Read to its end, a file is closed.
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return int(answer.status_code)


def is_allowed(address: Address, needed: object, role: Role) -> bool:
    needed = STRICTER.get(address.name, needed)
    return needed in {SIGN_IN, None} or needed in MATRIX[role]


def test_every_address_declares_what_it_needs() -> None:
    assert undeclared(addresses()) == []


@pytest.mark.parametrize("role", list(Role))
def test_role_is_refused_exactly_where_the_matrix_says(
    household: Household, rows: dict[str, int], role: Role
) -> None:
    browser = sign_in(household, role)
    wrong = []
    for address in addresses():
        for method, needed in address.needs().items():
            status = ask(browser, address, method, rows)
            is_refused = status == HTTPStatus.FORBIDDEN
            is_there = status != HTTPStatus.METHOD_NOT_ALLOWED
            expected = is_there and not is_allowed(address, needed, role)
            if is_refused != expected or status >= 500:
                wrong.append(f"{address.name} {method} needs {needed}: {status}")

    assert wrong == []


def test_walk_is_of_pages_and_api_and_of_every_permission() -> None:
    found = addresses()

    asked = {needed for address in found for needed in address.needs().values()}
    assert {Permission.VIEW, Permission.RECORD, Permission.MANAGE, Permission.OWN} <= asked
    assert {address.is_api for address in found} == {True, False}


@override_settings(ROOT_URLCONF=BROKEN)
def test_walk_notices_a_page_without_a_guard() -> None:
    assert undeclared(addresses(get_resolver(BROKEN).url_patterns)) == ["open-door"]


@override_settings(ROOT_URLCONF=BROKEN)
def test_walk_is_of_the_url_conf_in_force() -> None:
    assert settings.ROOT_URLCONF == BROKEN
    assert "transaction-unscoped" in {address.name for address in addresses()}
