from __future__ import annotations

import json

import pytest

from ledger.imports.tabular.mapping import MappingError, TabularMapping


def test_options_survive_json() -> None:
    mapping = TabularMapping(
        date=0,
        amount=2,
        sign=3,
        memo=(1, 4),
        header_row=0,
        first_row=1,
        sign_words={"Af": -1, "Bij": 1},
        sheets=("January",),
        decimal=",",
    )

    options = json.loads(json.dumps(mapping.to_options()))

    assert options["columns"] == {"date": 0, "amount": 2, "sign": 3, "memo": [1, 4]}
    assert TabularMapping.from_options(options) == mapping


def test_options_may_name_a_single_column_of_words() -> None:
    mapping = TabularMapping.from_options({"columns": {"date": 0, "amount": 1, "payee": 2}})

    assert mapping.payee == (2,)
    assert mapping.width == 3


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"columns": {"amount": 1}}, "date: name the column"),
        ({"columns": {"date": 0}}, "amount: name the column"),
        ({"columns": {"date": 0, "amount": 1, "debit": 2}}, "either one amount column"),
        ({"columns": {"date": 0, "debit": 1, "sign": 2}}, "a sign column needs"),
        ({"columns": {"date": -1, "amount": 1}}, "date: column -1"),
        ({"columns": {"date": "A", "amount": 1}}, "date: column 'A'"),
        ({"columns": {"date": True, "amount": 1}}, "date: column True"),
        ({"columns": {"date": 0, "amount": 1, "memo": ["x"]}}, "memo: column 'x'"),
        ({"columns": [0, 1]}, "columns: must map names"),
        ({"columns": {"date": 0, "amount": 1}, "decimal": ";"}, "decimal: ';' must be one of"),
        ({"columns": {"date": 0, "amount": 1}, "date_order": "ydm"}, "date_order: 'ydm'"),
        ({"columns": {"date": 0, "amount": 1}, "sign_rule": "odd"}, "sign_rule: 'odd'"),
        ({"columns": {"date": 0, "amount": 1}, "scale": 7}, "scale: 7"),
        ({"columns": {"date": 0, "amount": 1}, "delimiter": "ab"}, "delimiter: must be a single"),
        ({"columns": {"date": 0, "amount": 1}, "quote": ","}, "quote: must be a single"),
        ({"columns": {"date": 0, "amount": 1}, "encoding": "xyz"}, "encoding: 'xyz'"),
        ({"columns": {"date": 0, "amount": 1}, "sign_words": {"D": 5}}, "each word must mean"),
        ({"columns": {"date": 0, "amount": 1}, "first_row": -1}, "first_row: must be 0"),
        ({"columns": {"date": 0, "amount": 1}, "header_row": 3}, "header_row: must be a row"),
        ({"columns": {"date": 0, "amount": 1}, "year": 99}, "year: 99"),
        ({"columns": {"date": 0, "amount": 1}, "last_month": 13}, "last_month: must be 1 to 12"),
        ({"columns": {"date": 0, "amount": 1}, "colour": 1}, "colour: is not an option"),
    ],
)
def test_options_that_are_wrong_are_named(options: dict[str, object], reason: str) -> None:
    with pytest.raises(MappingError, match=reason):
        TabularMapping.from_options(options)
