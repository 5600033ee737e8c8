"""Currencies that are the same money under another name, at a factor fixed for ever.

Currencies that became the euro are worth a fixed part of it from the day they joined (Council
Regulations (EC) 2866/98, 1478/2000 and those of later members); before that day markets decide.
Redenominations struck zeros off: there old and new name are one money on every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Name:
    """Another name of some money: one unit of it is `units` of the currency `code`."""

    code: str
    units: Fraction


_LAUNCH = date(1999, 1, 1)
JOINED_EURO: dict[str, tuple[date, Decimal]] = {
    "ATS": (_LAUNCH, Decimal("13.7603")),
    "BEF": (_LAUNCH, Decimal("40.3399")),
    "DEM": (_LAUNCH, Decimal("1.95583")),
    "ESP": (_LAUNCH, Decimal("166.386")),
    "FIM": (_LAUNCH, Decimal("5.94573")),
    "FRF": (_LAUNCH, Decimal("6.55957")),
    "IEP": (_LAUNCH, Decimal("0.787564")),
    "ITL": (_LAUNCH, Decimal("1936.27")),
    "LUF": (_LAUNCH, Decimal("40.3399")),
    "NLG": (_LAUNCH, Decimal("2.20371")),
    "PTE": (_LAUNCH, Decimal("200.482")),
    "GRD": (date(2001, 1, 1), Decimal("340.750")),
    "SIT": (date(2007, 1, 1), Decimal("239.640")),
    "CYP": (date(2008, 1, 1), Decimal("0.585274")),
    "MTL": (date(2008, 1, 1), Decimal("0.429300")),
    "SKK": (date(2009, 1, 1), Decimal("30.1260")),
    "EEK": (date(2011, 1, 1), Decimal("15.6466")),
    "LVL": (date(2014, 1, 1), Decimal("0.702804")),
    "LTL": (date(2015, 1, 1), Decimal("3.45280")),
    "HRK": (date(2023, 1, 1), Decimal("7.53450")),
    "BGN": (date(2026, 1, 1), Decimal("1.95583")),
}
"""The first day in the euro, and how many units one euro is."""

REDENOMINATED: dict[str, tuple[str, int]] = {
    "AZM": ("AZN", 5_000),
    "BYR": ("BYN", 10_000),
    "GHC": ("GHS", 10_000),
    "MRO": ("MRU", 10),
    "PLZ": ("PLN", 10_000),
    "ROL": ("RON", 10_000),
    "RUR": ("RUB", 1_000),
    "STD": ("STN", 1_000),
    "TMM": ("TMT", 5_000),
    "TRL": ("TRY", 1_000_000),
    "ZMK": ("ZMW", 1_000),
}
"""The new name, and how many old units one new unit is."""

_NEW_TO_OLD = {new: (old, units) for old, (new, units) in REDENOMINATED.items()}


def names_of(code: str, *, on: date) -> tuple[Name, ...]:
    """Return under which names the money `code` may be priced on a day, the surest first."""
    names = [Name(code, Fraction(1))]
    joined = JOINED_EURO.get(code)
    if joined and on >= joined[0]:
        names.insert(0, Name(EURO, 1 / Fraction(joined[1])))
    if code in REDENOMINATED:
        new, units = REDENOMINATED[code]
        names.append(Name(new, Fraction(1, units)))
    if code in _NEW_TO_OLD:
        old, units = _NEW_TO_OLD[code]
        names.append(Name(old, Fraction(units)))
    return tuple(names)


def all_names(code: str) -> frozenset[str]:
    """Return every code under which the money `code` may be priced on some day."""
    return frozenset(name.code for name in names_of(code, on=date.max))
