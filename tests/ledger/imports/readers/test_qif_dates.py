from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.imports.readers.printed import Unreadable
from ledger.imports.readers.qif_dates import order_of, read_date

FORMATS = {"mdy": "%m/%d/%Y", "dmy": "%d/%m/%Y", "ymd": "%Y-%m-%d"}


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("1/2/2003", "mdy", date(2003, 1, 2)),
        ("1/2/2003", "dmy", date(2003, 2, 1)),
        ("1-2-69", "dmy", date(2069, 2, 1)),
        ("1-2-70", "dmy", date(1970, 2, 1)),
        ("1/ 2'99", "mdy", date(2099, 1, 2)),
        ("2003/1/2", "dmy", date(2003, 1, 2)),
        ("2003/1/2", "ydm", date(2003, 2, 1)),
        ("20030102", "dmy", date(2003, 1, 2)),
        ("2 Jan 2003", "mdy", date(2003, 1, 2)),
        ("2003-JAN-02", "mdy", date(2003, 1, 2)),
        ("31.12.2003 23:59", "dmy", date(2003, 12, 31)),
        ("30/02/2003", "dmy", date(2003, 2, 28)),
    ],
)
def test_date_is_read_in_its_order(text: str, order: str, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "1/2", "32/13/2003", "1/2/1850", "1 Foo 2003", "9" * 99]
)
def test_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_date(text, "dmy")


@given(
    st.sampled_from(sorted(FORMATS)),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.lists(st.integers(0, 3), min_size=40, max_size=60),
)
def test_order_of_a_statement_of_some_weeks_is_found(
    order: str, first: date, gaps: list[int]
) -> None:
    days = [first + timedelta(sum(gaps[:end])) for end in range(len(gaps))]

    found = order_of([day.strftime(FORMATS[order]) for day in days])

    assert [read_date(day.strftime(FORMATS[order]), found.order) for day in days] == days


def test_no_dates_leave_the_first_order_and_no_doubt() -> None:
    found = order_of([])

    assert (found.order, found.confidence) == ("mdy", 1)
