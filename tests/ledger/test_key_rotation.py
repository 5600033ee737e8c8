"""Changing the encryption key under a household's account numbers and its audit trail."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.actors import Actor
from accounts.encryption import WrongKey, decrypt, digests, is_current, looks_encrypted
from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household, User
from accounts.reports.audit_proof import prove_chain
from accounts.scope import system_scope
from accounts.services import encrypted_columns
from accounts.services.audit import record_event
from accounts.services.audit_chains import seal_chain
from accounts.services.audit_upkeep import ChainBroken, reseal_chains
from accounts.services.encrypted_columns import reencrypt_columns
from ledger.models import Account
from tests.factories.books import Books

OLD = "old-key-" + "o" * 32
NEW = "new-key-" + "n" * 32
IBAN = "DE89370400440532013000"


@pytest.fixture
def _old_key(settings: Settings) -> None:
    settings.ENCRYPTION_KEY = OLD


@pytest.fixture
def numbered(_old_key: None, household: Household, actor: Actor, settings: Settings) -> Account:
    """An account whose number is encrypted with the old key; the new one was put before it."""
    account = Books(household, actor).checking
    account.set_number(IBAN)
    account.save()
    for chain in (0, household.pk):
        seal_chain(chain)
    settings.ENCRYPTION_KEY = f"{NEW},{OLD}"
    return account


def run(command: str, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command(command, "--json", *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def column_of(outcome: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in outcome["columns"] if each["column"] == "ledger.Account.number_encrypted"
    )
    return found


def test_old_key_can_be_taken_out_after_the_rotation(
    numbered: Account, settings: Settings, household: Household
) -> None:
    events = AuditEvent.objects.in_household(household).count()

    outcome = run("rotate_encryption_key")

    settings.ENCRYPTION_KEY = NEW
    numbered.refresh_from_db()
    assert (column_of(outcome)["changed"], outcome["audit_events"] >= events) == (1, True)
    assert (numbered.number, numbered.number_digest) == (IBAN, digests(IBAN)[0])
    assert prove_chain(household.pk, now=timezone.now()).differences == ()


def test_second_factors_are_rotated(numbered: Account, alice: User, settings: Settings) -> None:
    settings.ENCRYPTION_KEY = OLD
    TOTP.activate(alice, "S" * 32)
    codes = RecoveryCodes.activate(alice).get_unused_codes()
    settings.ENCRYPTION_KEY = f"{NEW},{OLD}"

    run("rotate_encryption_key")

    settings.ENCRYPTION_KEY = NEW
    totp, kept = Authenticator.objects.filter(user=alice).order_by("pk")
    assert decrypt(totp.data["secret"]) == "S" * 32
    assert kept.wrap().get_unused_codes() == codes


def test_number_is_found_before_and_after(numbered: Account) -> None:
    found = Account.objects.filter(number_digest__in=digests(IBAN))

    before = found.get()
    reencrypt_columns()

    assert (before, found.get()) == (numbered, numbered)


def test_second_run_changes_nothing(numbered: Account) -> None:
    run("rotate_encryption_key")

    outcome = run("rotate_encryption_key")

    assert (column_of(outcome)["changed"], column_of(outcome)["rows"]) == (0, 1)
    assert outcome["audit_events"] == 0


def test_dry_run_counts_and_changes_nothing(numbered: Account) -> None:
    outcome = run("rotate_encryption_key", "--dry-run")

    numbered.refresh_from_db()
    assert (column_of(outcome)["changed"], outcome["dry_run"]) == (1, True)
    assert is_current(numbered.number_encrypted) is False


def test_cut_off_run_goes_on(
    numbered: Account, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With batches of one row each, what the first run did is not done again."""
    monkeypatch.setattr(encrypted_columns, "BATCH", 1)
    others = Account.objects.in_household(household).exclude(pk=numbered.pk)[:2]
    for number, other in enumerate(others):
        other.set_number(f"{IBAN}{number}")
        other.save()

    outcome = next(each for each in reencrypt_columns() if each.column.startswith("ledger.Account"))

    assert (outcome.rows, outcome.changed) == (3, 1)


def test_key_that_was_taken_out_too_early_is_named(numbered: Account, settings: Settings) -> None:
    settings.ENCRYPTION_KEY = NEW

    with pytest.raises(CommandError, match=f"row {numbered.pk}: no key in ENCRYPTION_KEY") as error:
        run("rotate_encryption_key")

    assert error.value.returncode == 1
    with pytest.raises(WrongKey):
        _ = numbered.number


def test_broken_chain_is_not_sealed_anew(numbered: Account, household: Household) -> None:
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("select set_config('finehance.audit_upkeep', 'tampering', true)")
        cursor.execute("update accounts_auditevent set subject = 'x' where sequence = 1")
        cursor.execute("select set_config('finehance.audit_upkeep', '', true)")

    with pytest.raises(ChainBroken, match="changed event"):
        reseal_chains()


def test_rotation_is_told(numbered: Account) -> None:
    run("rotate_encryption_key")

    with system_scope("test"):
        event = AuditEvent.objects.get(kind=AuditKind.KEYS_ROTATED)
    assert event.details["values"] == 1


def test_resealed_chain_goes_on(numbered: Account, household: Household, actor: Actor) -> None:
    reseal_chains()

    record_event(AuditKind.EXPORTED, by=actor)
    seal_chain(household.pk)

    assert prove_chain(household.pk, now=timezone.now()).differences == ()


def test_plain_number_is_encrypted(numbered: Account) -> None:
    Account.objects.filter(pk=numbered.pk).update(number_encrypted=IBAN, number_digest="")

    counted = run("encrypt_plaintext", "--dry-run")
    first, second = run("encrypt_plaintext"), run("encrypt_plaintext")

    numbered.refresh_from_db()
    assert [column_of(each)["changed"] for each in (counted, first, second)] == [1, 1, 0]
    assert (numbered.number, numbered.number_digest) == (IBAN, digests(IBAN)[0])
    assert looks_encrypted(numbered.number_encrypted)


def test_lines_are_for_people(numbered: Account) -> None:
    out = StringIO()

    call_command("rotate_encryption_key", stdout=out)
    call_command("encrypt_plaintext", stdout=out)

    assert "ledger.Account.number_encrypted: 1 of 1 values\n" in out.getvalue()
    assert "can be taken out" in out.getvalue()


def test_parts_of_json_are_encrypted() -> None:
    value = {"secret": "abc", "codes": ["one", "two"], "name": "left alone"}

    changed = encrypted_columns._changed(value, ("secret", "codes", "absent"), str.upper)

    assert changed == {"secret": "ABC", "codes": ["ONE", "TWO"], "name": "left alone"}
