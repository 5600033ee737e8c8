"""The chart of accounts of a new household."""

from __future__ import annotations

import pytest

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import AccountKind, SystemRole
from ledger.models import Account
from ledger.services.chart import seed_chart
from ledger.taxonomy import TAXONOMY, CategoryKind


def test_household_begins_with_every_system_account(household: Household) -> None:
    rows = Account.objects.in_household(household).exclude(system_role="")

    kinds = dict(rows.values_list("system_role", "kind"))

    assert kinds == {
        SystemRole.OPENING: AccountKind.EQUITY,
        SystemRole.ADJUSTMENT: AccountKind.EQUITY,
        SystemRole.TRADING: AccountKind.EQUITY,
        SystemRole.UNCATEGORISED_INCOME: AccountKind.INCOME,
        SystemRole.UNCATEGORISED_EXPENSE: AccountKind.EXPENSE,
    }


def test_household_begins_with_the_taxonomy_but_its_transfers(household: Household) -> None:
    rows = Account.objects.in_household(household).exclude(taxonomy_id="")

    seeded = set(rows.values_list("taxonomy_id", "parent__taxonomy_id", "kind"))

    assert seeded == {
        (entry.id, entry.parent or None, entry.kind)
        for entry in TAXONOMY
        if entry.kind != CategoryKind.TRANSFER
    }


def test_seed_chart_adds_only_what_is_missing(actor: Actor) -> None:
    rows = Account.objects.in_household(actor.household)
    rows.filter(taxonomy_id="income.wages").update(name="Pay")
    rows.filter(system_role=SystemRole.TRADING).delete()

    added = seed_chart(by=actor)

    assert added == 1
    assert rows.get(taxonomy_id="income.wages").name == "Pay"


def test_seed_chart_costs_the_same_few_queries(
    actor: Actor, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    Account.objects.in_household(actor.household).filter(taxonomy_id="income.wages").delete()

    with django_assert_num_queries(5):  # type: ignore[operator]
        seed_chart(by=actor)
