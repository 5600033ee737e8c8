"""Valuing anew: what is corrected, what a closed period keeps, and what stays as it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.models import ExchangeRate, MonthlyTotal, Posting
from ledger.reports.verify import verify_ledger
from ledger.services import rerating
from ledger.services.rerating import Rerated, revalue_postings
from tests.factories.books import Books
from tests.factories.periods import make_closed_month


def food(books: Books) -> list[Decimal | None]:
    """The base values of what was spent on food, oldest first."""
    rows = Posting.objects.in_household(books.household).filter(account=books.food)
    return list(rows.order_by("date").values_list("base_value", flat=True))


def worth(*values: str) -> list[Decimal | None]:
    return [Decimal(value) for value in values]


@pytest.fixture
def months(books: Books) -> Books:
    """Ten dollars in January and February, valued at 0.9, in March without a rate; and euros."""
    for day in ("2025-01-01", "2025-02-01"):
        books.rate(day, "USD", "EUR", "0.9")
    for day in ("2025-01-01", "2025-02-01", "2025-03-01"):
        books.book(day, (books.dollars, "-10"), (books.food, "10"))
    books.spend("2025-04-01", "7", books.food)
    assert food(books) == [Decimal(9), Decimal(9), None, Decimal(7)]
    ExchangeRate.objects.all().delete()
    for day in ("2025-01-01", "2025-02-01", "2025-03-01"):
        books.rate(day, "USD", "EUR", "0.8")
    return books


def test_what_waited_is_filled_and_what_was_wrong_is_corrected(months: Books) -> None:
    assert revalue_postings(months.household) == Rerated(filled=2, corrected=4)

    assert food(months) == worth("8", "8", "8", "7")
    assert revalue_postings(months.household) == Rerated()
    assert not MonthlyTotal.objects.in_household(months.household).filter(unrated__gt=0).exists()
    assert verify_ledger(months.household).differences == ()


def test_only_the_days_asked_for_are_valued(months: Books) -> None:
    days = (date(2025, 2, 1), date(2025, 2, 28))

    found = revalue_postings(months.household, first=days[0], last=days[1])

    assert (found, food(months)[:2]) == (Rerated(corrected=2), worth("9", "8"))


def test_closed_period_keeps_what_it_was_closed_with(months: Books) -> None:
    make_closed_month(months.household, "2025-01")
    make_closed_month(months.household, "2025-03")

    # What waited there is filled in: it was not in any sum before.
    assert revalue_postings(months.household) == Rerated(filled=2, corrected=2, kept=2)
    assert food(months) == worth("9", "8", "8", "7")


def test_without_a_rate_a_value_stays(months: Books) -> None:
    ExchangeRate.objects.all().delete()

    assert revalue_postings(months.household) == Rerated()
    assert food(months) == [Decimal(9), Decimal(9), None, Decimal(7)]


def test_other_base_currency_reaches_everything(months: Books) -> None:
    make_closed_month(months.household, "2025-01")
    months.household.base_currency = "USD"
    months.household.save()

    found = revalue_postings(months.household, is_new_base=True)

    # Dollars are worth themselves, closed or not; April's euros wait for a rate.
    assert found == Rerated(filled=2, corrected=6)
    assert food(months) == [Decimal(10), Decimal(10), Decimal(10), None]
    assert verify_ledger(months.household).differences == ()


def test_pieces_are_written_and_told_one_by_one(
    months: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rerating, "PIECE", 2)
    told: list[tuple[int, int]] = []

    revalue_postings(months.household, advance=lambda done, total: told.append((done, total)))

    assert told == [(2, 6), (4, 6), (6, 6), (6, 6)]
    assert food(months) == worth("8", "8", "8", "7")
