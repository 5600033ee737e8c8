"""Every real CAMT and MT940 file gives the transactions, sums and balances of its manifest row."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ledger.imports.readers.camt import CamtReader
from ledger.imports.readers.mt940 import Mt940Reader
from ledger.imports.statement import (
    BalanceKind,
    ParsedStatement,
    Reader,
    StatementError,
    StatementFile,
    UnknownFormat,
)

BANK_FILES = Path(__file__).resolve().parents[4] / "shared" / "data" / "bank-files"
READERS: dict[str, Reader] = {"camt": CamtReader(), "mt940": Mt940Reader()}

pytestmark = [
    pytest.mark.bank_files,
    pytest.mark.skipif(
        not BANK_FILES.is_dir(), reason=f"THE REAL BANK FILES ARE NOT AT {BANK_FILES}"
    ),
]


@dataclass(frozen=True)
class Row:
    id: str
    format: str
    file: str
    expected: str
    count: int
    sums: dict[str, Decimal]
    closing: list[Decimal]

    def __str__(self) -> str:
        return self.id


def _sums(text: str) -> dict[str, Decimal]:
    if not text.startswith("{"):
        return {"": Decimal(text or 0)}
    return {currency: Decimal(amount) for currency, amount in json.loads(text).items()}


def _closing(text: str) -> list[Decimal]:
    parts = json.loads(text) if text.startswith("[") else [text] if text else []
    return [Decimal(part) for part in parts]


def _manifest() -> list[Row]:
    path = BANK_FILES / "MANIFEST.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as stream:
        return [
            Row(
                row["id"],
                row["format"],
                row["file"],
                row["expected"],
                int(row["n_transactions"] or 0),
                _sums(row["sum_amount"]),
                _closing(row["closing_balance"]),
            )
            for row in csv.DictReader(stream)
            if row["format"] in READERS
        ]


@cache
def _transactions() -> dict[str, list[list[str | None]]]:
    with (BANK_FILES / "expected_transactions.jsonl").open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return {row["id"]: row["tx"] for row in rows}


def _outcome(row: Row) -> tuple[str, ParsedStatement | None]:
    source = StatementFile.from_path(BANK_FILES / row.file, row.file)
    reader = READERS[row.format]
    try:
        detection = reader.detect(source)
        if not detection:
            raise UnknownFormat("not recognised", file=row.file)
        parsed = ParsedStatement.collect(detection, reader.read(source, detection))
    except StatementError:
        return "error", None
    if any(not problem.is_warning for problem in parsed.problems):
        return "partial", parsed
    return "ok" if parsed.lines else "empty", parsed


def _calendar_day(text: str) -> date | None:
    """Return the printed day, the month's last one for 30 February, None for no day at all."""
    year, month, day = (int(part) for part in text.split("-"))
    if month > 12:
        return None
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), first_of_next - timedelta(days=1))


@pytest.mark.parametrize("row", _manifest(), ids=str)
def test_bank_file_gives_what_the_manifest_expects(row: Row) -> None:
    outcome, parsed = _outcome(row)

    assert outcome == row.expected
    if parsed is None:
        return
    assert len(parsed.lines) == row.count
    sums = {"": sum((line.amount for line in parsed.lines), Decimal(0))}
    if "" not in row.sums:
        sums = {
            currency: sum(
                (line.amount for line in parsed.lines if line.currency == currency), Decimal(0)
            )
            for currency in {line.currency for line in parsed.lines}
        }
    assert sums == row.sums
    closing = [b.amount for b in parsed.balances if b.kind is BalanceKind.CLOSING]
    assert set(row.closing) <= set(closing)
    assert closing[-1:] == row.closing[-1:] or not row.closing


@pytest.mark.parametrize("row", [row for row in _manifest() if row.expected != "error"], ids=str)
def test_bank_file_gives_every_expected_transaction(row: Row) -> None:
    expected = _transactions().get(row.id, [])

    _, parsed = _outcome(row)

    assert parsed is not None
    lines = sorted(parsed.lines, key=lambda line: line.amount)
    amounts = sorted(Decimal(str(transaction[1])) for transaction in expected)
    assert [line.amount for line in lines] == amounts
    days = [_calendar_day(transaction[0]) for transaction in expected if transaction[0]]
    if None not in days and len(days) == len(lines):
        assert sorted(line.date for line in lines) == sorted(filter(None, days))
