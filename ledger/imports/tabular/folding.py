"""Folding of words, so that headings and phrases compare across case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and a mark, and the traces of
# characters that were lost to a wrong encoding.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "\ufffd": "", "\ufeff": ""}
)
# Digits of Arabic, Persian and full-width scripts, and the marks of decimals and thousands of the
# first two, as those of ours.
DIGITS = {
    **{zero + digit: str(digit) for zero in (0x660, 0x6F0, 0xFF10) for digit in range(10)},
    0x66B: ".",
    0x66C: ",",
}
_SEPARATORS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def bare(text: str) -> str:
    """Return `text` in lower case and without accents, punctuation kept."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return `text` in lower case without accents, its words parted by single blanks.

    "Débit (€)" becomes "debit", "bookingDate" becomes "booking date". A character that was lost
    to a wrong encoding is left out.
    """
    return _SEPARATORS.sub(" ", bare(_CAMEL.sub(" ", text))).strip()


def folded_pattern(*parts: str) -> re.Pattern[str]:
    """Compile alternatives to search folded text with; they may be written with their accents."""
    return re.compile("|".join(bare(part) for part in parts))
