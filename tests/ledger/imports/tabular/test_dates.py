from __future__ import annotations

from datetime import date

import pytest

from ledger.imports.tabular.dates import Dates, NotADate, date_parts, month_number


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-01-31", "dmy", "2024-01-31"),
        ("2024/1/5", "dmy", "2024-01-05"),
        ("2012:03:01", "dmy", "2012-03-01"),
        ("2019.04.19.", "dmy", "2019-04-19"),
        ("2019 10 11", "dmy", "2019-10-11"),
        ("20230511", "dmy", "2023-05-11"),
        ("20091224120000[0:GMT]", "dmy", "2009-12-24"),
        ("31.12.2024", "dmy", "2024-12-31"),
        ("1.3.2025", "dmy", "2025-03-01"),
        ("02/03/2024", "dmy", "2024-03-02"),
        ("02/03/2024", "mdy", "2024-02-03"),
        ("24/02/15", "ymd", "2024-02-15"),
        ("31/05/17 10:33", "dmy", "2017-05-31"),
        ("19/12/23,10:56", "dmy", "2023-12-19"),
        ("12/31/99", "mdy", "1999-12-31"),
        ("31122024", "dmy", "2024-12-31"),
        ("2018-02-25 12:34:56 +0000", "dmy", "2018-02-25"),
        ("2023-10-09T08:11:12Z", "dmy", "2023-10-09"),
        ("2025/12/03  14:06:51", "dmy", "2025-12-03"),
        ("10-Nov-9", "dmy", "2009-11-10"),
        ("27 Feb 2018", "dmy", "2018-02-27"),
        ("05MAY2020", "dmy", "2020-05-05"),
        ("15FEB24", "dmy", "2024-02-15"),
        ("Jan 5, 2024", "dmy", "2024-01-05"),
        ("Mon 12 Jan 2020", "dmy", "2020-01-12"),
        ("2 févr. 2020", "dmy", "2020-02-02"),
        ("12 de enero de 2020", "dmy", "2020-01-12"),
        ("3. března 2021", "dmy", "2021-03-03"),
        ("12 авг. 2021", "dmy", "2021-08-12"),
        ("4 maj 2021", "dmy", "2021-05-04"),
        ("1. März 2024", "dmy", "2024-03-01"),
        ("2024年1月5日", "dmy", "2024-01-05"),
        ("令和6年2月15日", "dmy", "2024-02-15"),
        ("113/02/15", "dmy", "2024-02-15"),
        ("15/02/2567", "dmy", "2024-02-15"),
        ("45337", "dmy", "2024-02-15"),
        ("1707991872", "dmy", "2024-02-15"),
        ("'15/02/2024", "dmy", "2024-02-15"),
    ],
)
def test_dates_read_what_banks_print(text: str, order: str, expected: str) -> None:
    assert Dates(order)[text].isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12/29", "2023-12-29"), ("01/07", "2024-01-07"), ("15 Jan", "2024-01-15")],
)
def test_dates_without_a_year_take_that_of_the_statement(text: str, expected: str) -> None:
    assert Dates("mdy", 2024, 1)[text].isoformat() == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("words", "is not a date"),
        ("POS 12", "is not a date"),
        ("", "is not a date"),
        ("31.02.2024", "not a date of the calendar"),
        ("2024-13-45", "not a date of the calendar"),
        ("1111/11/11", "year 1111"),
        ("01/01/9999", "year 9999"),
        ("12/29", "has no year"),
    ],
)
def test_dates_refuse_what_is_none(text: str, reason: str) -> None:
    with pytest.raises(NotADate, match=reason):
        Dates("dmy")[text]


def test_dates_keep_what_they_have_read() -> None:
    dates = Dates("dmy")

    first = dates["31.12.2024"]

    assert first is dates["31.12.2024"]
    assert first == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("name", "number"),
    [("sept", 9), ("März", 3), ("février", 2), ("ENE", 1), ("grudnia", 12), ("Route", None)],
)
def test_month_number_knows_many_languages(name: str, number: int | None) -> None:
    assert month_number(name) == number


def test_date_parts_leave_day_and_month_open() -> None:
    parts = date_parts("02/03/2024")

    assert parts is not None
    assert (parts.first, parts.second, parts.third, parts.kind) == (2, 3, 2024, "year-last")
