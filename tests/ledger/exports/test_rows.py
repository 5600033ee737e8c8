"""All rows of a selection, whatever fits on a page."""

from __future__ import annotations

import pytest

from ledger.exports import rows
from ledger.reports.filters import RegisterFilter
from ledger.reports.tree import account_tree
from tests.factories.books import Books


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_iterate_rows_is_oldest_first_across_pages(
    books: Books, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(rows, "PAGE", size)
    booked = [books.spend(f"2026-03-0{day}", "1.00").pk for day in (1, 1, 2, 3, 3, 3)]
    tree = account_tree(books.household)

    found = [row.id for row in rows.iterate_rows(books.household, RegisterFilter(), tree)]

    assert found == booked
