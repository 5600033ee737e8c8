"""How text is made alike before it is searched.

In the index by SQL's `ledger_fold`: marks become spaces, Latin letters lose their accents, capitals
are lowered. In a condition by a pattern that takes a letter with any accent, which is many times
faster than folding each row.
"""

from __future__ import annotations

from decimal import Decimal

MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\u00a0–—‘’“”„«»·•…€£§°"
ACCENTED = "äöüàáâãåçèéêëìíîïñòóôõøùúûýÿšžćčđłńśźżąęėįųūőűß"
PLAIN = "aouaaaaaceeeeiiiinooooouuuyyszccdlnszzaeeiuuous"
SIZE_MARK = "#"
FACT_MARK = "="
"""Begins what is no word but a fact of a transaction."""
FACTS_KNOWN = FACT_MARK * 2
"""Says that every fact below is complete; another word once a fact is added."""
SPLIT_FACT, TRANSFER_FACT = FACT_MARK + "split", FACT_MARK + "transfer"
LONGEST_WORD = 40
_TABLE = str.maketrans(
    MARKS + ACCENTED + ACCENTED.upper().replace("SS", "ẞ"), " " * len(MARKS) + PLAIN + PLAIN
)
VARIANTS: dict[str, str] = {}
for _plain, _accented in zip(PLAIN, ACCENTED, strict=True):
    for _key in (_plain, _plain.upper()):
        VARIANTS[_key] = VARIANTS.get(_key, "") + _accented + _accented.upper().replace("SS", "ẞ")
_LARGEST = Decimal("99999999999999.99999999")


def search_words(text: str) -> list[str]:
    """Return the words of a text that can be searched for, marks and accents gone."""
    return text.translate(_TABLE).split()


def word_pattern(word: str) -> str:
    """Return a regular expression, to be used without case, for the beginning of a word."""
    return f"(^|[^[:alnum:]]){part_pattern(word)}"


def part_pattern(word: str) -> str:
    """Return a regular expression, to be used without case, for any part of a text.

    `word` is one of `search_words`, so that nothing in it has a meaning of its own.
    """
    return "".join(f"[{char}{VARIANTS[char]}]" if char in VARIANTS else char for char in word)


def source_fact(source: str) -> str:
    """Return the word under which transactions of a source are indexed; it never changes."""
    return FACT_MARK + source


def size_word(amount: Decimal) -> str:
    """Return the word under which a posting of this size is indexed; larger sizes sort later."""
    return f"{SIZE_MARK}{min(abs(amount), _LARGEST):023.8f}"
