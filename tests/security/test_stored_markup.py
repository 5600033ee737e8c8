"""Markup planted in every text that people enter, and every page and download fetched after it.

The pages come from the URL conf, so that a new page is looked at as soon as it exists.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household, User
from accounts.scope import enter_household
from ledger.models import (
    Account,
    ChangeSet,
    ImportBatch,
    Operation,
    Payee,
    Reminder,
    Rule,
    SavedView,
    Tag,
    Transaction,
    TransactionTemplate,
)
from ledger.services.accounts import create_account
from ledger.services.categories import create_category
from ledger.services.operations import create_operation
from ledger.services.reminders import create_reminder
from ledger.services.rules import create_rule
from ledger.services.saved_views import create_saved_view
from ledger.services.templates import create_template
from ledger.services.uploads import store_upload
from tests.factories.accounts import make_job
from tests.factories.books import Books
from tests.security.addresses import Address, addresses

MARK = "zzmark"
# Ends an attribute, an element, a script, a comment; begins a formula and a header.
SCRIPT = f"\"'></script><script>{MARK}()</script>"
FORMULA = f"=cmd|'{MARK}'!A1<img src=x onerror={MARK}>"
LIVE = re.compile(rf"<script>{MARK}|<img src=x onerror={MARK}")
# Downloads hold what was entered, and no browser draws them.
PLAIN = ("application/json", "text/csv", "text/plain", "application/zip", "application/vnd")


@pytest.fixture(params=[SCRIPT, FORMULA])
def rows(
    request: pytest.FixtureRequest,
    actor: Actor,
    alice: User,
    settings: Settings,
    tmp_path: Path,
) -> dict[str, int]:
    """Rows of every kind whose every text is the payload, by the word in a URL name."""
    settings.MEDIA_ROOT = tmp_path
    text, household = request.param, actor.household
    User.objects.filter(pk=alice.pk).update(display_name=text)
    Household.objects.filter(pk=household.pk).update(name=text)
    enter_household(household.pk, user_id=alice.pk)
    books = Books(household, actor)
    account = create_account(by=actor, name=text, kind="checking", currency="EUR", institution=text)
    category = create_category(by=actor, name=f"{text}.", kind="expense")
    spent = books.spend("2026-03-01", "12.50", category, payee=text, tags=(text[:50],))
    Transaction.objects.filter(pk=spent.pk).update(memo=text, raw_payee=text)
    create_rule(
        by=actor,
        name=text,
        conditions={"all": [{"field": "payee", "op": "contains", "value": text}]},
        actions={"set_category": category.pk},
    )
    create_template(by=actor, transaction=spent, name=text[:100])
    create_saved_view(
        by=actor, name=text, query="amount>5", today=date(2026, 3, 20), is_pinned=True
    )
    create_operation(by=actor, name=text, category=category)
    create_reminder(
        by=actor,
        remind_on=date(2026, 3, 2),
        text=text[:200],
        transaction=Transaction.objects.latest("pk"),
    )
    file = BytesIO(f'Date,Text,Amount\n2025-03-31,"{text.replace(chr(34), "")}",1.00\n'.encode())
    store_upload(by=actor, account=account, name=f"{text}.csv", stream=file)
    job = make_job(household, title=text, message=text, error=text, state="failed")
    models: dict[str, Any] = {
        "template": TransactionTemplate,
        "transaction": Transaction,
        "account": Account,
        "category": Account,
        "payee": Payee,
        "tag": Tag,
        "rule": Rule,
        "saved-view": SavedView,
        "operation": Operation,
        "reminder": Reminder,
        "import": ImportBatch,
        "undo": ChangeSet,
    }
    found = {word: model.objects.latest("pk").pk for word, model in models.items()}
    return found | {"job": job.pk, "household": household.pk}


def pages() -> list[Address]:
    return [each for each in addresses() if "-api:" not in each.name]


def test_no_page_shows_planted_markup_alive(client: Client, rows: dict[str, int]) -> None:
    client.raise_request_exception = False
    alive, failed, shown = [], [], 0
    for address in pages():
        answer: Any = client.get(address.url(rows))
        if answer.status_code >= 500:
            failed.append(address.name)
        if answer.streaming or answer["Content-Type"].startswith(PLAIN):
            continue
        text = answer.content.decode()
        shown += MARK in text
        if LIVE.search(text):
            alive.append(address.name)

    assert (alive, failed) == ([], [])
    assert shown >= 15


@pytest.mark.parametrize("kind", ["csv", "json", "hledger", "beancount"])
def test_download_is_never_drawn_and_its_headers_are_whole(
    client: Client, rows: dict[str, int], kind: str
) -> None:
    answer: Any = client.get(f"/export/?format={kind}")

    content = b"".join(answer.streaming_content).decode()
    assert MARK in content
    assert answer["Content-Type"].startswith(PLAIN)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer["Content-Disposition"])


def test_no_cell_of_a_table_is_a_formula(client: Client, rows: dict[str, int]) -> None:
    answer: Any = client.get("/export/?format=csv")

    lines = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))
    cells = [cell for line in lines[1:] for cell in line]
    assert any(MARK in cell for cell in cells)
    assert [c for c in cells if c[:1] in "=+@\t\r" and c] == []
