"""Every real text table and workbook of the shared collection against its expected transactions."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ledger.imports.readers.delimited import DelimitedReader
from ledger.imports.readers.spreadsheet import SpreadsheetReader
from ledger.imports.statement import ParsedStatement, StatementError, StatementFile, UnknownFormat

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "bank-files"
OTHERWISE_READ = {
    "csv-0012": 'the manifest splits " "1,000.00" at its comma; the balance proves 1,000.00',
    "csv-0017": "read by the completed date, as the balance runs, not by the started one",
    "csv-0077": "02/12/2009 with dollar signs on every row is read as American",
    "xlsx-0005": "a text of tabs named .xls, which is read",
}
"""Files that are deliberately, or knowingly, read otherwise than the manifest says."""


DAMAGED_ALL_THE_SAME = {"csv-0161"}
"""Files that lack a column in one row, as csv-0162 does, which the manifest calls damaged."""


def manifest() -> list[dict[str, str]]:
    path = FOLDER / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] in {"csv", "xlsx"}]


@cache
def expected_transactions() -> dict[str, list[list[str]]]:
    with (FOLDER / "expected_transactions.jsonl").open(encoding="utf-8") as file:
        return {entry["id"]: entry["tx"] for entry in map(json.loads, file)}


ABSENT = pytest.mark.skip(f"the real bank files are not at {FOLDER}: NOT ONE OF THEM IS TESTED")
CASES = [
    pytest.param(row, id=row["id"]) for row in manifest() if row["id"] not in OTHERWISE_READ
] or [pytest.param({}, id="absent", marks=ABSENT)]


def parsed(row: dict[str, str]) -> ParsedStatement:
    source = StatementFile.from_path(FOLDER / row["file"])
    for reader in (SpreadsheetReader(), DelimitedReader()):
        detection = reader.detect(source)
        if detection:
            return ParsedStatement.collect(detection, reader.read(source, detection))
    raise UnknownFormat("no table of transactions", file=source.name)


def sums(statement: ParsedStatement) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in statement.lines:
        found[line.currency] = found.get(line.currency, Decimal()) + line.amount
    return found


def expected_sums(row: dict[str, str], found: dict[str, Decimal]) -> dict[str, Decimal]:
    """Return what the manifest says, all currencies together where it does not part them."""
    stated = row["sum_amount"]
    if stated.startswith("{"):
        return {code: Decimal(amount) for code, amount in json.loads(stated).items()}
    return {"": Decimal(stated)} if stated else {"": sum(found.values(), Decimal())}


@pytest.mark.bank_files
@pytest.mark.parametrize("row", CASES)
def test_file_gives_what_the_manifest_says(row: dict[str, str]) -> None:
    if row["expected"] == "error":
        with pytest.raises(StatementError):
            parsed(row)
        return

    statement = parsed(row)

    found = sums(statement)
    expected = expected_sums(row, found)
    assert len(statement.lines) == int(row["n_transactions"] or 0)
    assert (found if len(expected) > 1 else {"": sum(found.values(), Decimal())}) == expected
    assert dated(statement) >= Counter(
        (day, Decimal(amount))
        for day, amount, *_ in expected_transactions().get(row["id"], [])
        if day
    )


def dated(statement: ParsedStatement) -> Counter[tuple[str, Decimal]]:
    return Counter((line.date.isoformat(), line.amount) for line in statement.lines)


@pytest.mark.bank_files
@pytest.mark.parametrize("row", CASES)
def test_file_has_problems_where_it_is_damaged_and_nowhere_else(row: dict[str, str]) -> None:
    if row["expected"] == "error" or row["id"] in DAMAGED_ALL_THE_SAME:
        return

    statement = parsed(row)

    has_problems = any(not problem.is_warning for problem in statement.problems)
    assert has_problems == (row["expected"] == "partial")
