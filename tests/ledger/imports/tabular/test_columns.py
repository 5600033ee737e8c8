from __future__ import annotations

import pytest

from ledger.imports.tabular.columns import columns_of, is_data, likely_date, likely_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-31", True),
        ("31.01.24", True),
        ("20240131", True),
        ("12345678", False),
        ("204840", False),
        ("45337", False),
        ("99/99/2024", False),
        ("12/29", False),
        ("Shop", False),
    ],
)
def test_likely_date_takes_no_code_for_a_date(text: str, *, expected: bool) -> None:
    assert (likely_date(text) is not None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-12,50", True),
        ("100", True),
        ("0.10", True),
        ("007", False),
        ("42132000000000000000000000", False),
        ("DE02120300000000202051", False),
        ("", False),
    ],
)
def test_likely_number_takes_no_account_for_an_amount(text: str, *, expected: bool) -> None:
    assert (likely_number(text) is not None) is expected


def test_columns_know_their_kind_and_fill() -> None:
    date, text, amount, nothing = columns_of(
        ["Date", "Text", "Amount", "Fee"],
        [["2024-01-31", "Shop", "1.00", ""], ["2024-02-01", "Cafe", "-", "-"], ["2024-02-02"]],
    )

    assert [column.kind for column in (date, text, amount, nothing)] == [
        "date",
        "text",
        "number",
        "empty",
    ]
    assert (date.fill, text.distinct["Shop"], amount.filled) == (1.0, 1, ("1.00",))
    assert nothing.role == "fee"


def test_columns_of_amounts_are_no_dates_however_they_look() -> None:
    (amount,) = columns_of(["Amount"], [["20240131"], ["20240201"]])

    assert amount.kind == "number"


def test_printed_is_none_for_blank_cells() -> None:
    (amount,) = columns_of(["Amount"], [["-1.00"], ["-"]])
    printed = amount.printed(0)

    assert printed is not None
    assert printed.sign == -1
    assert amount.printed(1) is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["2024-01-31", "Shop", "1.00"], True),
        (["2024-01-31", "Shop", ""], False),
        (["Balance", "1.00"], False),
    ],
)
def test_is_data_asks_for_a_date_and_a_number(row: list[str], *, expected: bool) -> None:
    assert is_data(row) is expected
