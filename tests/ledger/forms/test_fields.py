"""Amounts, days and tags as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ledger.forms.bulk import IdsField
from ledger.forms.fields import AmountField, TagNamesField, settle


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("12.50+3*4", "24.50"),
        ("(1+2)/4", "0.75"),
        ("-3", "-3"),
    ],
)
def test_amount_field_computes(text: str, amount: str) -> None:
    assert AmountField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["twelve", "1/0", "1+", "12,3,4.5.6", "9" * 30])
def test_amount_field_says_what_is_wrong(text: str) -> None:
    with pytest.raises(ValidationError, match="This is not an amount"):
        AmountField().clean(text)


def test_amount_field_may_be_empty_where_it_is_optional() -> None:
    assert AmountField(required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("amount", "currency", "settled"),
    [
        ("0.125", "EUR", "0.12"),
        ("0.135", "EUR", "0.14"),
        ("12.5", "JPY", "12"),
        ("0.00012345", "BTC", "0.00012345"),
        ("0.123456789", "BTC", "0.12345679"),
    ],
)
def test_settle_rounds_to_what_the_currency_has(amount: str, currency: str, settled: str) -> None:
    assert settle(Decimal(amount), currency) == Decimal(settled)


def test_tag_names_are_parted_by_commas_each_once() -> None:
    names = TagNamesField(required=False).clean(" trip , Trip,  two  words ,,")

    assert names == ("Trip", "two words")


def test_ids_are_whole_numbers() -> None:
    assert IdsField().clean(["7", "12"]) == [7, 12]


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["1" * 19], ["²"]])
def test_ids_refuse_anything_else(ids: list[str]) -> None:
    with pytest.raises(ValidationError):
        IdsField().clean(ids)
