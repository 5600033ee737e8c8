from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.imports.readers.exact import exact_amount
from ledger.imports.readers.printed import Unreadable


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("12.50", ".", "12.50"),
        ("12,50", ",", "12.50"),
        ("12", ".", "12"),
        ("12", ",", "12"),
        ("12,", ",", "12"),
        ("12,5", ".", "12.5"),
        ("12.50", ",", "12.50"),
        ("000000000001,62", ",", "1.62"),
        ("-3.125", ".", "-3.125"),
        ("99999999999999.99", ".", "99999999999999.99"),
        ("0,0", ",", "0.0"),
        (",50", ",", "0.50"),
        (".5", ".", "0.5"),
    ],
)
def test_exact_amount_reads_the_fixed_mark(text: str, mark: str, amount: str) -> None:
    assert exact_amount(text, mark=mark) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("", "."),
        (",", ","),
        ("+", "."),
        ("12..34", "."),
        ("1.234", ","),
        ("1,234", "."),
        ("1.234,56", ","),
        ("1 234", "."),
        ("１２", "."),
        ("NaN", "."),
        ("1e5", "."),
        ("123456789012345", "."),
        ("0." + "1" * 21, "."),
    ],
)
def test_exact_amount_refuses_anything_else(text: str, mark: str) -> None:
    with pytest.raises(Unreadable):
        exact_amount(text, mark=mark)
