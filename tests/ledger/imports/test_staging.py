from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from accounts.bulk import PIECE, copy_rows
from ledger.imports.staging import (
    ROW_COLUMNS,
    TABLES,
    StagedRow,
    analyse_stage,
    create_stage,
    is_all_new,
    oldest_first,
    unclaimed_payees,
)

pytestmark = pytest.mark.django_db


def row(no: int, day: str = "2026-03-02") -> StagedRow:
    return StagedRow(
        no, no, 1, date.fromisoformat(day), Decimal("-3.50"), "EUR", "Shop", "", "", 7, "cleared",
        None, "", 2, "", "", None, None, has_splits=False,
    )  # fmt: skip


def asked(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_stage_takes_rows_and_draws_their_ids_in_order() -> None:
    create_stage()

    copied = copy_rows("import_stage", ROW_COLUMNS, [row(1), row(2), row(3)])

    ids = [
        int(str(pk)) for _no, pk in asked("select no, transaction_id from import_stage order by no")
    ]
    assert copied == 3
    assert ids == sorted(ids)
    assert len(set(ids)) == 3


def test_stage_is_made_anew() -> None:
    create_stage()
    copy_rows("import_stage", ROW_COLUMNS, [row(1)])

    create_stage()

    counts = {table: asked(f"select count(*) from {table}")[0] for table in TABLES}
    assert counts == dict.fromkeys(TABLES, (0,))


def test_copied_rows_may_ask_the_database_while_they_are_made() -> None:
    create_stage()

    def rows() -> Iterator[StagedRow]:
        for number in range(1, PIECE + 2):
            if number % PIECE == 1:
                asked("select 1")
            yield row(number)

    assert copy_rows("import_stage", ROW_COLUMNS, rows()) == PIECE + 1
    assert asked("select count(*) from import_stage") == [(PIECE + 1,)]


def test_copy_of_nothing_is_nothing() -> None:
    create_stage()

    assert copy_rows("import_stage", ROW_COLUMNS, []) == 0


def test_analyse_stage_lets_equal_rows_be_found() -> None:
    create_stage()
    copy_rows("import_stage", ROW_COLUMNS, [row(number) for number in range(1, 6)])

    analyse_stage()

    assert asked("select reltuples from pg_class where relname = 'import_stage'") == [(5.0,)]
    assert asked("select count(*) from pg_indexes where tablename = 'import_stage'") == [(1,)]


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("import_stage_match", "(1, 'skipped', 'already imported', 9)"),
        ("import_stage_failed", "(1, 'closed')"),
    ],
)
def test_stage_is_all_new_until_a_row_is_claimed(table: str, values: str) -> None:
    create_stage()
    copy_rows("import_stage", ROW_COLUMNS, [row(1)])
    assert is_all_new()

    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} values {values}")

    assert not is_all_new()


def test_payees_of_claimed_rows_are_not_needed() -> None:
    create_stage()
    rows = [row(no)._replace(payee_no=payee) for no, payee in enumerate([4, 4, 5, 6, None], 1)]
    copy_rows("import_stage", ROW_COLUMNS, rows)
    copy_rows("import_stage_match", "no, outcome, reason, matched_id", [(1, "skipped", "", 9)])
    copy_rows("import_stage_failed", "no, reason", [(3, "closed")])

    assert unclaimed_payees() == {4, 6}


@pytest.mark.parametrize(
    ("days", "order"),
    [
        ("", ""),
        ("1", "1"),
        ("111", "123"),
        ("1122", "1234"),
        ("2211", "2143"),
        ("3221", "1324"),
        ("33221", "21435"),
        ("12231", "12345"),
        ("332213", "214356"),
    ],
    ids=["none", "one", "one day", "oldest first", "newest first", "newest first, single days",
         "newest first, three days", "one out of order", "newest first, then one out of order"],
)  # fmt: skip
def test_rows_of_a_day_come_oldest_first(days: str, order: str) -> None:
    rows = [row(no, f"2026-03-0{day}") for no, day in enumerate(days, start=1)]

    assert "".join(str(staged.no) for staged in oldest_first(rows)) == order
