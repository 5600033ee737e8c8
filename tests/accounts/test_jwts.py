"""JWTs that must not open the API: forged, altered, out of date, or of somebody not let in now."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.jwts import AccessToken
from accounts.models import ApiSignIn, Household, Membership, User
from accounts.scope import household_scope, person_scope
from accounts.services.api_sign_ins import begin_sign_in, end_all_sign_ins
from tests.accounts.api.programs import call
from tests.api.callers import codes

OLD_KEY, NEW_KEY = "an-older-signing-key-" + "o" * 32, "a-newer-signing-key-" + "n" * 32
KEY = django_settings.JWT_SIGNING_KEYS[0]


@pytest.fixture
def access(household: Household, alice: User) -> str:
    """An access token of Alice's."""
    return begin_sign_in(user=alice).access


def claims_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def signed(claims: dict[str, Any], *, key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def without(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda claims: signed({key: value for key, value in claims.items() if key != name})


def altered(**changes: Any) -> Callable[[dict[str, Any]], str]:
    return lambda claims: signed(claims | changes)


def resigned_header(claims: dict[str, Any]) -> str:
    """Keep a genuine signature and put another algorithm into the header."""
    _header, body, signature = signed(claims).split(".")
    return f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{body}.{signature}"


FORGERIES: dict[str, Callable[[dict[str, Any]], str]] = {
    "unsigned": unsigned,
    "signed by another key": lambda claims: signed(claims, key="k" * 40),
    "signed by the secret of cookies": lambda claims: signed(
        claims, key=django_settings.SECRET_KEY
    ),
    "of a stronger algorithm": lambda claims: signed(claims, key=KEY * 2, algorithm="HS512"),
    "of the same key and another algorithm": lambda claims: signed(claims, algorithm="HS384"),
    "of a swapped algorithm": resigned_header,
    "for another audience": altered(aud="elsewhere"),
    "from another issuer": altered(iss="elsewhere"),
    "expired": altered(exp=1),
    "of a refresh token": altered(token_type="refresh"),
    "of another version": altered(token_version=7),
    "of nobody": altered(sub="0"),
    "of another person's sign-in": altered(sign_in="5c1a0a4e-3c3f-4d2c-9b40-0f8a3f0d9a11"),
    "with a sign-in that is none": altered(sign_in="'; drop table"),
    "with a person that is none": altered(sub="alice"),
    **{f"without {name}": without(name) for name in ("aud", "iss", "exp", "jti", "sub")},
    **{f"without {name}": without(name) for name in ("token_type", "token_version", "sign_in")},
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_forged_token_is_refused(
    anonymous: Client, access: str, forge: Callable[[dict[str, Any]], str]
) -> None:
    assert codes(call(anonymous, forge(claims_of(access)))) == (401, "AUTH_1002")


def test_genuine_token_opens_the_api(anonymous: Client, access: str) -> None:
    assert call(anonymous, signed(claims_of(access))).status_code == 200


def test_token_of_another_persons_sign_in_is_refused(
    anonymous: Client, access: str, bob: User
) -> None:
    stolen = claims_of(access) | {"sub": str(bob.pk)}

    assert codes(call(anonymous, signed(stolen))) == (401, "AUTH_1002")


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 401)])
def test_token_holds_for_a_quarter_of_an_hour(
    anonymous: Client, access: str, minutes: int, status: int
) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        assert call(anonymous, access).status_code == status


def change_password(user: User) -> None:
    user.set_password("a-brand-new-one")
    user.save()


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def deactivate_and_back(user: User) -> None:
    deactivate(user)
    User.objects.filter(pk=user.pk).update(is_active=True)


def save_a_stale_copy(user: User) -> None:
    stale = User.objects.get(pk=user.pk)
    change_password(user)
    stale.save(update_fields=["token_version", "display_name"])


def sign_out_everywhere(user: User) -> None:
    end_all_sign_ins(user=user)


@pytest.mark.parametrize(
    "act",
    [change_password, deactivate, deactivate_and_back, save_a_stale_copy, sign_out_everywhere],
)
def test_token_ends_with_what_it_was_given_for(
    anonymous: Client, access: str, alice: User, act: Callable[[User], None]
) -> None:
    act(alice)

    assert codes(call(anonymous, access)) == (401, "AUTH_1002")


def test_version_is_not_raised_by_other_changes(access: str, alice: User) -> None:
    alice.display_name = "Alice Smith"
    alice.save()

    alice.refresh_from_db()
    assert alice.token_version == 0


def test_version_never_falls(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(token_version=5)
    User.objects.filter(pk=alice.pk).update(token_version=2)

    alice.refresh_from_db()
    assert alice.token_version == 5


def test_member_who_was_taken_out_is_refused(
    anonymous: Client, access: str, household: Household
) -> None:
    with household_scope(household.pk):
        Membership.objects.all().delete()

    assert codes(call(anonymous, access)) == (403, "AUTH_1003")


def test_token_beats_a_session_of_somebody_else(
    stranger: Client, access: str, household: Household
) -> None:
    answer = call(stranger, access, "/api/v1/households/")

    assert [row["id"] for row in answer.json()["results"]] == [household.pk]


def test_token_of_a_person_without_a_household_acts_in_no_household_of_a_session(
    client: Client, bob: User
) -> None:
    answer = call(client, begin_sign_in(user=bob).access)

    assert codes(answer) == (403, "AUTH_1003")


def test_older_key_is_accepted_while_it_is_named(
    anonymous: Client, household: Household, alice: User, settings: Settings
) -> None:
    settings.JWT_SIGNING_KEYS = [OLD_KEY]
    access = begin_sign_in(user=alice).access

    settings.JWT_SIGNING_KEYS = [NEW_KEY, OLD_KEY]
    while_named = call(anonymous, access)
    newer = begin_sign_in(user=alice).access
    settings.JWT_SIGNING_KEYS = [NEW_KEY]

    assert while_named.status_code == 200
    assert call(anonymous, newer).status_code == 200
    assert codes(call(anonymous, access)) == (401, "AUTH_1002")


@pytest.mark.parametrize("keys", [[OLD_KEY], [NEW_KEY, OLD_KEY]])
def test_token_of_an_older_key_expires(
    anonymous: Client, household: Household, alice: User, settings: Settings, keys: list[str]
) -> None:
    settings.JWT_SIGNING_KEYS = [OLD_KEY]
    access = begin_sign_in(user=alice).access
    settings.JWT_SIGNING_KEYS = keys

    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert codes(call(anonymous, access)) == (401, "AUTH_1002")


def test_token_says_no_more_than_it_must(access: str, alice: User) -> None:
    claims = claims_of(access)

    assert set(claims) == {
        "aud", "exp", "iat", "iss", "jti", "sign_in", "sub", "token_type", "token_version",
    }  # fmt: skip
    assert AccessToken(access).user_id == alice.pk  # type: ignore[arg-type]


def test_sign_ins_are_seen_by_their_person_alone(access: str, alice: User, bob: User) -> None:
    seen = []
    for person in (alice, bob):
        with person_scope(person.pk):
            seen.append(ApiSignIn.objects.count())
    with household_scope(1):
        seen.append(ApiSignIn.objects.count())

    assert seen == [1, 0, 0]
