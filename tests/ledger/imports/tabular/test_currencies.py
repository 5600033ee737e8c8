from __future__ import annotations

import pytest

from ledger.imports.tabular.currencies import currency_code, currency_in, share_of_codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EUR", "EUR"),
        (" usd ", "USD"),
        ("€", "EUR"),
        ("zł", "PLN"),
        ("人民币", "CNY"),
        ("RUR", "RUB"),
        ("R$", "BRL"),
        ("¥", ""),
        ("XQQ", ""),
        ("", ""),
    ],
)
def test_currency_code_reads_codes_symbols_and_words(text: str, code: str) -> None:
    assert currency_code(text) == code


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Amount (EUR)", "EUR"),
        ("Betrag (€)", "EUR"),
        ("Valor (R$)", "BRL"),
        ("Дебит BGN", "BGN"),
        ("Amount", ""),
        ("Convert EUR to USD", ""),
    ],
)
def test_currency_in_names_the_only_currency_of_a_heading(heading: str, code: str) -> None:
    assert currency_in(heading) == code


def test_share_of_codes_is_that_of_cells_with_nothing_else() -> None:
    assert share_of_codes(["EUR", "USD", "Shop", "EUR 5"]) == 0.5
    assert share_of_codes([]) == 0.0
