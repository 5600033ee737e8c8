"""What recurs and what does not: named cases, and precision and recall over drawn ones."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.recurring.detection import detect
from ledger.recurring.series import Change, Entry, Series
from tests.ledger.recurring.cases import Case, every, every_case, monthly

BERKA = Path(__file__).parents[4] / "shared/data/histories/berka"
ROUNDS = 12


def rows(days: Iterable[date | str], *amounts: str) -> list[Entry]:
    """Return entries of these days; the last amount is that of all that follow."""
    found = []
    for number, day in enumerate(days):
        on = date.fromisoformat(day) if isinstance(day, str) else day
        amount = Decimal(amounts[min(number, len(amounts) - 1)])
        found.append(Entry(number, on.toordinal(), amount))
    return found


def shapes(found: list[Series]) -> list[tuple[str, int]]:
    return [(series.cadence.value, len(series.entries)) for series in found]


FROM = date(2025, 1, 31)
MONTHS = monthly(FROM, 31, 12)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(rows(monthly(FROM, 29, 6), "-9"), [("monthly", 6)], id="day 29"),
        pytest.param(rows(monthly(FROM, 30, 6), "-9"), [("monthly", 6)], id="day 30"),
        pytest.param(rows(MONTHS, "-9"), [("monthly", 12)], id="day 31"),
        pytest.param(
            rows([day - timedelta({5: 1, 6: 2}.get(day.weekday(), 0)) for day in MONTHS], "2000"),
            [("monthly", 12)],
            id="weekend shift",
        ),
        pytest.param(
            rows(every(date(2025, 3, 3), 14, 8), "700"),
            [("fortnightly", 8)],
            id="14 days across DST",
        ),
        pytest.param(rows(MONTHS, *["-9.99"] * 6, "-12.99"), [("monthly", 12)], id="price rise"),
        pytest.param(
            rows([*MONTHS[:5], *MONTHS[6:]], "-9.99"), [("monthly", 11)], id="skipped month"
        ),
        pytest.param(
            rows(["2023-05-02", "2024-05-03", "2025-05-02"], "-120", "-124"),
            [("yearly", 3)],
            id="annual",
        ),
        pytest.param(
            rows(["2024-05-02", "2025-05-02"], "-120"), [("yearly", 2)], id="annual, twice"
        ),
        pytest.param(
            [*rows(MONTHS, "-4.99"), *(e._replace(id=e.id + 100) for e in rows(MONTHS, "-12.99"))],
            [("monthly", 12), ("monthly", 12)],
            id="two subscriptions at one merchant",
        ),
        pytest.param(rows(every(FROM, 7, 12), "-45"), [("weekly", 12)], id="weekly"),
        pytest.param(
            rows(monthly(FROM, 15, 5, every=3), "-90"), [("quarterly", 5)], id="quarterly"
        ),
        pytest.param(
            rows(["2026-01-05", "2026-02-05"], "-37.70"), [("monthly", 2)], id="twice, odd amount"
        ),
        pytest.param(rows(["2026-01-05", "2026-02-05"], "-50"), [], id="twice, round amount"),
        pytest.param(rows(["2026-01-05", "2026-03-05"], "-37.70"), [], id="twice, months apart"),
        pytest.param(rows(["2026-01-05"], "-9.99"), [], id="once"),
        pytest.param([], [], id="nothing"),
        pytest.param(
            rows(every(FROM, 7, 30), *(str(-30 - nth * 37 % 90) for nth in range(30))),
            [],
            id="weekly shopping",
        ),
        pytest.param(
            rows(["2026-01-05", "2026-01-11", "2026-01-29", "2026-02-02", "2026-03-09"], "-50"),
            [],
            id="cash",
        ),
    ],
)
def test_series_found(entries: list[Entry], expected: list[tuple[str, int]]) -> None:
    assert shapes(detect(entries)) == expected


def test_series_tells_what_follows_from_it() -> None:
    (series,) = detect(rows([*MONTHS[:5], *MONTHS[6:]], *["-9.99"] * 6, "-12.99"))

    assert (series.first, series.last, series.missed) == (MONTHS[0], MONTHS[-1], 1)
    assert series.next_due == date(2026, 1, 31)
    assert series.change == Change(date(2025, 8, 31), Decimal("-9.99"), Decimal("-12.99"))
    assert [series.is_running(date(2026, 2, day)) for day in (1, 18, 20)] == [True, True, False]


def test_series_of_varying_amounts_has_no_price() -> None:
    amounts = [str(-60 - 7 * (nth % 5)) for nth in range(12)]
    (series,) = detect(rows(MONTHS, *amounts))

    assert (series.is_fixed, series.change) == (False, None)


def test_drawn_cases_reach_precision_and_recall() -> None:
    right = 0
    wrong: list[tuple[str, int]] = []
    missed: list[str] = []
    for case in every_case(ROUNDS):
        strange, lost = found_of(case)
        wrong += [(case.kind, len(ids)) for ids in strange]
        missed += [case.kind] * len(lost)
        right += len(case.series) - len(lost)

    assert right / (right + len(wrong)) >= 0.95, wrong
    assert right / (right + len(missed)) >= 0.9, missed


def found_of(case: Case) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Return what was found and is none of the case's series, and those that were not found.

    A find is right when it shares at least four fifths of its rows and of the series'.
    """
    missed, wrong = list(case.series), []
    for series in detect(case.entries):
        ids = frozenset(entry.id for entry in series.entries)
        same = next((s for s in missed if len(s & ids) >= 0.8 * max(len(s), len(ids))), None)
        if same is None:
            wrong.append(ids)
        else:
            missed.remove(same)
    return wrong, missed


def test_cases_are_of_both_sorts() -> None:
    cases = list(every_case(2))

    assert sum(bool(case.series) for case in cases) == 40
    assert sum(not case.series for case in cases) == 34


@pytest.mark.skipif(not BERKA.is_dir(), reason="the bank's histories are not here")
def test_standing_orders_of_a_real_bank_are_found() -> None:
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    with (BERKA / "transactions.csv").open() as file:
        for number, row in enumerate(csv.DictReader(file)):
            if row["counterparty_account"] and row["type"] != "credit":
                key = (row["part"], row["account_id"], row["counterparty_account"])
                day = date.fromisoformat(row["date"]).toordinal()
                groups[key].append(Entry(number, day, -Decimal(row["amount"])))
    found = {key: detect(entries) for key, entries in groups.items()}

    with (BERKA / "standing_order_truth.csv").open() as file:
        truth = [row for row in csv.DictReader(file) if int(row["n"]) >= 3]
    hits = 0
    for row in truth:
        account = str(int(float(row["cp_acc"])))
        series = found.get((row["part"], row["account_id"], account), [])
        amount = -Decimal(row["amount"])
        hits += any(s.amounts.count(amount) >= 0.8 * int(row["n"]) for s in series)

    assert hits / len(truth) >= 0.95
