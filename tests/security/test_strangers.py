"""Every address of the product, asked for by nobody and by a stranger to the household in it.

The addresses come from the URL conf, so that a new page is walked as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db.models import Model
from django.test import Client

from accounts.actors import Actor
from accounts.models import AuditEvent, Household, Job, Membership
from accounts.scope import household_scope
from accounts.services.api_tokens import create_token
from ledger.models import Account, ChangeSet, ImportBatch, Payee, Rule, Tag, Transaction
from ledger.services.attachments import attach_file
from ledger.services.rules import create_rule
from tests.factories.accounts import make_invitation
from tests.factories.books import Books
from tests.security.addresses import METHODS, Address, addresses


@pytest.fixture
def rows(household: Household, actor: Actor) -> dict[str, int]:
    """The ids of Alice's rows, by the word in a URL name that means their kind."""
    books = Books(household, actor)
    spent = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("trip",))
    rule = create_rule(
        by=actor,
        name="Shops",
        conditions={"all": [{"field": "payee", "op": "contains", "value": "corner"}]},
        actions={"set_category": books.food.pk},
    )
    batch = ImportBatch.objects.create(
        household=household, account=books.checking, file_name="a.csv", file_digest="0", file_size=1
    )
    job = Job.objects.create(household=household, kind="test", title="A job")
    found: dict[str, Model] = {
        "transaction": spent,
        "account": books.checking,
        "category": books.groceries,
        "payee": Payee.objects.get(),
        "tag": Tag.objects.get(),
        "rule": rule,
        "attachment": attach_file(
            by=actor, transaction=spent, name="a.txt", stream=BytesIO(b"Paid")
        ),
        "import": batch,
        "batch": batch,
        "job": job,
        "member": Membership.objects.get(household=household),
        "invitation": make_invitation(actor)[0],
        "household": household,
        "token": create_token(by=actor, name="script", grants=["profile:read"]).token,
        "undo": ChangeSet.objects.latest("pk"),
        "change": ChangeSet.objects.latest("pk"),
        "audit-event": AuditEvent.objects.in_household(household).latest("pk"),
    }
    return {word: row.pk for word, row in found.items()}


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
