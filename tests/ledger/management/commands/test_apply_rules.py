"""The command that runs rules."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from accounts.actors import Actor
from ledger.enums import AccountKind
from ledger.models import Transaction
from ledger.services.rules import create_rule
from tests.factories.books import Books
from tests.factories.rules import leaf


@pytest.fixture
def spent(household: object, actor: Actor) -> Transaction:
    """Spending that a rule would put elsewhere."""
    books = Books(actor.household, actor)
    target = books.account("Fun", AccountKind.EXPENSE)
    create_rule(
        by=actor,
        name="Fun",
        conditions=leaf("memo", "contains", "cinema"),
        actions={"set_category": target.pk},
    )
    row = books.spend("2025-01-01", "12", memo="Cinema")
    Transaction.objects.filter(pk=row.pk).update(category_source="")
    return row


@pytest.mark.parametrize(("flags", "changed"), [(["--dry-run"], 0), ([], 1)])
def test_apply_rules_prints_its_proposals(
    spent: Transaction,
    capsys: pytest.CaptureFixture[str],
    flags: list[str],
    changed: int,
) -> None:
    call_command("apply_rules", "--household", str(spent.household_id), "--json", *flags)

    printed = json.loads(capsys.readouterr().out)
    assert (printed["proposed"], printed["changed"]) == (1, changed)
    assert printed["proposals"][0]["transaction"] == spent.pk
    spent.refresh_from_db()
    assert (spent.category_source == "rule") is bool(changed)
