"""Every address of the product, asked for by nobody and by a stranger to the household in it.

The addresses come from the URL conf, so that a new page is walked as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.scope import household_scope
from accounts.services.api_tokens import create_token
from ledger.models import Account, ChangeSet, ImportBatch, Payee, Rule, Tag, Transaction
from ledger.services.rules import create_rule
from tests.factories.books import Books

OPEN_NAMESPACES = {"admin", "djdt"}
"""Guarded by staff rights and by allauth rather than by a household."""
OPEN_NAMES = {
    "landing", "help", "robots", "favicon", "health", "health-live", "health-ready", "metrics",
    "api-schema", "api-docs", "keep", "legal", "manifest", "service-worker", "styleguide",
}  # fmt: skip
OPEN_PREFIXES = ("account_", "socialaccount_", "mfa_", "usersessions_", "auth-")


@dataclass(frozen=True)
class Address:
    """A named pattern with the arguments that it takes."""

    name: str
    arguments: tuple[str, ...]
    are_numbers: bool


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[Address]:
    """Yield every named address of the URL conf that belongs to a household's pages or API."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or ""
            if inner not in OPEN_NAMESPACES:
                yield from addresses(
                    pattern.url_patterns, f"{namespace}{inner}:" if inner else namespace
                )
        elif pattern.name and not _is_open(pattern.name):
            converters = pattern.pattern.converters
            yield Address(
                namespace + pattern.name,
                tuple(pattern.pattern.regex.groupindex),
                all(isinstance(each, IntConverter) for each in converters.values()),
            )


def _is_open(name: str) -> bool:
    return name in OPEN_NAMES or name.startswith(OPEN_PREFIXES)


ADDRESSES = sorted(set(addresses()), key=lambda address: address.name)
METHODS = ("get", "post", "put", "patch", "delete")


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
        "import": batch,
        "batch": batch,
        "job": job,
        "household": household,
        "token": create_token(by=actor, name="script", grants=["profile:read"]).token,
        "undo": ChangeSet.objects.latest("pk"),
        "change": ChangeSet.objects.latest("pk"),
    }
    return {word: row.pk for word, row in found.items()}


def url_of(address: Address, rows: dict[str, int]) -> str:
    """Return the address with the id of Alice's row of the kind that its name says."""
    name = address.name.rpartition(":")[2]
    row = next((pk for word, pk in rows.items() if word in name), rows["transaction"])
    return reverse(address.name, kwargs=dict.fromkeys(address.arguments, row))


def answers(browser: Client, url: str) -> dict[str, int]:
    """Return the status of each method."""
    return {method: getattr(browser, method)(url).status_code for method in METHODS}


def walk(
    browser: Client, rows: dict[str, int], accepts: Callable[[Address, int], bool]
) -> dict[str, dict[str, int]]:
    """Return the answers that are not accepted, by URL name."""
    found: dict[str, dict[str, int]] = {}
    for address in ADDRESSES:
        given = answers(browser, url_of(address, rows))
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
    names = {address.name for address in ADDRESSES}

    assert {"ledger:transaction-list", "ledger:undo", "accounts:job-detail"} <= names
    assert all(address.are_numbers for address in ADDRESSES if address.arguments)


def test_nobody_gets_anywhere_without_signing_in(anonymous: Client, rows: dict[str, int]) -> None:
    def is_sent_away(_address: Address, code: int) -> bool:
        return code in {302, 401, 403, 405}

    assert walk(anonymous, rows, is_sent_away) == {}


def test_a_stranger_finds_no_row_of_another_household(
    stranger: Client, rows: dict[str, int], household: Household
) -> None:
    before = snapshot(household)

    def is_hidden(address: Address, code: int) -> bool:
        return code < 500 if not address.arguments else code in {403, 404, 405}

    assert walk(stranger, rows, is_hidden) == {}
    assert snapshot(household) == before
