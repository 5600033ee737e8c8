from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.imports.readers.printed import (
    Unreadable,
    calendar_day,
    decimal_mark_of,
    printed_amount,
    shortened,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.34", "12.34"),
        ("+5", "5"),
        ("-0", "0"),
        (" -1 234,50 ", "-1234.50"),
        ("1,5", "1.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("12,34,567.89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("\u22125\u00a0000,10", "-5000.10"),
        ("12.00-", "-12.00"),
        ("(12.00)", "-12.00"),
        ("R$ 10,50", "10.50"),
        ("-$120", "-120"),
        ("EUR 3.10", "3.10"),
        ("3.10 EUR", "3.10"),
        ("10.56372960083246", "10.56372960083246"),
        ("00000000000000000001.00", "1.00"),
    ],
)
def test_amount_is_read_as_printed(text: str, amount: str) -> None:
    assert printed_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "abc", "1e5", "1.2.3,4,5", "--1", "123456789012345", "٣", "1" * 100, "NaN"],
)
def test_amount_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        printed_amount(text)


@pytest.mark.parametrize(
    ("number", "usual", "mark"),
    [
        ("1,234", "", ","),
        ("1,234", ".", "."),
        ("1.234", ",", ","),
        ("0.123", ",", "."),
        ("12.50", ",", "."),
        ("1,234,567", ",", "."),
        ("12", ",", ","),
        ("12", "", "."),
    ],
)
def test_usual_mark_decides_only_what_reads_both_ways(number: str, usual: str, mark: str) -> None:
    assert decimal_mark_of(number, usual) == mark


@given(st.decimals(-(10**13), 10**13, places=2, allow_nan=False))
def test_amount_survives_printing_in_any_notation(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))

    assert printed_amount(english) == amount
    assert printed_amount(german) == amount


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ((2020, 2, 30), date(2020, 2, 29)),
        ((2021, 4, 31), date(2021, 4, 30)),
        ((1900, 1, 1), date(1900, 1, 1)),
        ((2100, 12, 31), date(2100, 12, 31)),
    ],
)
def test_day_is_clamped_to_its_month(parts: tuple[int, int, int], day: date) -> None:
    assert calendar_day(*parts) == day


@pytest.mark.parametrize(
    "parts", [(1899, 12, 31), (2101, 1, 1), (2020, 0, 1), (2020, 13, 1), (2020, 1, 32)]
)
def test_day_that_cannot_be_is_refused(parts: tuple[int, int, int]) -> None:
    with pytest.raises(Unreadable):
        calendar_day(*parts)


def test_value_is_shortened_for_messages() -> None:
    assert (shortened("a\n b"), shortened("x" * 50, 3)) == ("“a b”", "“xxx…”")
