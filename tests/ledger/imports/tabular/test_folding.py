from __future__ import annotations

import pytest

from ledger.imports.tabular.folding import bare, fold, folded_pattern


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Débit (€)", "debit"),
        ("  #Data operacji ", "data operacji"),
        ("bookingDate", "booking date"),
        ("AMOUNT_EUR", "amount eur"),
        ("Beløb", "belob"),
        ("Łódź", "lodz"),
        ("W\ufffdhrung", "whrung"),
        ("счёт", "счет"),
        ("", ""),
    ],
)
def test_fold_makes_words_comparable(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_bare_keeps_punctuation() -> None:
    assert bare("Crédit|Débit") == "credit|debit"


def test_folded_pattern_may_be_written_with_accents() -> None:
    pattern = folded_pattern(r"\bdébit", "крайно")

    assert pattern.search(fold("Débit euros")) is not None
    assert pattern.search(fold("Крайно салдо")) is not None
    assert pattern.search(fold("Crédit")) is None
