"""Encryption at rest, rotation and keyed digests."""

from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken
from pytest_django import Settings

from accounts.encryption import (
    WrongKey,
    decrypt,
    digest,
    digests,
    encrypt,
    is_current,
    looks_encrypted,
)

OLD = "old-key-" + "o" * 32
NEW = "new-key-" + "n" * 32
IBAN = "DE89370400440532013000"


def test_encrypt_hides_and_decrypt_returns(settings: Settings) -> None:
    token = encrypt(IBAN)

    assert IBAN not in token
    assert encrypt(IBAN) != token
    assert decrypt(token) == IBAN


def test_empty_text_stays_empty() -> None:
    assert (encrypt(""), decrypt("")) == ("", "")


def test_rotation_reads_the_old_key_and_writes_the_new(settings: Settings) -> None:
    settings.ENCRYPTION_KEY = OLD
    old_token, old_digest = encrypt(IBAN), digest(IBAN)
    settings.ENCRYPTION_KEY = f"{NEW}, {OLD}"

    new_token = encrypt(IBAN)

    assert (decrypt(old_token), decrypt(new_token)) == (IBAN, IBAN)
    assert digests(IBAN) == [digest(IBAN), old_digest]
    assert (is_current(new_token), is_current(old_token)) == (True, False)
    settings.ENCRYPTION_KEY = NEW
    assert decrypt(new_token) == IBAN
    with pytest.raises(WrongKey, match="ENCRYPTION_KEY"):
        decrypt(old_token)


@pytest.mark.parametrize("text", ["", IBAN, "gAAAA", "gAAAAnot a token"])
def test_plain_text_does_not_look_encrypted(text: str) -> None:
    assert (looks_encrypted(text), looks_encrypted(encrypt(text or "x"))) == (False, True)


def test_salt_belongs_to_the_key(settings: Settings) -> None:
    token = encrypt(IBAN)
    settings.ENCRYPTION_SALT = "another-salt"

    with pytest.raises(InvalidToken):
        decrypt(token)


def test_digest_is_stable_and_keyed(settings: Settings) -> None:
    first = digest(IBAN)
    settings.ENCRYPTION_KEY = NEW

    assert (first, len(first)) == (first, 64)
    assert digest(IBAN) != first
