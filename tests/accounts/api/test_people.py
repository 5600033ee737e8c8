"""The API of a person: signing up, passwords, and what is known of them."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actors import Actor
from accounts.models import Household, IdempotencyRecord, Membership, User
from accounts.roles import Role
from accounts.scope import system_scope
from accounts.services.api_sign_ins import begin_sign_in
from accounts.services.api_tokens import create_token
from tests.accounts.api.programs import AUTH, REFRESH, call, send, sign_in
from tests.api.callers import caller, codes, fields
from tests.factories.accounts import PASSWORD

REGISTER = f"{AUTH}register/"
FORGOT = f"{AUTH}forgot-password/"
RESET = f"{AUTH}reset-password/"
CHANGE = f"{AUTH}change-password/"
ME = f"{AUTH}me/"
STATUS = f"{AUTH}security-status/"
JSON = "application/json"
BETTER = "seven-otters-in-a-boat"
Committed = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def api(household: Household, alice: User) -> Client:
    """A program of Alice's, signed in."""
    return caller(alice)


def register(browser: Client, email: str = "carol@example.org", **more: Any) -> Any:
    return send(browser, REGISTER, email=email, password=BETTER, **more)


def test_register_makes_a_person_with_a_household(
    anonymous: Client, db: None, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = register(anonymous, "Carol@Example.org", display_name="Carol")

    user = User.objects.get()
    with system_scope("a test looks a membership up"):
        membership = Membership.objects.select_related("household").get()
    assert (answer.status_code, answer.content, answer.cookies.output()) == (202, b"", "")
    assert (user.email, user.display_name) == ("carol@example.org", "Carol")
    assert (membership.role, membership.household.name) == (Role.OWNER, "Carol's household")
    assert EmailAddress.objects.get().verified is False
    assert [message.to for message in mail.outbox] == [["carol@example.org"]]


def test_register_of_a_known_address_answers_alike_and_tells_its_owner(
    anonymous: Client, alice: User, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        known, unknown = register(anonymous, "ALICE@example.org"), register(anonymous)

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert sorted(known.headers) == sorted(unknown.headers)
    assert [message.to for message in mail.outbox] == [["alice@example.org"], ["carol@example.org"]]
    alice.refresh_from_db()
    assert (User.objects.count(), alice.check_password(PASSWORD)) == (2, True)


@pytest.mark.parametrize("email", ["alice@example.org", "carol@example.org"])
def test_register_computes_one_hash_for_everybody(
    anonymous: Client, alice: User, settings: Settings, email: str
) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.api.programs.CountingHasher"]
    settings.COUNTED_HASHES = counted = []  # type: ignore[var-annotated]

    register(anonymous, email)

    assert counted == [BETTER]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["email", "password"]),
        ({"email": "nobody", "password": BETTER}, ["email"]),
        ({"email": "carol@example.org", "password": "password"}, ["password"]),
        ({"email": "alice@example.org", "password": "password"}, ["password"]),
        ({"email": "c@example.org", "password": BETTER, "is_staff": True}, ["is_staff"]),
    ],
)
def test_register_names_what_is_wrong(
    anonymous: Client, alice: User, body: dict[str, Any], wrong: list[str]
) -> None:
    status, named = fields(send(anonymous, REGISTER, **body))

    assert (status, sorted({name.partition("[")[0] for name in named})) == (400, wrong)
    assert User.objects.count() == 1


def test_forgotten_password_is_set_anew_by_the_key_of_the_mail(
    anonymous: Client, alice: User, household: Household,
    django_capture_on_commit_callbacks: Committed,
) -> None:  # fmt: skip
    before = sign_in(anonymous).json()
    with django_capture_on_commit_callbacks(execute=True):
        asked = send(anonymous, FORGOT, email="ALICE@example.org")
    found = re.search(r"/password/reset/key/([^/\s]+)/", str(mail.outbox[0].body))
    assert found is not None

    weak = send(anonymous, RESET, key=found[1], password="password")
    done = send(anonymous, RESET, key=found[1], password=BETTER)
    again = send(anonymous, RESET, key=found[1], password=BETTER)

    alice.refresh_from_db()
    assert (asked.status_code, done.status_code) == (202, 204)
    assert {name.partition("[")[0] for name in fields(weak)[1]} == {"password"}
    assert fields(again) == (400, ["key"])
    assert alice.check_password(BETTER) is True
    assert codes(call(anonymous, before["access"])) == (401, "AUTH_1002")
    assert codes(send(anonymous, REFRESH, refresh=before["refresh"])) == (401, "AUTH_1002")


def test_forgot_password_answers_alike_for_everybody(
    anonymous: Client, alice: User, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answers = [
            send(anonymous, FORGOT, email=email)
            for email in ("alice@example.org", "nobody@example.org")
        ]

    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 2
    assert [message.to for message in mail.outbox] == [
        ["alice@example.org"],
        ["nobody@example.org"],
    ]


@pytest.mark.parametrize("key", ["nonsense", "1-nonsense", "zz-", "-"])
def test_reset_password_refuses_wrong_keys(anonymous: Client, alice: User, key: str) -> None:
    assert fields(send(anonymous, RESET, key=key, password=BETTER)) == (400, ["key"])


def test_change_password_signs_programs_out_and_this_one_in_again(
    anonymous: Client, household: Household, alice: User
) -> None:
    other, mine = sign_in(anonymous).json(), caller(alice)

    answer = send(mine, CHANGE, current_password=PASSWORD, new_password=BETTER)

    alice.refresh_from_db()
    assert (answer.status_code, alice.check_password(BETTER)) == (200, True)
    assert call(anonymous, answer.json()["access"]).status_code == 200
    assert codes(call(anonymous, other["access"])) == (401, "AUTH_1002")
    assert codes(mine.get(ME)) == (401, "AUTH_1002")


def test_change_password_keeps_the_session_that_asks(client: Client) -> None:
    answer = send(client, CHANGE, current_password=PASSWORD, new_password=BETTER)

    assert (answer.status_code, client.get(ME).status_code) == (200, 200)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"current_password": "wrong", "new_password": BETTER}, {"current_password"}),
        ({"current_password": PASSWORD, "new_password": "password"}, {"new_password"}),
        ({"new_password": BETTER}, {"current_password"}),
    ],
)
def test_change_password_names_what_is_wrong(
    api: Client, alice: User, body: dict[str, str], wrong: set[str]
) -> None:
    status, named = fields(send(api, CHANGE, **body))

    alice.refresh_from_db()
    assert (status, {name.partition("[")[0] for name in named}) == (400, wrong)
    assert alice.check_password(PASSWORD) is True


def test_change_password_tires_of_wrong_ones(api: Client) -> None:
    tries = [
        send(api, CHANGE, current_password="wrong", new_password=BETTER) for _each in range(12)
    ]

    assert {tries[0].status_code, tries[-1].status_code} == {400, 429}


def test_me_tells_who_calls(api: Client, alice: User) -> None:
    body = api.get(ME).json()

    assert (body["id"], body["email"], body["display_name"]) == (alice.pk, alice.email, "Alice")
    assert set(body) == {"id", "email", "display_name", "date_joined", "erase_after"}


def test_me_works_without_a_household(anonymous: Client, bob: User) -> None:
    assert call(anonymous, begin_sign_in(user=bob).access, ME).json()["email"] == bob.email


def test_me_changes_the_name_alone(api: Client, alice: User) -> None:
    answer = api.patch(ME, {"display_name": "Alice Smith"}, JSON)
    refused = api.patch(ME, {"display_name": "x", "is_staff": True, "email": "x@x.org"}, JSON)

    alice.refresh_from_db()
    assert (answer.json()["display_name"], alice.display_name) == ("Alice Smith", "Alice Smith")
    assert fields(refused) == (400, ["email", "is_staff"])


def test_me_is_closed_by_whoever_knows_the_password(api: Client, alice: User) -> None:
    right = {"password": PASSWORD, "confirmation": alice.email}

    wrong = api.delete(ME, right | {"password": "wrong"}, JSON)
    mistyped = api.delete(ME, right | {"confirmation": "bob@example.org"}, JSON)
    alice.refresh_from_db()
    before = alice.erase_after
    done = api.delete(ME, right, JSON)

    assert (fields(wrong), mistyped.status_code, before) == ((400, ["password"]), 400, None)
    assert (done.status_code, done.json()["erase_after"] is not None) == (202, True)


@pytest.mark.parametrize(
    ("method", "address", "grants", "code"),
    [
        ("get", ME, ["profile:read"], None),
        ("get", STATUS, ["profile:read"], None),
        ("patch", ME, ["profile:read"], "AUTH_1004"),
        ("delete", ME, ["profile:write"], "AUTH_1005"),
        ("post", CHANGE, ["profile:write"], "AUTH_1005"),
    ],
)
def test_tokens_may_look_at_the_profile_and_no_more(
    actor: Actor, method: str, address: str, grants: list[str], code: str | None
) -> None:
    text = create_token(by=actor, name="script", grants=grants).text
    program = Client(headers={"Authorization": f"Bearer {text}"})

    assert getattr(program, method)(address).json().get("code") == code


def test_security_status_tells_what_guards_the_sign_in(
    api: Client, alice: User, actor: Actor
) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True)
    create_token(by=actor, name="script", grants=["profile:read"])

    assert api.get(STATUS).json() == {
        "has_password": True,
        "is_address_confirmed": True,
        "second_factors": [],
        "recovery_codes_left": 0,
        "recovery_due_at": None,
        "last_login": None,
        "api_sign_ins": 1,
        "api_tokens": 1,
    }


@pytest.mark.parametrize(
    ("method", "address"), [("get", ME), ("patch", ME), ("get", STATUS), ("post", CHANGE)]
)
def test_nobody_is_asked_to_sign_in(anonymous: Client, db: None, method: str, address: str) -> None:
    assert codes(getattr(anonymous, method)(address)) == (401, "AUTH_1001")


@pytest.mark.parametrize("address", [REGISTER, FORGOT, RESET, CHANGE, STATUS])
@pytest.mark.parametrize("method", ["PUT", "TRACE", "OPTIONS"])
def test_wrong_methods_are_refused_whatever_else_is_wrong(
    api: Client, address: str, method: str
) -> None:
    answer = api.generic(method, address, headers={"X-Household": "987654321"})

    assert codes(answer) == (405, "RESOURCE_3002")


ONCE = {"Idempotency-Key": "7f3a"}


def keyed(browser: Client, email: str, **more: str) -> Any:
    body = {"email": email, "password": BETTER}
    return browser.post(REGISTER, body, JSON, headers=ONCE, **more)  # type: ignore[arg-type]


def test_register_sent_twice_signs_up_and_mails_once(
    anonymous: Client, db: None, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answers = [keyed(anonymous, "carol@example.org") for _each in range(2)]
    other = keyed(anonymous, "dave@example.org")

    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 2
    assert [answer.get("Idempotency-Replayed") for answer in answers] == [None, "true"]
    assert len(mail.outbox) == 1
    assert codes(other) == (422, "VALIDATION_2006")


def test_register_keys_of_two_networks_are_apart(anonymous: Client, db: None) -> None:
    answers = [
        keyed(anonymous, "carol@example.org", REMOTE_ADDR="198.51.100.1"),
        keyed(anonymous, "dave@example.org", REMOTE_ADDR="198.51.100.2"),
    ]

    assert [answer.status_code for answer in answers] == [202, 202]


def test_register_keeps_nothing_of_the_password(anonymous: Client, db: None) -> None:
    keyed(anonymous, "carol@example.org")

    record = IdempotencyRecord.objects.get()
    plain = hashlib.sha256(BETTER.encode()).hexdigest()
    assert (record.household_id, record.user_id, record.body) == (None, None, "")
    assert record.digest != plain
    assert ONCE["Idempotency-Key"] not in record.key


@pytest.mark.django_db(transaction=True)
def test_of_the_same_registration_sent_at_once_one_is_made() -> None:
    start = Barrier(4)

    def race(_racer: int) -> Any:
        start.wait()
        try:
            return keyed(Client(), "carol@example.org")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(race, range(4)))

    assert {answer.status_code for answer in answers} == {202}
    assert sum("Idempotency-Replayed" in answer for answer in answers) == 3
    assert (User.objects.count(), len(mail.outbox)) == (1, 1)
