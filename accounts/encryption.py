"""Encryption at rest: Fernet with keys derived from the environment, and keyed digests.

Keys come from `ENCRYPTION_KEY` (several, comma-separated, newest first, while rotating) and
`ENCRYPTION_SALT` by PBKDF2-HMAC-SHA256 with 600,000 rounds (OWASP's figure), at first use.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

ROUNDS = 600_000
# Version 0x80 and the high bytes of a time before the year 2106, then IV, blocks and seal.
_TOKEN = re.compile(r"gAAAA[A-Za-z0-9_-]{90,}={0,2}")


@cache
def _derive(key: str, salt: str, purpose: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", key.encode(), f"{salt}/{purpose}".encode(), ROUNDS)


def _keys() -> list[str]:
    return [key.strip() for key in settings.ENCRYPTION_KEY.split(",") if key.strip()]


@cache
def _fernet(keys: tuple[str, ...], salt: str) -> MultiFernet:
    derived = (base64.urlsafe_b64encode(_derive(key, salt, "fernet")) for key in keys)
    return MultiFernet([Fernet(key) for key in derived])


def derived_keys(purpose: str) -> list[bytes]:
    """Return a key for `purpose` from each configured one, newest first."""
    return [_derive(key, settings.ENCRYPTION_SALT, purpose) for key in _keys()]


class WrongKey(InvalidToken):
    """A value was encrypted with a key that is not configured."""


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key; the empty string stays empty."""
    if not text:
        return ""
    return _fernet(tuple(_keys()), settings.ENCRYPTION_SALT).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` hid; raises WrongKey when no configured key fits."""
    if not token:
        return ""
    try:
        return _fernet(tuple(_keys()), settings.ENCRYPTION_SALT).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise WrongKey("no key in ENCRYPTION_KEY fits: was an older one taken out?") from error


def is_current(token: str) -> bool:
    """Say whether the newest key alone decrypts a token."""
    try:
        _fernet(tuple(_keys()[:1]), settings.ENCRYPTION_SALT).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def looks_encrypted(text: str) -> bool:
    """Say whether `text` has the shape of a token, by whatever key."""
    return _TOKEN.fullmatch(text) is not None


def digest(text: str) -> str:
    """Return a keyed digest by which equal secrets are found without decrypting them."""
    return digests(text)[0]


def digests(text: str) -> list[str]:
    """Return the digest by each configured key, newest first.

    A look-up takes all of them, so that it finds what the rotation has not reached yet.
    """
    return [
        hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in derived_keys("digest")
    ]
