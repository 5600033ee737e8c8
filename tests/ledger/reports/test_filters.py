"""Filters as query strings and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from ledger.reports.filters import FilterError, RegisterFilter, parse_filter

EVERYTHING = RegisterFilter(
    accounts=(1, 2),
    categories=(3,),
    payees=(4,),
    tags=(5, 6),
    start=date(2026, 1, 1),
    end=date(2026, 2, 1),
    amount_min=Decimal("0.50"),
    amount_max=Decimal(100),
    statuses=("pending", "cleared"),
    text="café & more",
    is_uncategorised=True,
    import_batch=7,
    ids=(8, 9),
    in_trash=True,
)


@pytest.mark.parametrize("chosen", [EVERYTHING, RegisterFilter(), RegisterFilter(text="=&?")])
def test_parse_filter_reads_what_query_wrote(chosen: RegisterFilter) -> None:
    assert parse_filter(parse_qs(chosen.query())) == chosen


def test_query_of_no_filter_is_empty() -> None:
    assert RegisterFilter().query() == ""


def test_parse_filter_ignores_what_is_empty_or_foreign() -> None:
    given = {"account": [""], "start": [""], "q": ["  "], "page": ["2"], "trash": ["0"]}

    assert parse_filter(given) == RegisterFilter()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("account", "x"),
        ("account", "²"),
        ("category", "-1"),
        ("id", "9" * 19),
        ("start", "01.02.2026"),
        ("end", "2026-02-30"),
        ("min", "1,5"),
        ("max", "NaN"),
        ("max", "Infinity"),
        ("status", "done"),
    ],
)
def test_parse_filter_names_what_it_cannot_read(name: str, value: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter({name: [value]})

    assert caught.value.parameter == name


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (RegisterFilter(), True),
        (RegisterFilter(accounts=(1,), start=date(2026, 1, 1)), True),
        (RegisterFilter(categories=(1, 2)), True),
        (RegisterFilter(accounts=(1,), categories=(2,)), False),
        (RegisterFilter(text="x"), False),
        (RegisterFilter(amount_min=Decimal(0)), False),
        (RegisterFilter(in_trash=True), False),
    ],
)
def test_is_plain_when_monthly_totals_can_answer(chosen: RegisterFilter, expected: bool) -> None:  # noqa: FBT001
    assert chosen.is_plain is expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (RegisterFilter(accounts=(4,)), 4),
        (RegisterFilter(accounts=(4, 5)), None),
        (RegisterFilter(accounts=(4,), text="x"), None),
        (RegisterFilter(), None),
    ],
)
def test_single_account_is_the_register_of_one(
    chosen: RegisterFilter, expected: int | None
) -> None:
    assert chosen.single_account == expected
