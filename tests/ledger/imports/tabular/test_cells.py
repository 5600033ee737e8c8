from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from ledger.imports.tabular.cells import cell_text, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("words", "words"),
        (True, "TRUE"),
        (6688.0, "6688"),
        (-12.5, "-12.5"),
        (16899.149999999998, "16899.15"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (float("nan"), ""),
        (7, "7"),
        (date(2024, 2, 15), "2024-02-15"),
        (datetime(2024, 2, 15), "2024-02-15"),  # noqa: DTZ001 -- a sheet knows no zones
        (datetime(2024, 2, 15, 18, 45), "2024-02-15 18:45:00"),  # noqa: DTZ001
        (time(8, 30), "08:30:00"),
        (timedelta(hours=1), "1:00:00"),
        (None, ""),
    ],
)
def test_cell_text_is_what_a_text_table_would_hold(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_number_text_has_no_exponent() -> None:
    assert number_text(1e-7) == "0.0000001"
