"""Exports that were damaged or made to do harm: books or a reason, in time, and nothing run."""

from __future__ import annotations

import gzip
import sqlite3
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.imports.books.detect import FORMATS, detect_books, read_books
from ledger.imports.books.planning import plan_books
from ledger.imports.books.programs.sqlite import opened
from ledger.imports.statement import HostileFile, StatementError, StatementFile
from tests.ledger.imports.books.exports import (
    ACTUAL_DB,
    ACTUAL_SCRIPT,
    EXPORTS,
    database,
    gnucash_sqlite,
    gnucash_xml,
    zipped,
)

BIG = 70 * 1024 * 1024
RELAXED = settings(
    max_examples=150, deadline=timedelta(seconds=10), suppress_health_check=list(HealthCheck)
)


def outcome(data: bytes) -> str:
    """Return "" for books or none, else why the file was refused."""
    source = StatementFile.from_bytes(data, "made")
    try:
        found = detect_books(source)
        if found is not None:
            plan_books(read_books(source, found), "EUR")
    except StatementError as error:
        return error.reason.strip() or "refused without a reason"
    return ""


@RELAXED
@given(st.sampled_from(sorted(EXPORTS)), st.data())
def test_damaged_export_gives_books_or_a_reason(name: str, draw: st.DataObject) -> None:
    data = EXPORTS[name][1]
    for _ in range(draw.draw(st.integers(1, 4))):
        start = draw.draw(st.integers(0, len(data)))
        end = min(len(data), start + draw.draw(st.integers(0, 40)))
        middle = draw.draw(
            st.binary(max_size=6)
            | st.sampled_from(
                [b"", b"{", b"}}", b'"', b"\n", b"\0", b"-", b"9" * 30, b"NaN", b"1e9", b"null"]
            )
        )
        data = data[:start] + middle + data[end:]

    assert outcome(data) != "refused without a reason"


@RELAXED
@given(st.binary(max_size=300))
def test_noise_is_no_books_or_refused(data: bytes) -> None:
    assert outcome(data) != "refused without a reason"


@pytest.mark.parametrize("book_format", FORMATS, ids=lambda each: each.name)
def test_reader_that_is_forced_on_noise_stays_in_bounds(book_format: object) -> None:
    for data in (b"", b"\0" * 9, b"{}", b"[]", b"a,b\n1,2\n", zipped({"a": b"b"})):
        source = StatementFile.from_bytes(data, "noise")
        found = detect_books(source)

        assert found is None or found.format != getattr(book_format, "name", "")


@pytest.mark.parametrize(
    "path", ["../../etc/cron.d/x", "/etc/passwd", "a/../../b", "C:/windows/x", "..\\..\\x"]
)
def test_path_that_leads_out_of_an_archive_is_refused(path: str) -> None:
    with pytest.raises(HostileFile):
        detect_books(StatementFile.from_bytes(zipped({path: b"x"}), "made"))


@pytest.mark.parametrize(
    "data", [zipped({"a.json": bytes(BIG)}), gzip.compress(bytes(BIG), 1)], ids=["zip", "gzip"]
)
def test_bomb_is_refused(data: bytes) -> None:
    assert "unpacks to more" in outcome(data)


def test_entities_of_a_gnucash_book_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    data = gnucash_xml().replace(b"<gnc-v2", bomb + b"<gnc-v2", 1)

    assert outcome(data) == "the file defines entities of its own"


def test_json_that_is_nested_without_end_is_refused() -> None:
    data = b'{"currency_format": 1, "budget": ' + b"[" * 100_000

    assert "JSON cannot be read" in outcome(data)


@pytest.mark.parametrize("cut", [100, 1_000, 5_000])
def test_database_that_is_cut_off_is_refused_or_read(cut: int) -> None:
    for data in (ACTUAL_DB[:cut], ACTUAL_DB[:cut] + b"\xff" * 4_000):
        outcome(zipped({"db.sqlite": data}))
    outcome(gnucash_sqlite()[:cut])


def test_view_in_the_place_of_a_table_is_not_read() -> None:
    endless = (
        "create view accounts as with recursive n(i) as (select 1 union all select i + 1 from n)"
        " select i as id, 'x' as name, 0 as closed, 0 as tombstone from n"
    )
    script = ACTUAL_SCRIPT.replace(
        "create table accounts (id, name, closed, tombstone);", endless + ";"
    )

    with opened(database(script, {})) as foreign:
        assert list(foreign.rows("accounts", ("id",))) == []


def test_column_that_is_calculated_is_not_read() -> None:
    script = "create table t (a, b as (hex(zeroblob(9))));"

    with opened(database(script, {"t (a)": [(1,)]})) as foreign:
        assert list(foreign.rows("t", ("a", "b"))) == [(1, None)]


def test_database_cannot_be_written_or_extended() -> None:
    with opened(ACTUAL_DB) as foreign:
        for statement in (
            "insert into accounts values (1, 2, 3, 4)",
            "attach database '/tmp/x.sqlite' as other",
            "select load_extension('x')",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                foreign._connection.execute(statement)


def test_long_lines_and_deep_numbers_are_read_in_time() -> None:
    outcome(b"2024-01-01 x\n  a  " + b"1 " * 200_000 + b"\n  b\n")
    outcome(b'2024-01-01 * "x"\n  Assets:A  ' + b"(" * 100_000 + b"1 EUR\n  Assets:B\n")
    outcome(b"2024-01-01 " + b'"' * 200_001 + b"\n")
    outcome(b"2024-01-01 x\n" + b"  a  1 EUR\n" * 50_000)
