"""Encryption at rest: Fernet with keys derived from the environment, and keyed digests.

Keys come from `ENCRYPTION_KEY` (several, comma-separated, newest first, while rotating) and
`ENCRYPTION_SALT` by PBKDF2-HMAC-SHA256 with 600,000 rounds (OWASP's figure), at first use.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

ROUNDS = 600_000


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


def encrypt(text: str) -> str:
    """Return `text` encrypted with the newest key; the empty string stays empty."""
    if not text:
        return ""
    return _fernet(tuple(_keys()), settings.ENCRYPTION_SALT).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what `encrypt` hid; raises cryptography's InvalidToken when no key fits."""
    if not token:
        return ""
    return _fernet(tuple(_keys()), settings.ENCRYPTION_SALT).decrypt(token.encode()).decode()


def digest(text: str) -> str:
    """Return a keyed digest by which equal secrets are found without decrypting them."""
    key = _derive(_keys()[-1], settings.ENCRYPTION_SALT, "digest")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
