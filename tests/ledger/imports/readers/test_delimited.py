from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.imports.readers.delimited import DelimitedReader
from ledger.imports.statement import (
    BrokenFile,
    Detection,
    HostileFile,
    Problem,
    StatementError,
    StatementFile,
    StatementLine,
    UnknownFormat,
)

READER = DelimitedReader()
SIMPLE = b"Date;Text;Betrag\n15.02.2024;Laden;-12,50\n16.02.2024;Lohn;100,00\n"


def source(content: bytes, name: str = "bank.csv") -> StatementFile:
    return StatementFile.from_bytes(content, name)


def lines(content: bytes) -> list[StatementLine]:
    detection = READER.detect(source(content))
    assert detection is not None
    found = READER.read(source(content), detection)
    return [record for record in found if isinstance(record, StatementLine)]


def test_detect_names_the_dialect_and_gives_plain_options() -> None:
    detection = READER.detect(source(SIMPLE))

    assert detection is not None
    assert (detection.format, detection.dialect) == ("csv", "semicolon, utf-8")
    assert detection.options["columns"] == {"date": 0, "amount": 2, "memo": [1]}
    assert detection.confidence > Decimal("0.7")


def test_read_follows_corrected_options() -> None:
    found = READER.examine(source(SIMPLE))
    corrected = replace(found.mapping, sign_rule="inverted")

    amounts = [
        record.amount
        for record in READER.read_mapped(source(SIMPLE), corrected)
        if isinstance(record, StatementLine)
    ]

    assert amounts == [Decimal("12.50"), Decimal("-100.00")]


def test_read_names_the_option_that_does_not_fit() -> None:
    detection = Detection("csv", "", Decimal(1), {"columns": {"amount": 2}})

    with pytest.raises(BrokenFile, match=r"bank\.csv: the saved mapping does not fit: date"):
        READER.read(source(SIMPLE), detection)


def test_preview_shows_the_first_rows() -> None:
    found = READER.examine(source(SIMPLE))

    preview = READER.preview(source(SIMPLE), found.mapping, rows=1)

    assert preview.headings == ("Date", "Text", "Betrag")
    assert [row.cells for row in preview.rows] == [("15.02.2024", "Laden", "-12,50")]


@pytest.mark.parametrize(
    ("content", "error", "reason"),
    [
        (b"", BrokenFile, "empty"),
        (b"  \n\n", BrokenFile, "empty"),
        (b"%PDF-1.7\n1,2", UnknownFormat, "not a text"),
        (b"\x89PNG\r\n\x1a\n", UnknownFormat, "not a text"),
        (b"\x00\x01\x02\x03,\x00\x00\n", UnknownFormat, "NUL"),
        (b"just some words without any table", UnknownFormat, "no delimiter"),
        (b"a,b,c\nd,e,f\n", UnknownFormat, "no column holds dates"),
        (b"," * 200_000, UnknownFormat, "more than 1,000 columns"),
        (b"Date,Text,Amount\n0111-11-11,x,1.00\n", BrokenFile, "year 111"),
        (b'{"date": "2024-02-15", "amount": 5}', UnknownFormat, "no table"),
    ],
)
def test_examine_and_read_refuse_what_is_no_statement(
    content: bytes, error: type[StatementError], reason: str
) -> None:
    file = source(content)

    with pytest.raises(error, match=reason) as refused:
        list(READER.read_mapped(file, READER.examine(file).mapping))

    assert refused.value.file == "bank.csv"


def test_detect_is_none_for_what_is_no_statement() -> None:
    assert READER.detect(source(b"a,b,c\nd,e,f\n")) is None


def test_damaged_rows_are_reported_and_the_others_read() -> None:
    content = (
        b"Date,Text,Amount\n2026-04-02,good,100.00\n2026-04-03,bad,12..34\n"
        b"2026-99-03,bad,5.00\n2026-04-04,good,-3.00\n2026-04-05,absurd,123456789012345678.00\n"
    )
    detection = READER.detect(source(content))
    assert detection is not None

    found = list(READER.read(source(content), detection))

    problems = [record for record in found if isinstance(record, Problem)]
    assert [record.line for record in found if isinstance(record, StatementLine)] == [2, 5]
    assert [problem.line for problem in problems] == [3, 4, 6]


def test_headings_alone_are_an_empty_statement() -> None:
    assert lines(b'"Date","Transaction","Amount","Cash Balance"\n') == []


def test_formulas_are_plain_text() -> None:
    (line,) = lines(b"Date,Text,Amount\n2024-02-15,=HYPERLINK(1),-1.00\n")

    assert line.memo == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b",", b"", 40),
        lambda text: text.replace(b"\n", b"", 20),
        lambda text: text + b'"' + text,
        lambda text: text.replace(b"0", b"\xff"),
        lambda text: text[::-1],
    ],
)
def test_damaged_files_are_read_or_refused_in_words(damage: Callable[[bytes], bytes]) -> None:
    rows = b"".join(b"2024-02-%02d,Shop,-%d.50\n" % (day, day) for day in range(1, 29))
    file = source(damage(b"Date,Text,Amount\n" + rows))

    try:
        found = list(READER.read_mapped(file, READER.examine(file).mapping))
    except StatementError as error:
        found, reason = [], str(error)
    else:
        reason = "bank.csv"

    assert reason.startswith("bank.csv")
    assert all(line.amount < 100 for line in found if isinstance(line, StatementLine))


def test_wide_line_in_the_midst_of_a_file_is_refused() -> None:
    content = SIMPLE + b"15.02.2024;x;-1,00\n" * 20_000 + b";" * 1_100_000
    file = source(content)

    with pytest.raises(HostileFile, match="1,000,000 characters"):
        list(READER.read_mapped(file, READER.examine(file).mapping))


def test_long_files_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    row = "2024-02-15,Shop number {},-1.50,{}.00\n"
    with path.open("w", encoding="utf-8") as file:
        file.write("Date,Text,Amount,Balance\n")
        file.writelines(row.format(number, number) for number in range(60_000))
    statement = StatementFile.from_path(path)
    mapping = READER.examine(statement).mapping
    tracemalloc.start()

    count = sum(1 for _ in itertools.islice(READER.read_mapped(statement, mapping), 60_000))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 60_000
    assert peak < 16_000_000
