from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Problem,
    Record,
    StatementLine,
)
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.records import headings_of, read_records

MAPPING = TabularMapping(date=0, memo=(1,), amount=2)


def records(
    rows: Iterable[list[str]], mapping: TabularMapping = MAPPING, headings: tuple[str, ...] = ()
) -> list[Record]:
    return list(read_records(enumerate(rows, start=2), mapping, headings))


def lines(found: list[Record]) -> list[tuple[str, str, str]]:
    return [
        (line.date.isoformat(), line.memo, str(line.amount))
        for line in found
        if isinstance(line, StatementLine)
    ]


def test_records_begin_with_the_section_and_follow_the_file() -> None:
    found = records([["2024-02-15", "Shop", "-1.00"], [], ["2024-02-16", "Pay", "2.00"]])

    assert found[0] == AccountSection()
    assert lines(found) == [("2024-02-15", "Shop", "-1.00"), ("2024-02-16", "Pay", "2.00")]
    assert len(found) == 3


def test_records_join_rows_that_go_on() -> None:
    found = records([["2024-02-15", "DEBIT", "-1.00"], ["", "UBER", ""], ["", "EATS", ""]])

    assert lines(found) == [("2024-02-15", "DEBIT UBER EATS", "-1.00")]


def test_records_keep_problems_in_their_place() -> None:
    found = records(
        [["2024-02-15", "a", "1.00"], ["2024-02-16", "b", "1/2"], ["2024-02-17", "c", "3.00"]]
    )

    assert [type(record).__name__ for record in found] == [
        "AccountSection",
        "StatementLine",
        "Problem",
        "StatementLine",
    ]


def test_records_open_a_section_for_each_account() -> None:
    mapping = TabularMapping(date=0, amount=1, account=2, default_currency="EUR")

    found = records(
        [["2024-02-15", "1.00", "A"], ["2024-02-16", "2.00", "A"], ["2024-02-17", "3.00", "B"]],
        mapping,
    )

    assert [record for record in found if isinstance(record, AccountSection)] == [
        AccountSection(account="A", currency="EUR"),
        AccountSection(account="B", currency="EUR"),
    ]


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        ("ascending", [["2024-02-15", "-1.00", "9.00"], ["2024-02-16", "2.00", "11.00"]]),
        ("descending", [["2024-02-16", "2.00", "11.00"], ["2024-02-15", "-1.00", "9.00"]]),
    ],
)
def test_records_end_with_the_proved_balances(order: str, rows: list[list[str]]) -> None:
    found = records(rows, TabularMapping(date=0, amount=1, balance=2, balance_order=order))

    assert [
        (balance.kind, balance.amount, balance.on)
        for balance in found
        if isinstance(balance, Balance)
    ] == [
        (BalanceKind.OPENING, Decimal("10.00"), date(2024, 2, 15)),
        (BalanceKind.CLOSING, Decimal("11.00"), date(2024, 2, 16)),
    ]


def test_records_state_no_balance_that_is_not_proved() -> None:
    found = records([["2024-02-15", "1.00", "9.00"]], TabularMapping(date=0, amount=1, balance=2))

    assert [record for record in found if isinstance(record, Balance)] == []


def test_records_lend_pending_rows_the_date_of_the_next_or_last() -> None:
    found = records(
        [["Pending", "a", "1.00"], ["2024-02-15", "b", "2.00"], ["Pending", "c", "3.00"]]
    )

    assert lines(found) == [
        ("2024-02-15", "a", "1.00"),
        ("2024-02-15", "b", "2.00"),
        ("2024-02-15", "c", "3.00"),
    ]


def test_records_follow_headings_in_another_order() -> None:
    headings = ("Date", "Text", "Amount")
    rows = [
        ["2024-02-15", "a", "1.00"],
        ["Date", "Reference", "Text", "Amount"],
        ["2024-02-16", "R1", "b", "2.00"],
        ["Date", "Text", "Amount"],
        ["2024-02-17", "c", "3.00"],
    ]

    assert lines(records(rows, MAPPING, headings)) == [
        ("2024-02-15", "a", "1.00"),
        ("2024-02-16", "b", "2.00"),
        ("2024-02-17", "c", "3.00"),
    ]


def test_records_refuse_a_file_of_which_nothing_can_be_read() -> None:
    with pytest.raises(BrokenFile, match="no row could be read: '1/2' is not an amount") as refused:
        records([["2024-02-15", "a", "1/2"], ["2024-02-15", "b", "2/2"]])

    assert refused.value.line == 2


def test_records_of_pending_rows_alone_are_problems() -> None:
    with pytest.raises(BrokenFile, match="no row of the file has a date"):
        records([["Pending", "a", "1.00"]])


def test_records_of_an_empty_table_are_none() -> None:
    assert records([]) == []


def test_records_hold_no_more_than_a_row() -> None:
    endless = ([f"20{year:02}-02-15", "a", "1.00"] for year in range(10, 99))
    stream = read_records(enumerate(endless), MAPPING)

    first = [next(stream) for _ in range(3)]

    assert len(lines(first)) == 2
    assert next(endless)[0] == "2013-02-15"


def test_headings_of_takes_off_what_stands_above_the_table() -> None:
    rows = iter([(1, ["title"]), (2, ["Date", "Amount"]), (3, ["2024-02-15", "1.00"])])
    mapping = TabularMapping(date=0, amount=1, header_row=1, first_row=2)

    assert headings_of(rows, mapping) == ["Date", "Amount"]
    assert list(rows) == [(3, ["2024-02-15", "1.00"])]


def test_problem_is_kept_apart_from_warnings() -> None:
    found = records([["2024-02-15", "a", ""], ["2024-02-16", "b", "1.00"]])

    assert [p.is_warning for p in found if isinstance(p, Problem)] == [True]


def test_records_let_no_more_than_a_thousand_rows_wait_for_a_date() -> None:
    found = records([["Pending", "a", "1.00"]] * 1_002 + [["2024-02-15", "b", "2.00"]])

    assert len(lines(found)) == 1_001
    assert len([record for record in found if isinstance(record, Problem)]) == 2


def problems(found: list[Record]) -> list[Problem]:
    return [record for record in found if isinstance(record, Problem)]


def test_dates_of_an_anonymised_file_are_read_and_said() -> None:
    mapping = replace(MAPPING, first_year=1000)

    found = records([["1111-11-11", "Shop", "-1.00"], ["1111-11-11", "Pay", "2.00"]], mapping)

    assert lines(found) == [("1111-11-11", "Shop", "-1.00"), ("1111-11-11", "Pay", "2.00")]
    assert [(problem.line, problem.is_warning) for problem in problems(found)] == [(None, False)]


@pytest.mark.parametrize(
    ("cell", "mapping", "expected"),
    [
        ("15.02.", replace(MAPPING, date_order="dmy", year=2024), "has no year: read as 2024"),
        ("10-Nov-9", MAPPING, "has a year of one digit: read as 2009"),
    ],
)
def test_date_that_is_not_printed_in_full_is_said_once(
    cell: str, mapping: TabularMapping, expected: str
) -> None:
    found = records([[cell, "Shop", "-1.00"], [cell, "Pay", "2.00"]], mapping)

    assert [problem.message for problem in problems(found)] == [
        f"{cell!r} {expected}, and so are all dates like it; check them"
    ]


def test_row_without_a_direction_is_read_like_most_and_said() -> None:
    mapping = replace(MAPPING, sign=3, sign_words={"O": -1, "I": 1, "EUR": -1})

    found = records([["2024-02-15", "Shop", "1.00", "O"], ["2024-02-16", "x", "2", "EUR"]], mapping)

    assert lines(found) == [("2024-02-15", "Shop", "-1.00"), ("2024-02-16", "x", "-2")]
    assert [(problem.line, problem.is_warning) for problem in problems(found)] == [(3, True)]


def test_journal_gives_one_line_for_each_transaction() -> None:
    mapping = TabularMapping(date=1, memo=(2,), amount=3)
    headings = ("txnidx", "date", "account", "amount")

    found = records(
        [["1", "2024-02-15", "expenses:food", "5"], ["1", "2024-02-15", "assets:cash", "-5"]],
        mapping,
        headings,
    )

    assert lines(found) == [("2024-02-15", "assets:cash", "-5")]
    assert len(problems(found)) == 1


@pytest.mark.parametrize(("header_row", "is_warning"), [(0, True), (None, False)])
def test_figures_beside_the_amounts_are_said(header_row: int | None, *, is_warning: bool) -> None:
    mapping = replace(MAPPING, header_row=header_row, first_row=1)

    found = records([["2024-02-15", "Shop", "-1.00"], ["", "", "", "9.00", "a", "b", "c"]], mapping)

    assert [problem.is_warning for problem in problems(found)] == [is_warning]
