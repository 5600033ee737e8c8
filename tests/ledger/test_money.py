from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import add, le, lt, sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import (
    CurrencyMismatch,
    Money,
    MoneyBag,
    minor_units,
    printed,
    quantize,
    quantize_stored,
)

CURRENCIES = {"JPY": 0, "EUR": 2, "USD": 2, "KWD": 3}


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@st.composite
def amounts(draw: st.DrawFn) -> Money:
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    units = draw(st.integers(-(10**15), 10**15))
    return Money(Decimal(units).scaleb(-CURRENCIES[currency]), currency)


weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 1000, places=3)), min_size=1, max_size=12
).filter(any)


@pytest.mark.parametrize(
    ("currency", "places"),
    [
        ("JPY", 0),
        ("EUR", 2),
        ("USD", 2),
        ("CHF", 2),
        ("KWD", 3),
        ("TND", 3),
        ("BTC", 2),
        ("XYZ", 2),
    ],
)
def test_minor_units_follow_iso_4217(currency: str, places: int) -> None:
    assert minor_units(currency) == places


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.12"),
        ("0.135", "EUR", "0.14"),
        ("-0.125", "EUR", "-0.12"),
        ("0.5", "JPY", "0"),
        ("1.5", "JPY", "2"),
        ("-2.5", "JPY", "-2"),
        ("0.0005", "KWD", "0.000"),
        ("0.0015", "KWD", "0.002"),
        ("12", "EUR", "12.00"),
        ("99999999999999.995", "EUR", "100000000000000.00"),
    ],
)
def test_quantize_rounds_half_even_to_the_minor_unit(
    amount: str, currency: str, rounded: str
) -> None:
    assert str(quantize(Decimal(amount), currency)) == rounded
    assert Money(Decimal(amount), currency).rounded() == Money(Decimal(rounded), currency)


@pytest.mark.parametrize(
    ("amount", "stored"),
    [("1", "1.00000000"), ("0.000000005", "0.00000000"), ("0.000000015", "0.00000002")],
)
def test_quantize_stored_keeps_eight_places(amount: str, stored: str) -> None:
    assert f"{quantize_stored(Decimal(amount)):f}" == stored


@pytest.mark.parametrize("amount", [1, 1.5, "1.50", None])
def test_money_is_made_of_decimals_alone(amount: object) -> None:
    with pytest.raises(TypeError, match="is a Decimal, not"):
        Money(amount, "EUR")  # type: ignore[arg-type]


def test_money_needs_a_currency() -> None:
    with pytest.raises(ValueError, match="needs a currency"):
        Money(Decimal(1), "")


def test_money_adds_and_compares_within_a_currency() -> None:
    assert eur("1.10") + eur("2.05") == eur("3.15")
    assert eur("1.10") - eur("2.05") == eur("-0.95")
    assert (-eur("1.10"), abs(eur("-1.10"))) == (eur("-1.10"), eur("1.10"))
    assert (eur("1") < eur("2"), eur("2") < eur("2"), eur("2") <= eur("2")) == (True, False, True)
    assert max(eur("1"), eur("3"), eur("2")) == eur("3")
    assert (bool(eur("0.00")), bool(eur("0.01"))) == (False, True)
    assert Money.zero("JPY") == Money(Decimal(0), "JPY")
    assert str(eur("-1.50")) == "-1.50 EUR"


@pytest.mark.parametrize("operation", [add, sub, lt, le])
def test_money_of_unlike_currencies_does_not_combine(
    operation: Callable[[Money, Money], object],
) -> None:
    with pytest.raises(CurrencyMismatch, match="EUR and USD cannot be combined"):
        operation(eur("1"), usd("1"))


def test_money_of_unlike_currencies_is_unequal() -> None:
    assert (eur("1") == usd("1"), eur("1") == eur("1.00")) == (False, True)


@pytest.mark.parametrize(
    ("factor", "product"), [(3, "3.30"), (Decimal("0.333"), "0.36630"), (0, "0.00"), (-1, "-1.10")]
)
def test_times_does_not_round(factor: Decimal | int, product: str) -> None:
    assert str(eur("1.10").times(factor).amount) == product


@pytest.mark.parametrize(
    ("amount", "currency", "parts", "expected"),
    [
        ("100.00", "EUR", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100.00", "EUR", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.05", "EUR", [3, 7], ["0.02", "0.03"]),
        ("0.01", "EUR", [1, 1], ["0.01", "0.00"]),
        ("100", "JPY", [1, 1, 1], ["34", "33", "33"]),
        ("1.000", "KWD", [1, 1, 1], ["0.334", "0.333", "0.333"]),
        ("10.00", "EUR", [0, 1, 0], ["0.00", "10.00", "0.00"]),
        ("10.00", "EUR", [Decimal("0.5"), Decimal("1.5")], ["2.50", "7.50"]),
        ("0.00", "EUR", [1, 2], ["0.00", "0.00"]),
        ("10.00", "EUR", [5], ["10.00"]),
        ("1.00", "EUR", [1, 1, 4], ["0.17", "0.17", "0.66"]),
        ("0.015", "EUR", [1, 1], ["0.015", "0.00"]),
        ("1.005", "EUR", [0, 1, 1], ["0.00", "0.505", "0.50"]),
    ],
)
def test_allocate_splits_to_the_minor_unit(
    amount: str, currency: str, parts: list[Decimal | int], expected: list[str]
) -> None:
    found = Money(Decimal(amount), currency).allocate(parts)

    assert found == [Money(Decimal(part), currency) for part in expected]


@given(amounts(), weights)
def test_allocate_sums_to_the_whole(money: Money, parts: list[Decimal | int]) -> None:
    found = money.allocate(parts)

    assert len(found) == len(parts)
    assert sum((part.amount for part in found), Decimal(0)) == money.amount
    assert {part.currency for part in found} == {money.currency}


@given(amounts(), weights)
def test_allocate_stays_within_a_minor_unit_of_the_exact_share(
    money: Money, parts: list[Decimal | int]
) -> None:
    unit = Decimal(1).scaleb(-CURRENCIES[money.currency])
    whole = sum(map(Decimal, parts), Decimal(0))

    found = money.allocate(parts)

    for part, weight in zip(found, parts, strict=True):
        assert abs(part.amount * whole - money.amount * Decimal(weight)) < unit * whole
        assert part.amount % unit == 0
        assert weight or not part


@given(amounts(), weights)
def test_allocate_mirrors_the_sign(money: Money, parts: list[Decimal | int]) -> None:
    assert (-money).allocate(parts) == [-part for part in money.allocate(parts)]


@pytest.mark.parametrize("parts", [[], [0, 0], [1, -1], [-1, 3]])
def test_allocate_refuses_weights_that_split_nothing(parts: list[Decimal | int]) -> None:
    with pytest.raises(ValueError, match="weights must be zero or more"):
        eur("1").allocate(parts)


def test_bag_sums_by_currency_and_drops_zeros() -> None:
    bag = MoneyBag.of([usd("1"), eur("2"), eur("0.50"), Money(Decimal(5), "JPY"), usd("-1")])

    assert list(bag) == [eur("2.50"), Money(Decimal(5), "JPY")]
    assert (bool(bag), bool(MoneyBag())) == (True, False)


def test_bag_gives_its_part_in_a_currency() -> None:
    bag = MoneyBag.of([eur("2")])

    assert (bag.in_currency("EUR"), bag.in_currency("USD")) == (eur("2"), Money.zero("USD"))


def test_bag_gives_its_only_amount() -> None:
    assert MoneyBag.of([eur("1"), eur("2")]).single() == eur("3")


@pytest.mark.parametrize(
    ("parts", "held"),
    [([], "nothing"), ([eur("1"), usd("1")], "EUR, USD"), ([eur("0")], "nothing")],
)
def test_bag_of_several_currencies_has_no_single_amount(parts: list[Money], held: str) -> None:
    with pytest.raises(CurrencyMismatch, match=f"the bag holds {held}"):
        MoneyBag.of(parts).single()


@given(st.lists(amounts(), max_size=8), st.lists(amounts(), max_size=8))
def test_bags_add_and_subtract_part_by_part(left: list[Money], right: list[Money]) -> None:
    first, second = MoneyBag.of(left), MoneyBag.of(right)

    assert first + second == MoneyBag.of([*left, *right])
    assert (first + second) - second == first
    assert first - first == MoneyBag()
    assert -first == MoneyBag.of(-part for part in left)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("10000.00000000", "EUR", "10000.00"),
        ("-0.5", "EUR", "-0.50"),
        ("12.34500000", "EUR", "12.345"),
        ("1200.00000000", "JPY", "1200"),
        ("0E-8", "EUR", "0.00"),
    ],
)
def test_printed_shows_the_places_of_the_currency(amount: str, currency: str, text: str) -> None:
    assert printed(Decimal(amount), currency) == text
