"""Ids inside bodies and queries: another household's and hidden ones are as if they did not exist.

The places are read from the API's document, so that an operation that takes an id is tried the day
it is added: without a request in `nested_ids` the first test fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from logging import DEBUG
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household, Membership
from accounts.roles import Right, Role
from accounts.scope import household_scope, system_scope
from ledger.enums import AccountKind
from ledger.services.advances import advance
from ledger.services.debts import DebtDraft, record_debt
from ledger.services.operations import create_operation
from ledger.services.reconciliations import begin_reconciliation
from ledger.services.refunds import add_claim
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from ledger.services.templates import create_template
from ledger.services.uploads import store_upload
from tests.factories.accounts import make_household, make_user, prove
from tests.factories.books import Books
from tests.factories.pairs import halves
from tests.factories.rights import Guest, limit, make_guest
from tests.factories.schedules import schedule
from tests.security.nested_ids import FILE, REQUESTS, Asked, id_places
from tests.test_openapi import document

NOBODY = 8_888_888
"""The id of no row at all; as long as the ids of rows are."""
ALWAYS_SHOWN = {
    "membership",
    "user",
    "household",
    "category",
    "other",
    "tag",
    "into",
    "group",
    "creditor",
    "borrower",
    "operation",
    "pocket",
}
"""Kinds of rows that are not of the hidden account."""

pytestmark = pytest.mark.usefixtures("long_ids")


@dataclass(frozen=True)
class House:
    """A household with a row of every kind that a request may name."""

    household: Household
    owner: Client
    guest: Guest
    rows: dict[str, int]
    hidden: dict[str, int]
    """Rows of an account that is kept from the guest, who may change everything else."""


def rows_around(books: Books, prefix: str) -> dict[str, int]:
    """Write rows of every kind on the checking account of `books` and return their ids."""
    by = books.actor
    shop, other = books.payee(f"{prefix} shop"), books.payee(f"{prefix} market")
    first, twin, rent = (
        books.spend("2026-03-01", "7.00", payee=shop.name, tags=("trip",)),
        books.spend("2026-03-01", "7.00", payee=shop.name),
        books.spend("2026-03-03", "800", books.rent, payee="Landlord"),
    )
    books.spend("2026-03-02", "5", payee=other.name)
    out, into = halves(books)
    stored = store_upload(
        by=by, account=books.checking, name="a.csv", stream=BytesIO(FILE.encode())
    )
    rule = create_rule(
        by=by,
        name=f"{prefix} rule",
        conditions={"all": [{"field": "account", "op": "equals", "value": books.checking.pk}]},
        actions={"set_category": books.food.pk},
    )
    pocket = books.account(f"{prefix} pocket", AccountKind.CHECKING, "EUR")
    reconciliation = begin_reconciliation(
        by=by, account=pocket, statement_date=date(2026, 3, 10), statement_balance=Decimal(0)
    )
    friend = books.payee(f"{prefix} friend")
    owed = DebtDraft(person=friend, date=date(2026, 3, 1), amount=Decimal(9), currency="EUR")
    record_debt(by=by, draft=owed)
    borrower = books.payee(f"{prefix} neighbour")
    day = date(2026, 3, 1)
    advance(by=by, person=borrower, account=pocket, amount=Decimal(9), on=day)
    add_claim(by=by, purchase=rent.pk, payee=friend, amount=Decimal(1), asked_on=date(2026, 3, 6))
    claim = add_claim(
        by=by, purchase=first.pk, payee=shop, amount=Decimal(1), asked_on=date(2026, 3, 6)
    )
    return {
        "account": books.checking.pk,
        "pocket": pocket.pk,
        "category": books.food.pk,
        "other": books.rent.pk,
        "payee": shop.pk,
        "other_payee": other.pk,
        "creditor": friend.pk,
        "borrower": borrower.pk,
        "tag": books.tag("trip").pk,
        "transaction": first.pk,
        "twin": twin.pk,
        "rent": rent.pk,
        "out": out.pk,
        "into": into.pk,
        "batch": stored.pk,
        "rule": rule.pk,
        "group": create_rule_group(by=by, name=f"{prefix} group").pk,
        "reconciliation": reconciliation.pk,
        "schedule": schedule(books, name=f"{prefix} plan").pk,
        "claim": claim.pk,
        "template": create_template(by=by, transaction=rent, name=f"{prefix} template").pk,
        "operation": create_operation(
            by=by, name=f"{prefix} operation", category=books.food, is_shared=True
        ).pk,
    }


def house(email: str, *, has_hidden: bool = False) -> House:
    """Write a household; with `has_hidden` a second set of rows that its guest does not see."""
    owner = make_user(email)
    household = make_household(owner, email)
    with household_scope(household.pk, user_id=owner.pk):
        membership = Membership.objects.select_related("household", "user").get(user=owner)
        by = Actor.of(membership)
        guest = make_guest(household, Role.MANAGER, email=f"guest-of-{email}")
        books = Books(household, by)
        rows = rows_around(books, "Corner")
        rows |= {"household": household.pk, "membership": guest.membership.pk, "user": owner.pk}
        hidden = {}
        if has_hidden:
            books.checking = books.account("Secret", AccountKind.CHECKING, "EUR")
            hidden = rows_around(books, "Secret")
            hidden = {kind: pk for kind, pk in hidden.items() if kind not in ALWAYS_SHOWN}
            limit(guest, books.checking, Right.NONE, by=by)
    browser = Client()
    browser.force_login(owner)
    return House(household, prove(browser), guest, rows, hidden)


@dataclass(frozen=True)
class Answer:
    """What a request was answered and which tables it changed."""

    code: int
    text: str
    changed: list[str]

    @property
    def is_well(self) -> bool:
        return self.code < 300

    def without(self, pk: int) -> tuple[int, str]:
        """Return what was said, without the id that was asked about."""
        return self.code, re.sub(rf"(?<!\d){pk}(?!\d)", "#", self.text)


def ask(browser: Client, asked: Asked, rows: dict[str, int], **other: Any) -> Answer:
    """Send a request with the ids of `rows`, but for `other`; whatever it did is taken back."""
    url, filled = asked.url.format_map(rows), asked.filled(rows, **other)
    send = getattr(browser, asked.method)
    headers = {"X-Request-ID": "a-request-like-another"}
    before = state()
    with transaction.atomic():
        if asked.method == "get":
            answer = send(url, filled["query"], headers=headers)
        elif "file" in filled["body"]:
            file = SimpleUploadedFile("a.csv", FILE.encode())
            answer = send(url, filled["body"] | {"file": file}, headers=headers)
        else:
            answer = send(url, json.dumps(filled["body"]), "application/json", headers=headers)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        after = state()
        transaction.set_rollback(True)
    changed = [name for name, digest in after.items() if before[name] != digest]
    return Answer(answer.status_code, text.decode(), changed)


def state() -> dict[str, str]:
    """Return a digest of every table that holds rows of households."""
    with system_scope("a test compares every row", level=DEBUG), connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns where table_schema = 'public'"
            " and column_name = 'household_id' and table_name !~ 'audit|idempotency' order by 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        digests = (
            f"select '{name}', md5(coalesce(string_agg(r::text, ',' order by r::text), ''))"
            f' from "{name}" r'
            for name in tables
        )
        cursor.execute(" union all ".join(digests))
        return dict(cursor.fetchall())


@pytest.fixture(autouse=True)
def _one_moment(settings: Settings, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def mine() -> House:
    return house("mine@example.org", has_hidden=True)


def tells(browser: Client, mine: House, others: dict[str, int]) -> dict[str, Any]:
    """Return where a request about `others` rows is answered unlike one about no row, or acts."""
    found: dict[str, Any] = {}
    for asked in REQUESTS:
        for place, kind in asked.refs():
            if kind not in others:
                continue
            pk = others[kind]
            answer = ask(browser, asked, mine.rows, place=place, other=pk)
            of_nobody = ask(browser, asked, mine.rows, place=place, other=NOBODY)
            if answer.without(pk) != of_nobody.without(NOBODY) or (
                answer.changed and not answer.is_well
            ):
                found[f"{asked.operation} {place}"] = (answer, of_nobody)
    return found


def test_every_place_of_an_id_has_a_request() -> None:
    tried: dict[str, set[str]] = {}
    for asked in REQUESTS:
        tried.setdefault(asked.operation, set()).update(place for place, _kind in asked.refs())

    missed = {
        name: places - tried.get(name, set())
        for name, places in id_places(document()).items()
        if places - tried.get(name, set())
    }
    assert missed == {}


def test_requests_are_answered_well_with_rows_of_ones_own(mine: House) -> None:
    answers = [(each, ask(mine.owner, each, mine.rows)) for each in REQUESTS]

    assert {each.operation: answer for each, answer in answers if not answer.is_well} == {}


def test_rows_of_another_household_are_as_if_they_did_not_exist(mine: House) -> None:
    others = house("other@example.org")

    assert tells(mine.owner, mine, others.rows) == {}


def test_hidden_rows_are_as_if_they_did_not_exist(mine: House) -> None:
    browser = Client()
    browser.force_login(mine.guest.membership.user)

    assert tells(prove(browser), mine, mine.hidden) == {}
