from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.money import Money
from ledger.money_format import format_money, locale_for


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en", "en"),
        ("de", "de"),
        ("pt-br", "pt_BR"),
        ("xx", "en"),
        ("", "en"),
        ("zh-hans", "zh_Hans"),
    ],
)
def test_locale_for_falls_back_to_english(language: str, locale: str) -> None:
    assert str(locale_for(language)) == locale


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("1234.5", "EUR", "en", "€1,234.50"),
        ("-1234.5", "EUR", "en", "\u2212€1,234.50"),
        ("1234.5", "EUR", "de", "1.234,50\u00a0€"),
        ("-1234.5", "EUR", "de", "\u22121.234,50\u00a0€"),
        ("1234.5", "JPY", "en", "¥1,234"),
        ("1235.5", "JPY", "en", "¥1,236"),
        ("1.2345", "KWD", "en", "KWD\u00a01.234"),
        ("0.5", "BTC", "en", "BTC\u00a00.50"),
        ("0", "EUR", "en", "€0.00"),
        ("-0.004", "EUR", "en", "€0.00"),
        ("99999999999999.12345678", "EUR", "en", "€99,999,999,999,999.12"),
    ],
)
def test_format_money_writes_as_the_locale_does(
    amount: str, currency: str, language: str, text: str
) -> None:
    assert format_money(Money(Decimal(amount), currency), locale_for(language)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("5", "+€5.00"), ("0", "€0.00"), ("0.004", "€0.00"), ("-5", "\u2212€5.00")],
)
def test_format_money_signed_puts_a_plus_above_zero(amount: str, text: str) -> None:
    assert format_money(Money(Decimal(amount), "EUR"), locale_for("en"), signed=True) == text
