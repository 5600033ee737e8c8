"""The plan of the demo household: the same for a seed, within its days, nothing overdrawn."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from ledger.periods import Period
from ledger.seeding.demo_bills import OPENING
from ledger.seeding.demo_plan import months_of, plan_years
from ledger.taxonomy import TAXONOMY

SPAN = Period(date(2023, 6, 16), date(2026, 6, 16))


def test_plan_years_is_the_same_for_the_same_seed() -> None:
    assert plan_years(seed=1, span=SPAN) == plan_years(seed=1, span=SPAN)
    assert plan_years(seed=1, span=SPAN) != plan_years(seed=2, span=SPAN)


@pytest.mark.parametrize("day", [date(2023, 2, 28), date(2024, 2, 29), date(2025, 12, 31)])
def test_plan_years_stays_within_its_days(day: date) -> None:
    span = Period(day.replace(year=day.year - 3, day=28), day)

    rows = plan_years(seed=1, span=span)

    assert {row.date in span for row in rows} == {True}
    assert rows == sorted(rows, key=lambda row: row.date)


def test_plan_years_books_only_what_exists() -> None:
    known = {entry.id for entry in TAXONOMY} | set(OPENING) | {"", "adjustment"}

    rows = plan_years(seed=1, span=SPAN)

    used = {row.other for row in rows} | {other for row in rows for other, _ in row.parts}
    assert used - known == set()
    assert {row.account for row in rows} - set(OPENING) == set()


def test_plan_years_splits_add_up() -> None:
    split = [row for row in plan_years(seed=1, span=SPAN) if row.parts]

    assert len(split) > 36
    assert {sum(amount for _, amount in row.parts) - row.amount for row in split} == {Decimal(0)}


@pytest.mark.parametrize("account", ["checking", "joint", "savings", "cash"])
def test_plan_years_overdraws_nothing_at_the_end_of_a_month(account: str) -> None:
    changes: dict[str, Decimal] = defaultdict(Decimal)
    for row in plan_years(seed=20_190, span=SPAN):
        month = f"{row.date:%Y-%m}"
        if row.account == account:
            changes[month] += row.amount
        if row.other == account:
            changes[month] -= row.amount

    balance, lowest = OPENING[account], OPENING[account]
    for month in sorted(changes):
        balance += changes[month]
        lowest = min(lowest, balance)
    assert lowest > 0


def test_plan_years_pays_the_card_off() -> None:
    rows = plan_years(seed=1, span=SPAN)

    paid = {row.date: row.amount for row in rows if row.other == "card"}
    may = Period(date(2026, 5, 1), date(2026, 6, 1))
    spent = sum(row.amount for row in rows if row.account == "card" and row.date in may)
    assert paid[date(2026, 6, 8)] == spent


def test_months_of_names_every_month_touched() -> None:
    span = Period(date(2025, 12, 31), date(2026, 2, 1))

    assert list(months_of(span)) == [date(2025, 12, 1), date(2026, 1, 1)]
