"""Amounts as digits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.exports.amounts import plain_amount


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("12.30000000", "EUR", "12.30"),
        ("-0.05", "EUR", "-0.05"),
        ("1000", "JPY", "1000"),
        ("1000.5", "JPY", "1000.5"),
        ("1.2", "KWD", "1.200"),
        ("0.00123457", "BTC", "0.00123457"),
        ("1E+3", "EUR", "1000.00"),
        ("-0", "EUR", "0.00"),
        ("12345678901234.12345678", "EUR", "12345678901234.12345678"),
    ],
)
def test_plain_amount(amount: str, currency: str, expected: str) -> None:
    assert plain_amount(Decimal(amount), currency) == expected
