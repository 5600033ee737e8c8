"""The walls of this app's tables, tried through the ORM and by raw SQL."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import Household, Job, Membership, User
from accounts.roles import Role
from accounts.scope import enter_household, household_scope
from tests.factories.accounts import make_job, make_member

TABLES = ("accounts_household", "accounts_membership", "accounts_job")


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_role_is_bound_by_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")

        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("table", TABLES)
def test_table_forces_row_security(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where relname = %s", [table]
        )

        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("table", TABLES)
def test_no_scope_sees_no_rows(household: Household, table: str) -> None:
    make_job(household)

    enter_household(None)

    assert count(table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_household_sees_its_own_rows_alone(
    household: Household, other_household: Household, table: str
) -> None:
    make_job(household)
    make_job(other_household)

    enter_household(household.pk)

    assert count(table) == 1


def test_person_sees_their_memberships_and_no_jobs(
    household: Household, other_household: Household, alice: User
) -> None:
    make_job(household)

    enter_household(None, user_id=alice.pk)

    assert [count(table) for table in TABLES] == [1, 1, 0]


def test_member_cannot_be_written_into_another_household(
    household: Household, other_household: Household, alice: User
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Membership.objects.create(household=other_household, user=alice, role=Role.OWNER)


def test_person_cannot_raise_their_role_by_reading_rights(
    other_household: Household, household: Household
) -> None:
    carol = make_member(other_household, Role.VIEWER)
    enter_household(household.pk, user_id=carol.user.pk if carol.user else None)

    changed = Membership.objects.filter(household=other_household).update(role=Role.OWNER)

    assert changed == 0


def test_update_cannot_move_a_row_to_another_household(
    household: Household, other_household: Household
) -> None:
    job = make_job(household)
    enter_household(household.pk)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(household=other_household)


@pytest.mark.parametrize(
    "statement",
    [
        "update accounts_job set title = 'stolen'",
        "delete from accounts_job",
    ],
)
def test_raw_sql_touches_no_other_household(
    household: Household, other_household: Household, statement: str
) -> None:
    job = make_job(other_household, title="Bob's")
    enter_household(household.pk)

    with connection.cursor() as cursor:
        cursor.execute(statement)

        assert cursor.rowcount == 0
    with household_scope(other_household.pk):
        assert Job.objects.get().title == job.title
