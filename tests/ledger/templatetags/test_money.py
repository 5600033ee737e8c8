from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from ledger.money import Money, MoneyBag
from ledger.templatetags.money import money

FIVE = Money(Decimal(5), "EUR")


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        (FIVE, "", '<span class="amount">€5.00</span>'),
        (-FIVE, "", '<span class="amount">\u2212€5.00</span>'),
        (FIVE, "signed", '<span class="amount amount-in">+€5.00</span>'),
        (-FIVE, "signed", '<span class="amount">\u2212€5.00</span>'),
        (-FIVE, "plain", "\u2212€5.00"),
        (MoneyBag(), "", '<span class="amount">\u2013</span>'),
        (MoneyBag(), "plain", "\u2013"),
        (MoneyBag.of([FIVE, Money(Decimal(7), "JPY")]), "plain", "€5.00 · ¥7"),
        (
            MoneyBag.of([FIVE, Money(Decimal(-7), "JPY")]),
            "signed",
            '<span class="amount amount-in">+€5.00</span> · <span class="amount">\u2212¥7</span>',
        ),
    ],
)
def test_money_marks_up_amounts(value: Money | MoneyBag, style: str, shown: str) -> None:
    assert money(value, style) == shown


@pytest.mark.parametrize("bare", [5, Decimal(5), 5.0, "5", None, ""])
def test_money_refuses_bare_numbers(bare: object) -> None:
    with pytest.raises(TypeError, match="money shows Money or MoneyBag, not"):
        money(bare)  # type: ignore[arg-type]


def test_money_refuses_an_unknown_style() -> None:
    with pytest.raises(ValueError, match="money has no style 'red'"):
        money(FIVE, "red")


def test_money_escapes_the_currency() -> None:
    assert money(Money(Decimal(1), "<b>")) == '<span class="amount">&lt;b&gt;1.00</span>'


def test_money_follows_the_language_of_the_page() -> None:
    template = Template('{% load money %}{{ amount|money:"plain" }}')

    with override("de"):
        shown = template.render(Context({"amount": FIVE}))

    assert shown == "5,00\u00a0€"


def test_money_without_a_language_uses_that_of_the_settings() -> None:
    with override(None):
        assert money(FIVE, "plain") == "€5.00"
