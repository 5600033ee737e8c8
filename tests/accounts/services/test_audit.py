"""Writing the audit trail, and that nobody rewrites it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actors import Actor, Origin
from accounts.clients import Client, client_scope
from accounts.enums import AuditKind
from accounts.middleware import HouseholdMiddleware
from accounts.models import INSTANCE, AuditChain, AuditEvent, Household, User
from accounts.scope import enter_household, household_scope, system_scope
from accounts.services.audit import mask_address, record_event
from accounts.services.audit_chains import seal_chain, seal_waiting_chains

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_event_says_who_did_what_from_where(actor: Actor, household: Household) -> None:
    client = Client("203.0.113.0/24", "Firefox on Linux")

    with time_machine.travel(NOW, tick=False), client_scope(client):
        record_event(
            AuditKind.EXPORTED, by=actor, subject="transactions", details={"rows": 3, "as": "csv"}
        )

    event = last_event()
    said = (event.kind, event.at, event.user_label, event.origin, event.address, event.agent)
    assert said == (
        "exported", NOW, "a…@example.org", "user", "203.0.113.0/24", "Firefox on Linux",
    )  # fmt: skip
    assert (event.household_id, event.user_id, event.operator_id) == (
        household.pk,
        actor.user.pk if actor.user else 0,
        None,
    )
    assert (event.subject, event.details) == ("transactions", {"rows": 3, "as": "csv"})
    assert str(event) == "Data exported transactions"


def test_event_without_a_household_needs_no_scope(alice: User) -> None:
    enter_household(None)

    record_event(AuditKind.SIGN_IN_FAILED, user=alice)

    with system_scope("test"):
        event = AuditEvent.objects.get(kind="sign_in_failed")
        assert (event.household_id, event.user_id, event.origin) == (None, alice.pk, "user")


def test_event_of_a_request_outside_of_the_middleware(alice: User) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.20")
    request.user = alice

    record_event(AuditKind.SIGNED_IN, request=request)

    with system_scope("test"):
        event = AuditEvent.objects.get(kind="sign_in")
        assert (event.user_id, event.address) == (alice.pk, "198.51.100.0/24")


def test_system_is_named_as_such(household: Household) -> None:
    record_event(AuditKind.JOB_FAILED, by=Actor.system(household, Origin.SCHEDULE))

    assert (last_event().origin, last_event().user_label) == ("schedule", "")


@pytest.mark.parametrize("details", [{"amount": 1.5}, {"deep": [{"amount": 0.1}]}])
def test_figures_are_refused(actor: Actor, details: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        record_event(AuditKind.EXPORTED, by=actor, details=details)


def test_text_is_made_to_fit(actor: Actor) -> None:
    record_event(AuditKind.EXPORTED, by=actor, subject="a\0" + "b" * 300, details={"x": "\0y"})

    assert (len(last_event().subject), last_event().details) == (200, {"x": "y"})


@pytest.mark.parametrize(
    ("email", "masked"),
    [("alice@example.org", "a…@example.org"), ("a@b", "a…@b"), ("", "…")],
)
def test_address_is_masked(email: str, masked: str) -> None:
    assert mask_address(email) == masked


def test_event_goes_with_its_transaction(actor: Actor) -> None:
    before = AuditEvent.objects.count()

    with transaction.atomic():
        record_event(AuditKind.EXPORTED, by=actor)
        transaction.set_rollback(True)

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("status", [403, 500])
def test_refused_request_keeps_what_must_outlive_it(alice: User, status: int) -> None:
    def refuse(_request: HttpRequest) -> HttpResponse:
        record_event(AuditKind.SIGNED_IN, user=alice)
        record_event(AuditKind.SIGN_IN_FAILED, user=alice, outlives_rollback=True)
        transaction.set_rollback(True)
        return HttpResponse(status=status)

    request = RequestFactory().get("/")
    request.user = alice
    request.session = {}  # type: ignore[assignment]
    HouseholdMiddleware(refuse)(request)

    with system_scope("test"):
        assert [event.kind for event in AuditEvent.objects.about(alice).filter(household=None)] == [
            "sign_in_failed"
        ]


def test_accepted_request_writes_once(alice: User) -> None:
    def accept(_request: HttpRequest) -> HttpResponse:
        record_event(AuditKind.SIGN_IN_FAILED, user=alice, outlives_rollback=True)
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = alice
    request.session = {}  # type: ignore[assignment]
    HouseholdMiddleware(accept)(request)

    with system_scope("test"):
        assert AuditEvent.objects.filter(kind="sign_in_failed").count() == 1


def test_events_take_their_places_after_the_commit(
    actor: Actor,
    household: Household,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        record_event(AuditKind.EXPORTED, by=actor, subject="one")
        record_event(AuditKind.EXPORTED, by=actor, subject="two")

    sealed = list(AuditEvent.objects.in_household(household).order_by("sequence"))
    chain = AuditChain.objects.get(pk=household.pk)
    assert len(callbacks) == 1
    assert [event.sequence for event in sealed] == list(range(1, len(sealed) + 1))
    assert [event.previous_hash for event in sealed[1:]] == [event.hash for event in sealed[:-1]]
    assert (chain.last_sequence, chain.last_hash) == (len(sealed), sealed[-1].hash)


def test_what_was_left_waiting_is_sealed_later(actor: Actor, alice: User) -> None:
    record_event(AuditKind.EXPORTED, by=actor)
    record_event(AuditKind.SIGNED_IN, user=alice)

    assert seal_waiting_chains() >= 2
    assert (seal_waiting_chains(), seal_chain(INSTANCE)) == (0, 0)


def test_event_that_was_slipped_in_is_not_sealed(household: Household, actor: Actor) -> None:
    record_event(AuditKind.EXPORTED, by=actor)
    seal_chain(household.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into accounts_auditevent (nonce, household_id, at, kind, user_label, origin,"
            " address, agent, request_id, subject, details, mac, previous_hash, hash)"
            " select gen_random_uuid(), household_id, at, kind, user_label, origin, address, agent,"
            " request_id, 'forged', details, mac, '', '' from accounts_auditevent limit 1"
        )

    assert seal_chain(household.pk) == 0
    assert AuditEvent.objects.get(subject="forged").sequence is None


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "update accounts_auditevent set subject = 'nothing'",
        "update accounts_auditevent set details = '[]', sequence = 99",
        "update accounts_auditevent set sequence = null",
        "delete from accounts_auditevent",
        "set local finehance.truncate = ''; truncate accounts_auditevent",
    ],
)
def test_trail_is_not_rewritten(
    actor: Actor, household: Household, statement: str, *, is_sealed: bool
) -> None:
    record_event(AuditKind.EXPORTED, by=actor)
    if is_sealed:
        seal_chain(household.pk)

    with (
        pytest.raises(DatabaseError, match="audit trail"),
        system_scope("test"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update accounts_auditchain set last_sequence = 0",
        "update accounts_auditchain set first_sequence = 2, last_sequence = 9",
        "delete from accounts_auditchain",
        "set local finehance.truncate = ''; truncate accounts_auditchain",
    ],
)
def test_ends_of_a_chain_are_not_moved_back(
    actor: Actor, household: Household, statement: str
) -> None:
    record_event(AuditKind.EXPORTED, by=actor)
    seal_chain(household.pk)

    with (
        pytest.raises(DatabaseError, match="audit trail"),
        system_scope("test"),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_members_see_their_household_and_themselves(
    actor: Actor, household: Household, other_household: Household, alice: User, bob: User
) -> None:
    with system_scope("test"):
        for place, person in ((household, bob), (other_household, bob), (None, alice)):
            record_event(AuditKind.EXPORTED, household=place, user=person, subject="seen?")
        record_event(AuditKind.EXPORTED, household=other_household, user=alice, subject="seen?")

    enter_household(household.pk, user_id=alice.pk)

    seen = AuditEvent.objects.filter(subject="seen?").order_by("pk")
    assert [(event.household_id, event.user_id) for event in seen] == [
        (household.pk, bob.pk),
        (None, alice.pk),
        (other_household.pk, alice.pk),
    ]


def test_nobody_writes_into_another_household(
    household: Household, other_household: Household
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        record_event(AuditKind.EXPORTED, household=other_household)


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain(household: Household, actor: Actor) -> None:
    def write() -> None:
        try:
            for _turn in range(5):
                with household_scope(household.pk):
                    record_event(AuditKind.EXPORTED, by=actor)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _each in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    seal_chain(household.pk)
    with household_scope(household.pk):
        exports = AuditEvent.objects.in_household(household).filter(kind="exported")
        places = AuditEvent.objects.in_household(household).values_list("sequence", flat=True)
        assert exports.count() == 20
        assert sorted(place or 0 for place in places) == list(range(1, len(places) + 1))
