"""The household to measure by: as many rows as asked for, the same ones each time, sound books."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Household
from accounts.scope import household_scope, system_scope
from ledger.models import Account, Transaction
from ledger.reports.balances import balance_sheet
from ledger.reports.verify import verify_ledger


def seed(name: str, count: int) -> dict[str, Any]:
    out = StringIO()
    call_command(
        "seed_bench", household=name, transactions=count, until=date(2026, 6, 30), json=True,
        stdout=out,
    )  # fmt: skip
    outcome: dict[str, Any] = json.loads(out.getvalue())
    return outcome


def household_named(name: str) -> Household:
    with system_scope("a test"):
        return Household.objects.get(name=name)


@pytest.mark.django_db
def test_seed_bench_makes_sound_books() -> None:
    outcome = seed("Bench", 400)

    household = household_named("Bench")
    assert (outcome["household"], outcome["transactions"]) == ("Bench", 400)
    with household_scope(household.pk):
        found = verify_ledger(household)
        dates = Transaction.objects.order_by("date").values_list("date", flat=True)
        assert (found.differences, found.checked["transactions"]) == ((), 400)
        assert (dates[0], dates[399]) == (date(2016, 6, 30), date(2026, 6, 30))
        assert Account.objects.filter(name="Checking").count() == 1


@pytest.mark.django_db
def test_seed_bench_is_the_same_each_time() -> None:
    sheets = []
    for name in ("First", "Second"):
        seed(name, 150)
        household = household_named(name)
        with household_scope(household.pk):
            sheet = balance_sheet(household, as_of=date(2026, 6, 30))
            sheets.append([(row.path, row.own) for row in sheet.rows])

    assert sheets[0] == sheets[1]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1])
def test_seed_bench_refuses_no_transactions(count: int) -> None:
    with pytest.raises(CommandError, match="at least"):
        seed("Bench", count)


@pytest.mark.django_db
def test_seed_bench_refuses_a_name_that_is_taken(household: Household) -> None:
    with pytest.raises(CommandError, match="already"):
        seed(household.name, 10)
