"""Scopes nest, restore what was before, and end with their transaction."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from accounts.models import Household
from accounts.scope import enter_household, household_scope, system_scope


def scope_now() -> tuple[str, str, str]:
    """Return the household, person and system reason that the database sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('finehance.household', true),"
            " current_setting('finehance.user', true), current_setting('finehance.system', true)"
        )
        household, user, system = cursor.fetchone()
    return household or "", user or "", system or ""


def test_household_scope_restores_the_outer_scope(db: None) -> None:
    with household_scope(1, user_id=2):
        with household_scope(3):
            inner = scope_now()
        with system_scope("a test"):
            system = scope_now()
        outer = scope_now()

    assert (inner, system, outer) == (("3", "", ""), ("", "", "a test"), ("1", "2", ""))
    assert scope_now() == ("", "", "")


def test_household_scope_restores_after_an_error(db: None) -> None:
    with household_scope(1):
        with pytest.raises(RuntimeError, match="inside"), household_scope(2):
            raise RuntimeError("inside")

        assert scope_now() == ("1", "", "")


@pytest.mark.django_db(transaction=True)
def test_scope_ends_with_its_transaction() -> None:
    with household_scope(1, user_id=2):
        assert connection.in_atomic_block is True

    assert scope_now() == ("", "", "")


@pytest.mark.django_db(transaction=True)
def test_enter_household_lasts_for_the_transaction() -> None:
    with transaction.atomic():
        enter_household(7, user_id=8)
        inside = scope_now()

    assert (inside, scope_now()) == (("7", "8", ""), ("", "", ""))


@pytest.mark.django_db(transaction=True)
def test_enter_household_needs_a_transaction() -> None:
    with pytest.raises(TransactionManagementError, match="needs a transaction"):
        enter_household(1)


@pytest.mark.parametrize("reason", ["", "   "])
def test_system_scope_needs_a_reason(db: None, reason: str) -> None:
    with pytest.raises(ValueError, match="needs a reason"), system_scope(reason):
        pass


def test_system_scope_sees_every_household(
    household: Household, other_household: Household
) -> None:
    with system_scope("a test counts households"):
        seen = set(Household.objects.values_list("pk", flat=True))

    assert seen == {household.pk, other_household.pk}
    assert list(Household.objects.values_list("pk", flat=True)) == [household.pk]


def test_scope_lets_queries_run_in_one_process(db: None) -> None:
    with household_scope(1), connection.cursor() as cursor:
        cursor.execute("show max_parallel_workers_per_gather")

        assert cursor.fetchone() == ("0",)
