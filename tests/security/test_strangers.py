"""Every address of the product, asked for by nobody and by a stranger to the household in it.

The addresses come from the URL conf, so that a new page is walked as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model
from django.test import Client, override_settings

from accounts.models import Household
from accounts.scope import household_scope
from ledger.models import Account, ChangeSet, Payee, Rule, Tag, Transaction
from tests.security.addresses import METHODS, Address, addresses

BROKEN = "tests.security.broken_urls"


def answers(browser: Client, url: str) -> dict[str, int]:
    """Return the status of each method."""
    return {method: getattr(browser, method)(url).status_code for method in METHODS}


def walk(
    browser: Client, rows: dict[str, int], accepts: Callable[[Address, int], bool]
) -> dict[str, dict[str, int]]:
    """Return the answers that are not accepted, by URL name."""
    found: dict[str, dict[str, int]] = {}
    for address in addresses():
        given = answers(browser, address.url(rows))
        refused = {key: code for key, code in given.items() if not accepts(address, code)}
        if refused:
            found[address.name] = refused
    return found


def snapshot(household: Household) -> dict[str, int]:
    """Return how much a household has of what an act could change."""
    models: tuple[type[Model], ...] = (Transaction, Account, Payee, Tag, Rule, ChangeSet)
    with household_scope(household.pk):
        return {model.__name__: model._default_manager.count() for model in models}


def test_walk_covers_the_pages_of_the_ledger_and_of_people() -> None:
    names = {address.name for address in addresses()}

    assert {"ledger:transaction-list", "ledger:undo", "accounts:job-detail"} <= names
    by_words = {address.name for address in addresses() if not address.are_numbers}
    assert by_words == {
        "accounts:invitation",
        "accounts:invitation-accept",
        "accounts:invitation-decline",
        "ledger-api:export-detail",
        "ledger:feed-open",
        "ledger:file-open",
    }


def test_nobody_gets_anywhere_without_signing_in(anonymous: Client, rows: dict[str, int]) -> None:
    def is_sent_away(address: Address, code: int) -> bool:
        return code in {302, 401, 403, 405} or (address.is_by_token and code == 404)

    assert walk(anonymous, rows, is_sent_away) == {}


def test_a_stranger_finds_no_row_of_another_household(
    stranger: Client, rows: dict[str, int], household: Household
) -> None:
    before = snapshot(household)

    def is_hidden(address: Address, code: int) -> bool:
        return code < 500 if not address.arguments else code in {403, 404, 405}

    assert walk(stranger, rows, is_hidden) == {}
    assert snapshot(household) == before


@override_settings(ROOT_URLCONF=BROKEN)
def test_walk_notices_what_stands_open(anonymous: Client, rows: dict[str, int]) -> None:
    found = walk(anonymous, rows, lambda _address, code: code != 200)

    assert list(found) == ["open-door"]


@override_settings(ROOT_URLCONF=BROKEN)
def test_walk_notices_a_page_out_of_scope_and_the_database_holds_a_forgotten_filter(
    stranger: Client, rows: dict[str, int]
) -> None:
    def is_hidden(address: Address, code: int) -> bool:
        return not address.arguments or code in {403, 404, 405}

    assert list(walk(stranger, rows, is_hidden)) == ["transaction-unscoped"]
