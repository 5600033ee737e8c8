"""From a line of a statement to what the ledger keeps: text, a payee's name, a fingerprint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import blake2b

PAYEE_LENGTH, RAW_LENGTH, MEMO_LENGTH, ID_LENGTH = 200, 300, 500, 200

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
# What differs between two visits to one counterparty: references, card numbers, dates, times.
_NOISE = re.compile(
    r"""
      \b\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?\b      # dates
    | \b\d{1,2}:\d{2}(?::\d{2})?\b                  # times
    | \b(?:ref|nr|no|id|auth|card|karte|trx|txn)[.:#]*\s*[\w-]*\d[\w-]*   # labelled references
    | [*#]\s*[\w-]*\d[\w-]*                         # *2K4XX1, #1234
    | \b[x*]{2,}\d{2,}\b                            # masked card numbers
    | \b(?=\w*\d)(?=\w*[a-z])\w{9,}\b               # long mixed codes
    | \b\d{3,}\b                                    # store and reference numbers
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EDGES = " .,;:*#/|-+_\"'"
_SHOUTED = 5
_POSSESSIVE = re.compile(r"(?<=\w['’])\w\b")


def clean_text(text: str, length: int) -> str:
    """Return `text` on one line, without control and direction marks, cut to `length`."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:length]
    if not text.isascii() or not text.isprintable():
        text = _CONTROL.sub("", unicodedata.normalize("NFC", text))
    return _SPACE.sub(" ", text).strip()[:length]


def payee_name(raw: str) -> str:
    """Return the counterparty's name in a bank's text, the same for every visit.

    References, dates and store numbers go, shouting becomes title case. Text that is nothing but
    such noise is kept as it is.
    """
    name = _SPACE.sub(" ", _NOISE.sub(" ", raw)).strip(_EDGES) or raw.strip()
    if len(name) >= _SHOUTED and name.upper() == name:
        name = _POSSESSIVE.sub(lambda match: match[0].lower(), name.title())
    return name[:PAYEE_LENGTH]


def fingerprinter(account_id: int) -> Callable[[date, Decimal, str, str, str], int]:
    """Return the digest function of rows of one account; amounts come with the stored places.

    Equal rows get equal 64-bit numbers: by the bank's id where there is one, else by their text.
    How many of them there are tells a second coffee from a second import.
    """

    def fingerprint(on: date, amount: Decimal, external_id: str, raw_payee: str, memo: str) -> int:
        identity = external_id or f"{raw_payee}\x1f{memo}"
        text = f"{account_id}\x1f{on.toordinal()}\x1f{amount}\x1f{identity}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)

    return fingerprint
