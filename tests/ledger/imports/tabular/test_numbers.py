from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.imports.tabular.numbers import (
    Amounts,
    NotANumber,
    decimal_votes,
    signed_value,
    take_apart,
    unsigned_value,
)


@pytest.mark.parametrize(
    ("text", "decimal", "value", "sign"),
    [
        ("0", ".", "0", 0),
        ("-12.34", ".", "-12.34", -1),
        ("+12.34", ".", "12.34", 1),
        ("1,234.56", ".", "1234.56", 0),
        ("1.234,56", ",", "1234.56", 0),
        ("1'234.50", ".", "1234.50", 0),
        ("1’234.50", ".", "1234.50", 0),
        ("59 258,71", ",", "59258.71", 0),
        ("1\u00a0234\u00a0567,89 Kč", ",", "1234567.89", 0),
        ("1,23,456.78", ".", "123456.78", 0),
        ("12,34-", ",", "-12.34", -1),
        ("12,34 S", ",", "-12.34", -1),
        ("12,34 H", ",", "12.34", 1),
        ("(1,012.50)", ".", "-1012.50", -1),
        ("($85.00)", ".", "-85.00", -1),
        ("$-1,650.0000", ".", "-1650.0000", -1),
        ("- $21.59", ".", "-21.59", -1),
        ("+ £1,100.00", ".", "1100.00", 1),
        ("0.80Dr", ".", "-0.80", -1),
        ("15.00Cr", ".", "15.00", 1),
        ("\u221212,50 €", ",", "-12.50", -1),
        ("--123,45 EUR", ",", "-123.45", -1),
        ("د.ا.\u200f4.750", ".", "4.750", 0),
        ("$.23", ".", "0.23", 0),
        ("-.46", ".", "-0.46", -1),
        ("Rs.500", ".", "500", 0),
        ("¥28.16", ".", "28.16", 0),
        ("CNY13.50", ".", "13.50", 0),
        ("8,000.00(CN)", ".", "8000.00", 0),
        ("131.77(已退款89.84)", ".", "131.77", 0),
        ("-1.234", ",", "-1234", -1),
    ],
)
def test_signed_value_reads_what_banks_print(
    text: str, decimal: str, value: str, sign: int
) -> None:
    assert signed_value(text, decimal) == (Decimal(value), sign)


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("", "."),
        ("abc", "."),
        ("12..34", "."),
        ("12,34", "."),
        ("1.2.3", ","),
        ("1,23.4", ","),
        ("12/34", "."),
        ("Route 66", "."),
        ("1e5", "."),
        ("NaN", "."),
        ("Infinity", "."),
        ("1_000.00.0", "."),
        ("1回払い", "."),
        ("=1+1", "."),
        ("10:30", "."),
    ],
)
def test_signed_value_refuses_what_is_no_amount(text: str, decimal: str) -> None:
    with pytest.raises(NotANumber):
        signed_value(text, decimal)


def test_signed_value_refuses_absurd_amounts() -> None:
    assert signed_value("99999999999999.99", ".")[0] == Decimal("99999999999999.99")
    with pytest.raises(NotANumber, match="more than 14 digits"):
        signed_value("123456789012345.00", ".")
    with pytest.raises(NotANumber, match="more than 18 decimal places"):
        signed_value("0." + "1" * 19, ".")


def test_unsigned_value_keeps_the_printed_places() -> None:
    assert str(unsigned_value("1.234,500", ",")) == "1234.500"


def test_take_apart_names_the_words_beside_the_digits() -> None:
    printed = take_apart("USD 51,348.89")

    assert printed is not None
    assert (printed.digits, printed.sign, printed.words) == ("51,348.89", 0, ("USD",))


def test_amounts_are_none_where_a_cell_is_blank() -> None:
    amounts = Amounts(".")

    assert [amounts[cell] for cell in ("", " ", "-", "n/a")] == [None] * 4
    assert amounts[" 1.50 "] == Decimal("1.50")


def test_amounts_without_a_sign_go_out_when_told_so() -> None:
    amounts = Amounts(".", unsigned_is_out=True)

    assert amounts["5.00"] == Decimal("-5.00")
    assert amounts["+5.00"] == Decimal("5.00")
    assert amounts["5.00 CR"] == Decimal("5.00")


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["12,50"], ","),
        (["12.50"], "."),
        (["1.234,56"], ","),
        (["1,234.56"], "."),
        (["1.234.567"], ","),
        (["1,234,567"], "."),
        (["0.125"], "."),
        (["1.234", "5,10"], ","),
        (["4.750"], ","),
    ],
)
def test_decimal_votes_prefer_the_mark_that_the_digits_show(texts: list[str], mark: str) -> None:
    votes = decimal_votes(texts)

    assert max(votes, key=lambda key: votes[key]) == mark


def test_decimal_votes_are_even_for_whole_numbers() -> None:
    assert decimal_votes(["100", "2500", "words"]) == {".": 0, ",": 0}


def test_hostile_texts_are_refused_at_once() -> None:
    assert take_apart("(" * 200_000) is None
    assert take_apart("1" * 200_000) is None
