"""What foreign money is worth in the books, case by case: on holidays, turned round, crossed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from accounts.scope import system_scope
from ledger.enums import AccountKind
from ledger.models import ExchangeRate, MonthlyTotal
from ledger.money import RateMissing
from ledger.reports.rates import find_rate
from ledger.reports.verify import verify_ledger
from ledger.services.rates import set_rate
from tests.factories.books import Books

SHARED = (
    # Thursday before Easter and the Tuesday after: the longest gap there is.
    ("2025-04-17", "USD", "1.1360"),
    ("2025-04-17", "GBP", "0.8580"),
    ("2025-04-22", "USD", "1.1476"),
    ("2022-03-01", "RUB", "117.2010"),
    ("2005-01-03", "TRY", "1.8280"),
)


@pytest.fixture(autouse=True)
def _shared(books: Books) -> None:
    """Rates that all households share, as the European Central Bank writes them."""
    with system_scope("a test loads rates"):
        ExchangeRate.objects.bulk_create(
            ExchangeRate(
                date=date.fromisoformat(day), base="EUR", quote=code, rate=Decimal(rate),
                source="ECB",
            )
            for day, code, rate in SHARED
        )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Money spent on a day, and what it is worth in the base currency by which rate."""

    currency: str
    amount: str
    day: str
    base: str
    worth: str | None
    used: tuple[str, str] | None
    own: tuple[str, str] | None = None
    """A rate of the household's own: what one unit is worth in the base currency, and its day."""


CASES = {
    "direct": Case(
        "USD", "100", "2025-04-17", "EUR", "90.00", ("2025-04-17", "own"), ("0.9", "2025-04-17")
    ),
    "inverse": Case("USD", "100", "2025-04-17", "EUR", "88.03", ("2025-04-17", "ECB")),
    "cross": Case("USD", "100", "2025-04-17", "GBP", "75.53", ("2025-04-17", "ECB via EUR")),
    "missing rate on a holiday": Case(
        "USD", "100", "2025-04-21", "EUR", "88.03", ("2025-04-17", "ECB")
    ),
    "the day after the holidays": Case(
        "USD", "100", "2025-04-22", "EUR", "87.14", ("2025-04-22", "ECB")
    ),
    "missing rate for more than a week": Case("RUB", "100", "2022-03-09", "EUR", None, None),
    "redenomination, zeros struck off": Case(
        "TRL", "10000000", "2005-01-04", "EUR", "5.47", ("2005-01-03", "ECB")
    ),
    "redenomination, money that became the euro": Case(
        "HRK", "100", "2024-01-01", "EUR", "13.27", ("2024-01-01", "fixed")
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_fx(books: Books, case: Case) -> None:
    for household in (books.household, books.actor.household):
        household.base_currency = case.base
    books.household.save()
    place = books.account("Abroad", AccountKind.CASH, case.currency)
    if case.own:
        value, day = Decimal(case.own[0]), date.fromisoformat(case.own[1])
        set_rate(by=books.actor, base=case.currency, quote=case.base, on=day, rate=value)

    legs = ((place, f"-{case.amount}"), (books.food, case.amount))
    spent = books.book(case.day, *legs, currency=case.currency)

    on = date.fromisoformat(case.day)
    values = {leg.account_id: leg.base_value for leg in spent.postings.all()}
    worth = None if case.worth is None else Decimal(case.worth)
    waiting = MonthlyTotal.objects.in_household(books.household).filter(unrated__gt=0)
    assert values == {place.pk: None if worth is None else -worth, books.food.pk: worth}
    assert waiting.exists() is (worth is None)
    assert verify_ledger(books.household).differences == ()
    if case.used is None:
        with pytest.raises(RateMissing):
            find_rate(books.household, case.currency, case.base, on=on)
    else:
        rate = find_rate(books.household, case.currency, case.base, on=on)
        assert (rate.on.isoformat(), rate.source) == case.used
