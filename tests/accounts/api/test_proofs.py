"""A fresh proof of who calls before a dangerous act, and a password that must be changed first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import ApiSignIn, AuditEvent, DataExport, Household, User
from accounts.scope import person_scope, system_scope
from accounts.services.api_tokens import create_token
from accounts.token_scopes import GRANTS
from tests.accounts.api.programs import AUTH, send, sign_in
from tests.api.callers import caller, codes, fields
from tests.factories.accounts import PASSWORD, add_second_factor, prove
from tests.factories.rights import make_guest
from tests.test_api_scopes import VIEWS

TOKENS = "/api/v1/tokens/"
EXPORTS = "/api/v1/data-exports/"
PROVE = f"{AUTH}prove/"
CHANGE = f"{AUTH}change-password/"
NEW_TOKEN = {"name": "backup", "scopes": ["transactions:read"]}
BETTER = "seven-otters-in-a-boat"
LATER = timedelta(minutes=6)
NEEDED = (403, "AUTH_1008")


def make_token(program: Client) -> Any:
    return send(program, TOKENS, **NEW_TOKEN)


def take_data(program: Client) -> Any:
    return send(program, EXPORTS, of="person")


@pytest.mark.parametrize("act", [make_token, take_data])
def test_dangerous_act_asks_for_a_fresh_proof_of_programs(
    household: Household, alice: User, act: Any
) -> None:
    program = caller(alice)
    at_once = act(program)

    with time_machine.travel(timezone.now() + LATER):
        late = act(program)
        proven = send(program, PROVE, password=PASSWORD)
        after = act(program)

    assert (at_once.status_code, codes(late)) == (201, NEEDED)
    assert (proven.status_code, after.status_code) == (204, 201)


@pytest.mark.parametrize("act", [make_token, take_data])
def test_dangerous_act_asks_for_a_fresh_proof_of_browsers(client: Client, act: Any) -> None:
    late = act(client)
    proven = send(client, PROVE, password=PASSWORD)

    assert (codes(late), proven.status_code, act(client).status_code) == (NEEDED, 204, 201)


def test_household_is_handed_over_by_who_has_proven_it(household: Household, alice: User) -> None:
    program, member = caller(alice), make_guest(household).membership
    address = f"/api/v1/households/{household.pk}/transfer/"

    with time_machine.travel(timezone.now() + LATER):
        late = send(program, address, member=member.pk)
        send(program, PROVE, password=PASSWORD)
        after = send(program, address, member=member.pk)

    assert (codes(late), after.status_code) == (NEEDED, 200)


def test_archive_is_downloaded_by_who_has_proven_it(household: Household, alice: User) -> None:
    program, row = caller(alice), DataExport.objects.create(user=alice)
    address = f"{EXPORTS}{row.pk}/download/"

    with time_machine.travel(timezone.now() + LATER):
        late = program.get(address)
        send(program, PROVE, password=PASSWORD)

        # It is not ready, which only who has proven it learns.
        assert (codes(late), codes(program.get(address))) == (NEEDED, (404, "RESOURCE_3001"))


def test_proof_of_one_sign_in_opens_no_other(household: Household, alice: User) -> None:
    mine, stolen = caller(alice), caller(alice)

    with time_machine.travel(timezone.now() + LATER):
        send(mine, PROVE, password=PASSWORD)

        assert (make_token(mine).status_code, codes(make_token(stolen))) == (201, NEEDED)


def test_carrying_a_sign_in_on_proves_nothing(
    anonymous: Client, household: Household, alice: User
) -> None:
    tokens = sign_in(anonymous).json()

    with time_machine.travel(timezone.now() + LATER):
        fresh = send(anonymous, f"{AUTH}refresh/", refresh=tokens["refresh"]).json()
        program = Client(headers={"Authorization": f"Bearer {fresh['access']}"})

        assert codes(make_token(program)) == NEEDED


def test_wrong_proofs_are_refused_and_counted(household: Household, alice: User) -> None:
    program = caller(alice)

    with time_machine.travel(timezone.now() + LATER):
        tries = [send(program, PROVE, password="guessed-it") for _each in range(12)]

        assert fields(tries[0]) == (400, ["password"])
        assert (codes(tries[-1]), codes(make_token(program))) == ((429, "RATE_LIMIT_6001"), NEEDED)
    with person_scope(alice.pk):
        assert ApiSignIn.objects.get().proved_at is None


def test_proof_is_a_password_or_a_code(household: Household, alice: User) -> None:
    assert fields(send(caller(alice), PROVE)) == (400, ["password"])


def test_wrong_code_proves_nothing_and_is_in_the_trail(household: Household, alice: User) -> None:
    add_second_factor(alice)

    answer = send(caller(alice), PROVE, code="000000")

    assert fields(answer) == (400, ["code"])
    with system_scope("test"):
        event = AuditEvent.objects.get(kind="second_factor_failed")
    assert (event.user_id, event.details) == (alice.pk, {"type": "totp", "is_again": True})


def test_api_token_proves_nothing_and_takes_data_by_its_scope(actor: Actor) -> None:
    text = create_token(by=actor, name="script", grants=GRANTS).text
    program = Client(headers={"Authorization": f"Bearer {text}"})

    assert codes(send(program, PROVE, password=PASSWORD)) == (403, "AUTH_1005")
    assert take_data(program).status_code == 201


@pytest.mark.parametrize("path", ["closing", "deletion"])
def test_erasure_counts_wrong_passwords(household: Household, alice: User, path: str) -> None:
    program = caller(alice)
    typed = {"confirmation": "Alice's household", "password": "guessed-it"}

    tries = [send(program, f"/api/v1/{path}/", **typed) for _each in range(12)]

    assert (fields(tries[0]), codes(tries[-1])) == ((400, ["password"]), (429, "RATE_LIMIT_6001"))


@pytest.fixture
def newcomer(household: Household, alice: User) -> User:
    """Alice, whose password somebody else chose."""
    User.objects.filter(pk=alice.pk).update(must_change_password=True)
    alice.refresh_from_db()
    return alice


REFUSALS = {"AUTH_1009", "RESOURCE_3002"}
WAY_OUT = {"auth/change-password/", "auth/me/"}
UNKNOWN = {path for path, view in VIEWS.items() if not view.permission_classes}
"""Views for whoever is not known yet."""


@pytest.fixture
def callers(newcomer: User, actor: Actor, client: Client) -> dict[str, Client]:
    """Every way in which Alice calls."""
    text = create_token(by=actor, name="script", grants=GRANTS).text
    return {
        "program": caller(newcomer),
        "browser": prove(client),
        "token": Client(headers={"Authorization": f"Bearer {text}"}),
    }


@pytest.mark.parametrize("kind", ["program", "browser", "token"])
def test_nothing_is_open_until_the_password_is_changed(
    household: Household, callers: dict[str, Client], kind: str
) -> None:
    opened = set()
    for path in sorted(set(VIEWS) - UNKNOWN):
        address = f"/{path}".replace("<int:pk>", str(household.pk)).replace("<slug:pk>", "csv")
        for method in ("get", "post", "patch", "delete"):
            answer = getattr(callers[kind], method)(address)
            if answer.status_code < 400 or codes(answer)[1] not in REFUSALS:
                opened.add(path.removeprefix("api/v1/"))

    assert opened <= WAY_OUT


def test_changed_password_opens_everything(newcomer: User) -> None:
    program = caller(newcomer)
    me = program.get(f"{AUTH}me/")

    answer = send(program, CHANGE, current_password=PASSWORD, new_password=BETTER)

    access = answer.json()["access"]
    opened = Client(headers={"Authorization": f"Bearer {access}"}).get("/api/v1/accounts/")
    assert (me.status_code, answer.status_code, opened.status_code) == (200, 200, 200)
