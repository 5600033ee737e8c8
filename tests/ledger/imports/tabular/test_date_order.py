from __future__ import annotations

import pytest

from ledger.imports.tabular.columns import columns_of
from ledger.imports.tabular.date_order import date_columns, find_order, statement_year


@pytest.mark.parametrize(
    ("cells", "money", "order"),
    [
        (["31/01/2024", "01/02/2024"], [], "dmy"),
        (["01/31/2024", "02/01/2024"], [], "mdy"),
        (["02/01/2024", "02/05/2024", "02/09/2024"], [], "mdy"),
        (["01/02/2024", "05/02/2024", "09/02/2024"], [], "dmy"),
        (["02/03/2024"], ["12.00"], "dmy"),
        (["02/03/2024"], ["$12.00"], "mdy"),
        (["2/3/2024"], ["12.00"], "mdy"),
        (["02.03.2024"], ["$12.00"], "dmy"),
        (["24/02/15", "24/02/28"], [], "ymd"),
        (["2024-02-03"], [], "ymd"),
    ],
)
def test_find_order_weighs_the_evidence(cells: list[str], money: list[str], order: str) -> None:
    assert find_order(cells, money).order == order


def test_find_order_names_the_rival_where_nothing_settles_it() -> None:
    open_order = find_order(["02/03/2024"], [])
    settled = find_order(["31/03/2024", "02/04/2024"], [])

    assert open_order.alternatives == ("mdy",)
    assert settled.alternatives == ()
    assert settled.certainty > open_order.certainty


@pytest.mark.parametrize(
    ("headings", "rows", "first"),
    [
        (["Date", "Value date"], [["2024-01-01", "2024-01-02"]], 0),
        (["Valuta", "Buchungstag"], [["01.01.2024", "02.01.2024"]], 1),
        (["Started Date", "Completed Date"], [["2024-01-01", "2024-01-02"]], 1),
        (["Started Date", "Completed Date"], [["2024-01-01", ""]], 0),
        (["Mandatsdatum", "Datum"], [["01.01.2019", "02.01.2024"]], 1),
    ],
)
def test_date_columns_put_the_date_of_posting_first(
    headings: list[str], rows: list[list[str]], first: int
) -> None:
    columns = columns_of(headings, rows)

    assert date_columns(columns, range(len(rows)))[0].index == first


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["Statement 2024年01月"]], (2024, 1)),
        ([["Kontoauszug 02/2024"]], (2024, 2)),
        ([["March 2023 to April 2023"]], (2023, 4)),
        ([["Period", "2022"]], (2022, None)),
        ([["Nothing"]], (None, None)),
    ],
)
def test_statement_year_is_read_above_the_table(
    lines: list[list[str]], expected: tuple[int | None, int | None]
) -> None:
    assert statement_year(lines) == expected
