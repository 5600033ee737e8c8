"""Every real OFX and QIF file of the shared collection against its expected transactions."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ledger.imports.detect import detect, read_statement
from ledger.imports.inspection import inspect
from ledger.imports.statement import ParsedStatement, StatementFile

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "bank-files"
IMPOSSIBLE_DAYS = {"2012-02-31": "2012-02-29"}
"""Days of the manifest that no calendar has: read as the last one of their month."""


def manifest() -> list[dict[str, str]]:
    path = FOLDER / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] in {"ofx", "qif"}]


@cache
def expected_transactions() -> dict[str, list[list[str]]]:
    with (FOLDER / "expected_transactions.jsonl").open(encoding="utf-8") as file:
        return {entry["id"]: entry["tx"] for entry in map(json.loads, file)}


ABSENT = pytest.mark.skip(f"the real bank files are not at {FOLDER}: NOT ONE OF THEM IS TESTED")
CASES = [pytest.param(row, id=row["id"]) for row in manifest()] or [
    pytest.param({}, id="absent", marks=ABSENT)
]


@pytest.mark.bank_files
@pytest.mark.parametrize("row", CASES)
def test_file_gives_what_the_manifest_says(row: dict[str, str]) -> None:
    source = StatementFile.from_path(FOLDER / row["file"])

    found = inspect(source)

    assert found.status == row["expected"]
    assert found.transactions == int(row["n_transactions"] or 0)
    assert found.investments == int(row["n_invest"] or 0)
    assert bool(found.errors) == (row["expected"] in {"partial", "error"})
    assert [amount.normalize() for amount in found.closing_balances] == closing_balances(row)
    if row["expected"] in {"ok", "partial"}:
        assert found.format == row["format"]
        assert transactions(source) == Counter(
            (IMPOSSIBLE_DAYS.get(day, day), Decimal(amount))
            for day, amount, *_ in expected_transactions().get(row["id"], [])
        )


def closing_balances(row: dict[str, str]) -> list[Decimal]:
    printed = row["closing_balance"]
    amounts = json.loads(printed) if printed.startswith("[") else [printed] if printed else []
    return [Decimal(amount.replace(",", ".")).normalize() for amount in amounts]


def transactions(source: StatementFile) -> Counter[tuple[str, Decimal]]:
    parsed = ParsedStatement.collect(detect(source), read_statement(source))
    return Counter(
        (line.date.isoformat(), line.amount) for line in parsed.lines if not line.is_investment
    )
