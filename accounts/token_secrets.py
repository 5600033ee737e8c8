"""The text of API tokens: `fin_` + 8 open characters + `_` + 32 secret ones + 6 of a checksum.

Scanners for leaked secrets find it by `fin_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}` and tell it from a
look-alike by its checksum, CRC-32 of all before it in base 62. What is kept is its SHA-256: 190
random bits need no slow hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib

MARK = "fin_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX_LENGTH, SECRET_LENGTH, CHECK_LENGTH = 8, 32, 6
SHAPE = re.compile(rf"fin_([0-9A-Za-z]{{8}})_[0-9A-Za-z]{{{SECRET_LENGTH + CHECK_LENGTH}}}")


def make_text() -> str:
    """Return the text of a new token."""
    body = f"{MARK}{_random(PREFIX_LENGTH)}_{_random(SECRET_LENGTH)}"
    return body + checksum(body)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(length))


def checksum(body: str) -> str:
    """Return the six characters that end a token, of all before them."""
    number = zlib.crc32(body.encode())
    digits = []
    for _each in range(CHECK_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def is_well_formed(text: str) -> bool:
    """Say whether `text` can be a token at all, so that nonsense costs the database nothing."""
    return bool(SHAPE.fullmatch(text)) and checksum(text[:-CHECK_LENGTH]) == text[-CHECK_LENGTH:]


def prefix_of(text: str) -> str:
    """Return the open part of a well-formed token."""
    return text[len(MARK) : len(MARK) + PREFIX_LENGTH]


def digest_of(text: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()
