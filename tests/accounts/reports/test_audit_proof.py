"""Whatever is done to the trail behind the product's back is found, and the row is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household
from accounts.reports.audit_proof import known_chains, prove_chain
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.audit_chains import seal_chain

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def places(household: Household, actor: Actor) -> dict[int, int]:
    """The ids of the household's events by place; the last five are exports."""
    for number in range(5):
        record_event(AuditKind.EXPORTED, by=actor, subject=f"export {number}")
    seal_chain(household.pk)
    events = AuditEvent.objects.in_household(household)
    return {event.sequence or 0: event.pk for event in events}


def tamper(statement: str, **values: int) -> None:
    """Do what a person with the database's password does: past the guards."""
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("select set_config('finehance.audit_upkeep', 'tampering', true)")
        cursor.execute(statement, values)
        cursor.execute("select set_config('finehance.audit_upkeep', '', true)")


def differences(household: Household) -> list[tuple[str, int | None]]:
    proof = prove_chain(household.pk, now=NOW)
    return [(difference.kind, difference.event) for difference in proof.differences]


def test_untouched_chain_is_proved(household: Household, places: dict[int, int]) -> None:
    proof = prove_chain(household.pk, now=NOW)

    assert (proof.events, proof.waiting, proof.differences) == (len(places), 0, ())


@pytest.mark.parametrize(
    "change",
    [
        "subject = 'nothing'",
        "details = '{\"rows\": 1}'",
        "user_id = 4711",
        "household_id = household_id, at = at - interval '1 microsecond'",
        "kind = 'sign_in'",
        "mac = repeat('0', 64)",
    ],
)
def test_changed_row_is_named(household: Household, places: dict[int, int], change: str) -> None:
    row = places[len(places) - 2]

    tamper(f"update accounts_auditevent set {change} where id = %(row)s", row=row)

    assert differences(household) == [("changed", row)]


def test_removed_row_is_named_by_the_one_after(
    household: Household, places: dict[int, int]
) -> None:
    last = len(places)

    tamper("delete from accounts_auditevent where id = %(row)s", row=places[last - 2])

    proof = prove_chain(household.pk, now=NOW)
    assert [(each.kind, each.event) for each in proof.differences] == [
        ("removed", places[last - 1])
    ]
    assert f"place {last - 2} " in proof.differences[0].detail


def test_closing_the_gap_does_not_hide_it(household: Household, places: dict[int, int]) -> None:
    last = len(places)

    tamper("delete from accounts_auditevent where id = %(row)s", row=places[last - 1])
    tamper(
        "update accounts_auditevent set sequence = sequence - 1 where id = %(row)s",
        row=places[last],
    )

    assert differences(household) == [("reordered", places[last]), ("removed", None)]


def test_reordered_rows_are_named(household: Household, places: dict[int, int]) -> None:
    last = len(places)
    first, second = places[last - 2], places[last - 1]

    tamper(
        "update accounts_auditevent set sequence = 1000 + sequence where id in"
        " (%(first)s, %(second)s);"
        " update accounts_auditevent set sequence = %(place)s + 1 where id = %(first)s;"
        " update accounts_auditevent set sequence = %(place)s where id = %(second)s",
        first=first,
        second=second,
        place=last - 2,
    )

    assert [row for _kind, row in differences(household)] == [second, first, places[last]]


@pytest.mark.parametrize("missing", [1, 3])
def test_cut_off_end_is_missed(household: Household, places: dict[int, int], missing: int) -> None:
    tamper(
        "delete from accounts_auditevent where id >= %(row)s", row=places[len(places) - missing + 1]
    )

    assert differences(household) == [("removed", None)]


def test_end_that_was_moved_back_is_found(household: Household, places: dict[int, int]) -> None:
    last = len(places)
    tamper("delete from accounts_auditevent where id = %(row)s", row=places[last])
    tamper(
        "update accounts_auditchain set last_sequence = %(last)s,"
        " last_hash = (select hash from accounts_auditevent where id = %(row)s)"
        " where chain = %(chain)s",
        last=last - 1,
        row=places[last - 1],
        chain=household.pk,
    )

    assert differences(household) == [("changed", None)]


def test_cut_off_start_is_missed(household: Household, places: dict[int, int]) -> None:
    tamper("delete from accounts_auditevent where id = %(row)s", row=places[1])

    assert differences(household)[0] == ("removed", places[2])


def test_chain_whose_ends_are_gone_is_beyond_any_end(
    household: Household, places: dict[int, int]
) -> None:
    tamper("delete from accounts_auditchain where chain = %(chain)s", chain=household.pk)

    assert differences(household)[0] == ("forged", places[1])


def test_row_of_another_chain_does_not_pass(
    household: Household, other_household: Household, places: dict[int, int]
) -> None:
    seal_chain(other_household.pk)
    tamper(
        "update accounts_auditevent set household_id = %(other)s, sequence = 100"
        " where id = %(row)s",
        other=other_household.pk,
        row=places[len(places)],
    )

    assert ("forged", places[len(places)]) in differences_of_everybody(other_household)


def differences_of_everybody(household: Household) -> list[tuple[str, int | None]]:
    with system_scope("test"):
        return differences(household)


def test_event_that_waits_for_too_long_is_named(household: Household, actor: Actor) -> None:
    seal_chain(household.pk)
    record_event(AuditKind.EXPORTED, by=actor)
    event = AuditEvent.objects.latest("pk")

    fresh = prove_chain(household.pk, now=event.at + timedelta(minutes=9))
    stale = prove_chain(household.pk, now=event.at + timedelta(minutes=11))

    assert (fresh.waiting, fresh.differences) == (1, ())
    assert [(each.kind, each.event) for each in stale.differences] == [("unplaced", event.pk)]


def test_seals_need_the_key(
    household: Household, places: dict[int, int], settings: Settings
) -> None:
    old = settings.ENCRYPTION_KEY
    settings.ENCRYPTION_KEY = f"{'n' * 40},{old}"
    assert differences(household) == []

    settings.ENCRYPTION_KEY = "n" * 40

    assert {kind for kind, _row in differences(household)} == {"changed"}


def test_every_chain_is_known(
    household: Household, other_household: Household, places: dict[int, int]
) -> None:
    record_event(AuditKind.SIGNED_IN)

    with system_scope("test"):
        assert {0, household.pk} <= set(known_chains())
