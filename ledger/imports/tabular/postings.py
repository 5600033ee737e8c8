"""Journals written as a table of postings, several for a transaction, as `hledger print` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ledger.imports.tabular.folding import fold

Row = tuple[int, list[str]]
"""The line at which a row begins, and its cells."""
NOTICE = (
    "the rows are postings of a journal: each transaction is read once, as the change of its first "
    "account of assets or liabilities"
)
_PLACES = ("asset", "liabilit")


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a table of postings has the number of the transaction and the account."""

    transaction: int
    account: int

    @classmethod
    def of(cls, headings: Sequence[str]) -> Postings | None:
        """Return the columns where headings are those of a journal, else None."""
        names = [fold(heading) for heading in headings]
        if {"txnidx", "account", "amount"} <= set(names):
            return cls(names.index("txnidx"), names.index("account"))
        return None

    def one_each(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield one row of each transaction: the first of a place, else the first of all."""
        for number, group in groupby(rows, key=self._number):
            postings = list(group)
            if number:
                yield next(filter(self._is_place, postings), postings[0])
            else:
                yield from postings

    def _number(self, row: Row) -> str:
        return _cell(row[1], self.transaction)

    def _is_place(self, row: Row) -> bool:
        return _cell(row[1], self.account).casefold().startswith(_PLACES)


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
