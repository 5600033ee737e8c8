"""The rate of a day: direct, inverse, crossed, over holidays, and of money that was renamed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Household
from accounts.scope import system_scope
from ledger.models import ExchangeRate
from ledger.money import Money, RateMissing
from ledger.reports.rate_table import Quoted, RateTable
from ledger.reports.rates import convert, find_rate
from tests.factories.books import Books

GOOD_FRIDAY = date(2025, 4, 18)
SHARED = (
    # Thursday before Easter and the Tuesday after: the longest gap there is.
    ("2025-04-17", "USD", "1.1360"),
    ("2025-04-17", "GBP", "0.8580"),
    ("2025-04-22", "USD", "1.1476"),
    ("2022-12-30", "HRK", "7.5365"),
    ("2022-12-30", "USD", "1.0666"),
    ("2023-01-02", "USD", "1.0683"),
    ("2004-12-31", "TRL", "1836200"),
    ("2005-01-03", "TRY", "1.8280"),
    ("2005-01-03", "USD", "1.3507"),
    ("2022-03-01", "RUB", "117.2010"),
)


@pytest.fixture
def _shared(household: Household) -> None:
    """Rates that all households share, as the European Central Bank writes them."""
    with system_scope("a test loads rates"):
        ExchangeRate.objects.bulk_create(
            ExchangeRate(
                date=date.fromisoformat(day),
                base="EUR",
                quote=code,
                rate=Decimal(rate),
                source="ECB",
            )
            for day, code, rate in SHARED
        )


CASES = [
    ("direct", "EUR", "USD", "2025-04-17", "1.1360", "2025-04-17", "ECB"),
    ("inverse", "USD", "EUR", "2025-04-17", "0.8802816901", "2025-04-17", "ECB"),
    ("cross by the euro", "USD", "GBP", "2025-04-17", "0.7552816901", "2025-04-17", "ECB via EUR"),
    ("Good Friday", "EUR", "USD", "2025-04-18", "1.1360", "2025-04-17", "ECB"),
    ("Easter Monday", "EUR", "USD", "2025-04-21", "1.1360", "2025-04-17", "ECB"),
    ("the day after Easter", "EUR", "USD", "2025-04-22", "1.1476", "2025-04-22", "ECB"),
    ("cross keeps the older day", "USD", "GBP", "2025-04-22", "0.7476472639", "2025-04-17",
     "ECB via EUR"),
    ("seven days are not too long", "EUR", "GBP", "2025-04-24", "0.8580", "2025-04-17", "ECB"),
    ("same currency", "EUR", "EUR", "1900-01-01", "1", "1900-01-01", "same currency"),
    ("before a currency became the euro", "EUR", "HRK", "2022-12-31", "7.5365", "2022-12-30",
     "ECB"),
    ("since it did", "EUR", "HRK", "2023-01-01", "7.5345", "2023-01-01", "fixed"),
    ("and on any later day", "HRK", "EUR", "2031-05-05", "0.1327228084", "2031-05-05", "fixed"),
    ("former currency to a foreign one", "HRK", "USD", "2023-01-02", "0.1417877762", "2023-01-02",
     "ECB"),
    ("two former currencies", "DEM", "FRF", "2010-01-01", "3.3538548851", "2010-01-01", "fixed"),
    ("last day of the old lira", "EUR", "TRL", "2004-12-31", "1836200", "2004-12-31", "ECB"),
    ("the new lira before it was there", "EUR", "TRY", "2004-12-31", "1.8362", "2004-12-31",
     "ECB"),
    ("the old lira after it was gone", "EUR", "TRL", "2005-01-03", "1828000", "2005-01-03", "ECB"),
    ("zeros struck off", "TRY", "TRL", "2025-01-01", "1000000", "2025-01-01", "fixed"),
    ("the old lira to a foreign one", "USD", "TRL", "2005-01-03", "1353372.3254608721",
     "2005-01-03", "ECB via EUR"),
]  # fmt: skip


@pytest.mark.usefixtures("_shared")
@pytest.mark.parametrize(
    ("pair", "day", "value", "used"),
    [pytest.param(case[1:3], case[3], case[4], case[5:], id=case[0]) for case in CASES],
)
def test_rate_of_a_day(
    household: Household, pair: tuple[str, str], day: str, value: str, used: tuple[str, str]
) -> None:
    rate = find_rate(household, *pair, on=date.fromisoformat(day))

    assert (rate.base, rate.quote) == pair
    assert rate.value.quantize(Decimal("1e-10")) == Decimal(value).quantize(Decimal("1e-10"))
    assert (rate.on.isoformat(), rate.source) == used


@pytest.mark.usefixtures("_shared")
@pytest.mark.parametrize(
    ("base", "quote", "day"),
    [
        pytest.param("EUR", "USD", "2025-04-16", id="before the first rate"),
        pytest.param("EUR", "GBP", "2025-04-25", id="eight days are too long"),
        pytest.param("EUR", "RUB", "2022-03-09", id="a currency that is quoted no more"),
        pytest.param("USD", "RUB", "2025-04-17", id="one half of a cross"),
        pytest.param("EUR", "XAU", "2025-04-17", id="a currency that nobody quotes"),
    ],
)
def test_rate_is_missing_and_never_guessed(
    household: Household, base: str, quote: str, day: str
) -> None:
    with pytest.raises(RateMissing, match="no rate from"):
        find_rate(household, base, quote, on=date.fromisoformat(day))


@pytest.mark.usefixtures("_shared")
def test_own_rate_goes_before_a_shared_one_of_its_day(books: Books) -> None:
    books.rate("2025-04-17", "USD", "EUR", "0.5")

    thursday = find_rate(books.household, "EUR", "USD", on=GOOD_FRIDAY)
    tuesday = find_rate(books.household, "EUR", "USD", on=date(2025, 4, 22))

    assert (thursday.value, thursday.source) == (Decimal(2), "test")
    assert (tuesday.value, tuesday.source) == (Decimal("1.1476"), "ECB")


@pytest.mark.usefixtures("_shared")
def test_own_rates_meet_in_any_currency(books: Books) -> None:
    books.rate("2025-04-17", "XAU", "USD", "3300")

    rate = find_rate(books.household, "XAU", "EUR", on=GOOD_FRIDAY)

    assert rate.value.quantize(Decimal("0.01")) == Decimal("2904.93")
    assert (rate.on, rate.source) == (date(2025, 4, 17), "test and ECB via USD")


def test_newest_pivot_is_taken_and_the_euro_first(books: Books) -> None:
    books.rate("2025-04-16", "AAA", "CHF", "2")
    books.rate("2025-04-16", "CHF", "BBB", "2")
    books.rate("2025-04-17", "AAA", "GBP", "3")
    books.rate("2025-04-17", "GBP", "BBB", "3")

    newest = find_rate(books.household, "AAA", "BBB", on=GOOD_FRIDAY)
    books.rate("2025-04-15", "AAA", "EUR", "5")
    books.rate("2025-04-15", "BBB", "EUR", "2")
    by_euro = find_rate(books.household, "AAA", "BBB", on=GOOD_FRIDAY)

    assert (newest.value, newest.source) == (Decimal(9), "test via GBP")
    assert (by_euro.value, by_euro.source) == (Decimal("2.5"), "test via EUR")


@pytest.mark.usefixtures("_shared")
def test_conversion_names_its_rate_and_rounds_to_the_minor_unit(household: Household) -> None:
    done = convert(household, Money(Decimal(100), "USD"), "EUR", on=GOOD_FRIDAY)

    assert done.money == Money(Decimal("88.03"), "EUR")
    assert (done.rate.on, done.rate.source) == (date(2025, 4, 17), "ECB")


VALUES = st.decimals("0.0001", "100000", places=4)
DAY = date(2025, 3, 3)


def table(*rates: tuple[str, str, Decimal]) -> RateTable:
    pairs: dict[tuple[str, str], list[Quoted]] = {}
    for base, quote, value in rates:
        pairs[base, quote] = [Quoted(DAY, value, "x")]
        pairs[quote, base] = [Quoted(DAY, 1 / value, "x")]
    return RateTable(pairs)


def near(value: Decimal | None, wanted: Decimal) -> bool:
    return value is not None and abs(value / wanted - 1) < Decimal("1e-24")


@given(first=VALUES, second=VALUES)
def test_there_and_back_is_where_it_began(first: Decimal, second: Decimal) -> None:
    rates = table(("EUR", "AAA", first), ("EUR", "BBB", second))
    there, back = rates.find("AAA", "BBB", on=DAY), rates.find("BBB", "AAA", on=DAY)

    assert there is not None
    assert near(back, 1 / there)


@given(first=VALUES, second=VALUES, third=VALUES, days=st.integers(0, 7))
def test_around_a_triangle_nothing_is_gained(
    first: Decimal, second: Decimal, third: Decimal, days: int
) -> None:
    rates = table(("EUR", "AAA", first), ("BBB", "EUR", second), ("EUR", "CCC", third))
    on = DAY + timedelta(days=days)
    legs = [rates.find(*pair, on=on) for pair in (("AAA", "BBB"), ("BBB", "CCC"), ("CCC", "AAA"))]

    product = Decimal(1)
    for leg in legs:
        assert leg is not None
        product *= leg
    assert near(product, Decimal(1))
