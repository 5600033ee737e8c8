"""Currencies under other names, at factors that never change."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ledger.currencies import JOINED_EURO, REDENOMINATED, Name, all_names, names_of

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("code", "day", "names"),
    [
        ("USD", DAY, [("USD", Fraction(1))]),
        ("DEM", DAY, [("EUR", Fraction(100_000, 195_583)), ("DEM", Fraction(1))]),
        ("HRK", date(2022, 12, 31), [("HRK", Fraction(1))]),
        ("HRK", date(2023, 1, 1), [("EUR", Fraction(10_000, 75_345)), ("HRK", Fraction(1))]),
        ("TRL", DAY, [("TRL", Fraction(1)), ("TRY", Fraction(1, 1_000_000))]),
        ("TRY", DAY, [("TRY", Fraction(1)), ("TRL", Fraction(1_000_000))]),
    ],
)
def test_names_of_a_currency(code: str, day: date, names: list[tuple[str, Fraction]]) -> None:
    assert names_of(code, on=day) == tuple(Name(*name) for name in names)


def test_all_names_hold_on_whatever_day() -> None:
    assert all_names("HRK") == {"HRK", "EUR"}
    assert all_names("TRY") == {"TRY", "TRL"}


def test_no_currency_has_two_fates() -> None:
    new = [name for name, _units in REDENOMINATED.values()]
    assert not set(JOINED_EURO) & {*REDENOMINATED, *new}
    assert len(new) == len(set(new))
