from __future__ import annotations

import pytest

from ledger.enums import AccountKind
from ledger.imports.routing import Router
from ledger.imports.statement import AccountSection
from ledger.models import Account
from ledger.services.accounts import create_account
from tests.factories.books import Books

NOWHERE = AccountSection()
MAIN, OTHER = AccountSection("DE12 3456", "EUR"), AccountSection("DE99 8877", "EUR")


@pytest.fixture
def router(books: Books) -> Router:
    return Router(books.actor, books.checking)


@pytest.mark.parametrize(
    ("section", "currency"),
    [
        (NOWHERE, ""),
        (NOWHERE, "EUR"),
        (AccountSection(currency="EUR"), ""),
        (MAIN, ""),
        (MAIN, "EUR"),
    ],
)
def test_first_account_of_the_file_is_the_chosen_one(
    books: Books, router: Router, section: AccountSection, currency: str
) -> None:
    assert router.route(section, currency) == books.checking
    assert router.made == []


def test_another_currency_goes_to_a_sibling_that_is_made_once(books: Books, router: Router) -> None:
    found = [router.route(NOWHERE, "USD"), router.route(NOWHERE, "USD")]

    assert found[0] == found[1]
    assert router.made == [found[0]]
    assert (found[0].name, found[0].currency, found[0].kind) == (
        "Test checking USD",
        "USD",
        AccountKind.CHECKING,
    )


def test_only_currency_of_a_file_may_be_another_than_the_account_s(
    books: Books, router: Router
) -> None:
    sibling = router.route(AccountSection("DE12 3456", "USD"), "")

    assert (sibling.currency, sibling == books.checking) == ("USD", False)


def test_further_account_goes_to_the_household_s_account_of_that_number(
    books: Books, router: Router
) -> None:
    known = create_account(
        by=books.actor,
        name="Savings",
        kind=AccountKind.SAVINGS,
        currency="EUR",
        number="DE998877",
    )
    router.route(MAIN, "")

    assert router.route(OTHER, "") == known
    assert router.made == []


def test_further_account_gets_a_sibling_named_for_the_end_of_its_number(
    books: Books, router: Router
) -> None:
    router.route(MAIN, "")

    sibling = router.route(OTHER, "")

    assert sibling.name == "Test checking •••• 8877"
    assert sibling.number_masked.endswith("8877")


def test_further_account_gets_the_name_of_the_file(books: Books, router: Router) -> None:
    router.route(MAIN, "")

    sibling = router.route(AccountSection("DE998877", "USD", name="Holiday pot"), "")

    assert (sibling.name, sibling.currency) == ("Test checking Holiday pot USD", "USD")


def test_next_import_finds_the_siblings_of_the_last(books: Books, router: Router) -> None:
    router.route(MAIN, "")
    made = [router.route(MAIN, "USD"), router.route(OTHER, ""), router.route(OTHER, "CHF")]
    again = Router(books.actor, books.checking)
    again.route(MAIN, "")

    found = [again.route(MAIN, "USD"), again.route(OTHER, ""), again.route(OTHER, "CHF")]

    assert (found, again.made) == (made, [])


def test_sibling_in_the_trash_is_left_there(books: Books, router: Router) -> None:
    gone = router.route(NOWHERE, "USD")
    Account.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00Z")

    again = Router(books.actor, books.checking).route(NOWHERE, "USD")

    assert again != gone
