"""Text made alike for search: the same words in Python, in SQL and in patterns."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from ledger.search_text import part_pattern, search_words, size_word, word_pattern


def ask(sql: str, *values: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"select {sql}", values)
        return cursor.fetchone()[0]


TEXTS = [
    ("REWE Markt 4711//BERLIN/DE", ["rewe", "markt", "4711", "berlin", "de"]),
    ("Café Größe – 5,00 €", ["cafe", "grose", "5", "00"]),
    ("O'Neill's (50%) a_b\\c", ["o", "neill", "s", "50", "a", "b", "c"]),
    ("ÄÖÜ ÉÑ ŠŻŁ", ["aou", "en", "szl"]),
    ("\t\n", []),
    ("", []),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "words"), TEXTS)
def test_search_words_are_those_of_the_index(text: str, words: list[str]) -> None:
    folded = ask("string_to_array(btrim(ledger_fold(%s)), ' ')", text)

    assert [word for word in folded if word] == words  # type: ignore[attr-defined]
    assert [word.lower() for word in search_words(text)] == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("cafe", "Das CAFÉ am Eck", True),
        ("CAFE", "cafés", True),
        ("afe", "Café", False),
        ("50", "(50%)", True),
        ("0", "(50%)", False),
        ("grose", "GRÖSSE", False),
        ("grose", "Größe", True),
        ("berlin", "4711//BERLIN", True),
    ],
)
def test_word_pattern_finds_beginnings_of_words(word: str, text: str, expected: bool) -> None:  # noqa: FBT001
    assert ask("%s::text ~* %s", text, word_pattern(word)) is expected


@pytest.mark.django_db
def test_part_pattern_finds_any_part() -> None:
    assert ask("%s::text ~* %s", "Nordmärkte", part_pattern("DMARK")) is True


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0", "-12.30", "0.00000001", "99999999999999.99999999"])
def test_size_word_is_that_of_the_index(amount: str) -> None:
    indexed = ask("'#' || to_char(abs(%s::numeric), 'FM00000000000000.00000000')", amount)

    assert size_word(Decimal(amount)) == indexed


def test_size_words_sort_as_their_sizes() -> None:
    sizes = [Decimal(text) for text in ("0.01", "9.99", "10", "99.5", "100", "1E+20")]

    assert sorted(map(size_word, sizes)) == [size_word(size) for size in sizes]
