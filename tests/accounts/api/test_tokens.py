"""API tokens as programs use them, and the API by which people manage them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import ApiToken, AuditEvent, Household, IdempotencyRecord, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope, system_scope
from accounts.services.api_tokens import create_token
from accounts.token_scopes import GRANTS
from tests.accounts.api.programs import JOBS, call, send
from tests.api.callers import caller, codes, fields, member
from tests.factories.accounts import make_household, make_job, make_member, prove

TOKENS = "/api/v1/tokens/"
HOUSEHOLDS = "/api/v1/households/"
TAGS = "/api/v1/tags/"
JSON = "application/json"
NEW = {"name": "backup", "scopes": ["transactions:read", "profile:write"]}


@pytest.fixture
def client(client: Client) -> Client:
    """A browser of Alice's that has just given its password."""
    return prove(client)


def token_text(actor: Actor, *grants: str, days: int = 90) -> str:
    """Return the text of a new token; with every grant unless some are named."""
    return create_token(by=actor, name="script", grants=grants or GRANTS, days=days).text


def program(text: str, **headers: str) -> Client:
    """Return a program that calls with a token."""
    return Client(headers={"Authorization": f"Bearer {text}", **headers})


def test_token_opens_its_household(actor: Actor, household: Household) -> None:
    job = make_job(household)

    answer = program(token_text(actor)).get(JOBS)

    assert [row["id"] for row in answer.json()["results"]] == [job.pk]


@pytest.mark.parametrize(
    ("grants", "method", "address", "needed"),
    [
        (["profile:read"], "get", JOBS, "transactions:read"),
        (["transactions:read"], "post", TAGS, "transactions:write"),
        (["transactions:write"], "get", "/api/v1/totals/months/", "analytics:read"),
        (["transactions:write"], "get", HOUSEHOLDS, "profile:read"),
        (["profile:write"], "patch", f"{HOUSEHOLDS}{{own}}/", "admin:write"),
    ],
)  # fmt: skip
def test_token_without_the_scope_is_told_which_it_needs(
    actor: Actor, grants: list[str], method: str, address: str, needed: str
) -> None:
    asked = address.format(own=actor.household.pk)
    answer = getattr(program(token_text(actor, *grants)), method)(asked)

    body = answer.json()
    assert (*codes(answer), body["scope"], body["detail"]) == (
        403,
        "AUTH_1004",
        needed,
        f"The token lacks {needed}.",
    )


def test_token_that_may_write_may_read(actor: Actor) -> None:
    caller = program(token_text(actor, "transactions:write"))

    made = caller.post(TAGS, {"name": "fruit"}, JSON)

    assert (made.status_code, caller.get(TAGS).status_code) == (201, 200)


def test_token_may_no_more_than_the_role_of_its_person(household: Household) -> None:
    viewer = make_member(household, Role.VIEWER)

    answer = program(token_text(viewer)).post(TAGS, {"name": "fruit"}, JSON)

    assert codes(answer) == (403, "AUTH_1003")


def test_token_reaches_one_household_alone(actor: Actor, household: Household, alice: User) -> None:
    second = make_household(alice, "The shop")
    text = token_text(actor)

    named = program(text, **{"X-Household": str(second.pk)}).get(JOBS)
    own = program(text, **{"X-Household": str(household.pk)}).get(JOBS)
    listed = program(text).get(HOUSEHOLDS).json()["results"]
    changed = program(text).patch(f"{HOUSEHOLDS}{second.pk}/", {"name": "Mine"}, JSON)

    assert (codes(named), own.status_code) == ((404, "RESOURCE_3001"), 200)
    assert [row["id"] for row in listed] == [household.pk]
    assert codes(changed) == (404, "RESOURCE_3001")


@pytest.mark.parametrize(("method", "address"), [("get", TOKENS), ("post", TOKENS)])
def test_token_neither_sees_nor_makes_tokens(actor: Actor, method: str, address: str) -> None:
    answer = getattr(program(token_text(actor)), method)(address, NEW, JSON)

    assert codes(answer) == (403, "AUTH_1005")
    assert ApiToken.objects.count() == 1


def test_token_expires(actor: Actor) -> None:
    text = token_text(actor, days=7)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(hours=1))

    assert codes(program(text).get(JOBS)) == (401, "AUTH_1002")


@pytest.mark.parametrize("act", ["revoke", "deactivate", "take out"])
def test_token_ends_with_its_person(actor: Actor, alice: User, act: str) -> None:
    text = token_text(actor)
    if act == "revoke":
        ApiToken.objects.update(revoked_at=timezone.now())
    elif act == "deactivate":
        User.objects.update(is_active=False)
    else:
        Membership.objects.all().delete()

    assert codes(program(text).get(JOBS)) == (401, "AUTH_1002")


def test_token_outlives_a_new_password(actor: Actor, alice: User) -> None:
    text = token_text(actor)

    alice.set_password("a-brand-new-one")
    alice.save()

    assert program(text).get(JOBS).status_code == 200


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text[:-1],
        lambda text: text + "0",
        lambda text: "fin_",
        lambda text: text.swapcase(),
        lambda text: "fin_" + "0" * 8 + text[12:],
    ],
)
def test_altered_token_costs_no_query(anonymous: Client, actor: Actor, alter: Any) -> None:
    text = alter(token_text(actor))

    with CaptureQueriesContext(connection) as queries:
        answer = call(anonymous, text)

    looks = [query["sql"] for query in queries if "finehance_enter" in query["sql"]]
    assert (codes(answer), looks) == ((401, "AUTH_1002"), [])


def test_use_is_noted_once_a_minute(actor: Actor) -> None:
    caller = program(token_text(actor))
    noted = []
    start = timezone.now()

    for seconds in (0, 50, 70):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            caller.get(JOBS, REMOTE_ADDR=f"198.51.100.{seconds}")
        token = ApiToken.objects.get()
        noted.append((token.last_used_at, token.last_used_from))

    assert noted == [
        (start, "198.51.100.0"),
        (start, "198.51.100.0"),
        (start + timedelta(seconds=70), "198.51.100.70"),
    ]


def queries_of(caller: Client) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert caller.get(JOBS).status_code == 200
    return [query["sql"] for query in queries if not query["sql"].startswith(("SAVE", "RELEASE"))]


def test_authentication_takes_three_queries_or_fewer(actor: Actor, alice: User) -> None:
    by_token = program(token_text(actor))
    by_token.get(JOBS)

    # One of each is the list of jobs itself.
    assert (len(queries_of(by_token)) - 1, len(queries_of(caller(alice))) - 1) == (2, 3)


def test_create_answers_the_text_this_once(client: Client, household: Household) -> None:
    answer = client.post(TOKENS, NEW, JSON)
    made = answer.json()

    assert answer.status_code == 201
    assert (answer["Location"], answer["Cache-Control"]) == (f"{TOKENS}{made['id']}/", "no-store")
    assert made["token"].startswith(f"fin_{made['prefix']}_")
    assert (made["scopes"], made["state"]) == (["profile:write", "transactions:read"], "active")
    again = client.get(f"{TOKENS}{made['id']}/")
    assert again.json() == {key: value for key, value in made.items() if key != "token"}
    assert program(made["token"]).get(JOBS).status_code == 200


def test_create_holds_for_ninety_days_unless_told(client: Client, actor: Actor) -> None:
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False):
        days = [
            client.post(TOKENS, NEW | more, JSON).json()["expires_at"][:10]
            for more in ({}, {"days": 1}, {"days": 365})
        ]

    assert days == ["2026-04-01", "2026-01-02", "2027-01-01"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["name", "scopes"]),
        ({"scopes": []}, ["scopes"]),
        ({"scopes": ["everything:write"]}, ["scopes[0]"]),
        ({"scopes": "profile:read"}, ["scopes"]),
        ({"days": 0}, ["days"]),
        ({"days": 366}, ["days"]),
        ({"name": " "}, ["name"]),
        ({"household": 7}, ["household"]),
    ],
)
def test_create_names_what_is_wrong(
    client: Client, household: Household, body: dict[str, Any], wrong: list[str]
) -> None:
    sent = body if not body else NEW | body

    assert fields(client.post(TOKENS, sent, JSON)) == (400, wrong)


def test_create_tells_the_person_and_the_trail(
    client: Client, household: Household, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = client.post(TOKENS, NEW, JSON).json()

    message = mail.outbox[0]
    assert (message.to, message.subject) == (
        ["alice@example.org"],
        "A new API token for Alice's household",
    )
    assert made["token"] not in str(message.message())
    with system_scope("a test reads the audit trail"):
        event = AuditEvent.objects.get(kind="token_created")
    assert (event.subject, event.details["scopes"]) == (made["prefix"], made["scopes"])


def test_create_sent_twice_makes_one_and_keeps_its_text_encrypted(
    client: Client, household: Household
) -> None:
    answers = [
        client.post(TOKENS, NEW, JSON, headers={"Idempotency-Key": "once"}) for _each in range(2)
    ]

    kept = IdempotencyRecord.objects.get().body
    assert answers[0].json() == answers[1].json()
    assert (ApiToken.objects.count(), answers[0].json()["token"] in kept) == (1, False)


def test_create_stops_at_fifty(client: Client, actor: Actor) -> None:
    for _each in range(50):
        token_text(actor)

    assert codes(client.post(TOKENS, NEW, JSON)) == (400, "VALIDATION_2001")


def test_the_secret_is_not_kept(actor: Actor) -> None:
    text = token_text(actor)

    with connection.cursor() as cursor:
        cursor.execute("select t::text from accounts_apitoken t")
        row = cursor.fetchone()[0]
    assert text[13:] not in row


def test_revoke_ends_a_token_at_once(client: Client, actor: Actor) -> None:
    text = token_text(actor)
    pk = ApiToken.objects.get().pk

    answer = client.delete(f"{TOKENS}{pk}/")

    assert (answer.status_code, client.get(f"{TOKENS}{pk}/").json()["state"]) == (204, "revoked")
    assert codes(program(text).get(JOBS)) == (401, "AUTH_1002")


def test_tokens_of_others_are_not_there(
    stranger: Client, household: Household, actor: Actor
) -> None:
    token_text(actor)
    address = f"{TOKENS}{ApiToken.objects.get().pk}/"
    colleague = member(household, Role.MANAGER)

    for other in (stranger, colleague):
        assert other.get(TOKENS).json()["results"] == []
        assert codes(other.get(address)) == (404, "RESOURCE_3001")
        assert codes(other.delete(address)) == (404, "RESOURCE_3001")


def test_viewer_makes_tokens_of_a_viewer(household: Household) -> None:
    answer = member(household, Role.VIEWER).post(TOKENS, NEW, JSON)

    assert answer.status_code == 201


@pytest.mark.parametrize("method", ["put", "patch"])
def test_tokens_are_not_changed(client: Client, actor: Actor, method: str) -> None:
    token_text(actor)
    address = f"{TOKENS}{ApiToken.objects.get().pk}/"

    assert codes(getattr(client, method)(address, {}, JSON)) == (405, "RESOURCE_3002")


def test_nobody_is_asked_to_sign_in(anonymous: Client, db: None) -> None:
    assert codes(anonymous.get(TOKENS)) == (401, "AUTH_1001")
    assert codes(send(anonymous, TOKENS, **NEW)) == (401, "AUTH_1001")


def test_list_costs_the_same_for_one_and_for_three(client: Client, actor: Actor) -> None:
    counts = []
    for number in (1, 2):
        for _each in range(number):
            token_text(actor)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(TOKENS).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_rows_are_seen_in_their_household_or_by_their_person(
    actor: Actor, household: Household, other_household: Household, alice: User, bob: User
) -> None:
    token_text(actor)

    seen = []
    for household_id, user_id in (
        (household.pk, bob.pk),
        (other_household.pk, alice.pk),
        (other_household.pk, bob.pk),
    ):
        with household_scope(household_id, user_id=user_id):
            seen.append(ApiToken.objects.count())

    assert seen == [1, 1, 0]
