"""YNAB: the register and budget that its web program exports, alone or zipped together.

Register: Account, Flag, Date, Payee, Category Group/Category, Category Group, Category, Memo,
Outflow, Inflow, Cleared. Budget: Month, …, Budgeted or Assigned, Activity, Available.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ledger.enums import Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import OPENING, UNCATEGORISED, ParsedBooks
from ledger.imports.books.programs.tables import (
    Table,
    day_order,
    each_record,
    header_of,
    read_amount,
    read_day,
    read_table,
)
from ledger.imports.books.register import Part, Register, Row

NAMES = {"account", "date", "payee", "category", "memo", "outflow", "inflow"}
BUDGET_NAMES = {"month", "category", "activity", "available"}
STARTING = "starting balance"
INFLOW = {"inflow", "income"}
"""Groups that only say that money came in: YNAB knows no categories of income."""
STATUSES = {
    "uncleared": Status.PENDING,
    "cleared": Status.CLEARED,
    "reconciled": Status.RECONCILED,
    "u": Status.PENDING,
    "c": Status.CLEARED,
    "r": Status.RECONCILED,
}
_TRANSFER = re.compile(r"Transfer ?: ?(.+)")
_SPLIT = re.compile(r"Split \((\d+)/(\d+)\) ?")


def is_ynab_csv(bundle: Bundle) -> bool:
    """Tell whether one of the files is a register of YNAB."""
    return any(set(header_of(data)) >= NAMES for _path, data in _tables(bundle))


def _tables(bundle: Bundle) -> list[tuple[str, bytes]]:
    if not bundle.is_archive:
        return list(bundle.files.items())
    return list(bundle.ending(".csv", ".tsv"))


def read_ynab_csv(bundle: Bundle) -> ParsedBooks:
    """Return the books of every register in the export; budgets are counted and left out."""
    register = Register("ynab", "YNAB register")
    for _path, data in _tables(bundle):
        names = set(header_of(data))
        if names >= NAMES:
            _Reading(register, read_table(data)).read()
        elif names >= BUDGET_NAMES:
            what, reason = "budgeted amounts", "budgets are set up anew"
            register.omissions.add(what, reason, len(read_table(data).records))
    return register.books()


class _Reading:
    """One register on its way into books; the parts of a split stand on rows of their own."""

    def __init__(self, register: Register, table: Table) -> None:
        self.register = register
        self.table = table
        self.order = day_order(record["date"] for _line, record in table.records)
        self.split: list[Row] = []

    def read(self) -> None:
        each_record(self.table, self._record, self.register.problems)
        self._flush()

    def _record(self, record: dict[str, str], line: int) -> None:
        row = self._row(record, line)
        found = _SPLIT.match(row.memo)
        if not found:
            self._flush()
            self._book(row)
            return
        memo = row.memo[found.end() :]
        parts = tuple(replace(part, memo=memo) for part in row.parts)
        self.split.append(replace(row, parts=parts, memo=""))
        if found[1] == found[2]:
            self._flush()

    def _row(self, record: dict[str, str], line: int) -> Row:
        amount = read_amount(record["inflow"]) - read_amount(record["outflow"])
        name = record["account"]
        account = self.register.place(f"place:{name}", (name,), place_kind(name))
        return Row(
            account=account,
            on=read_day(record["date"], self.order),
            amount=amount,
            parts=(Part(self._target(record), amount),),
            payee="" if _TRANSFER.match(record["payee"]) else record["payee"],
            memo=record["memo"],
            status=STATUSES.get(record.get("cleared", "").casefold(), Status.CLEARED),
            tags=tuple(filter(None, [record.get("flag", "")])),
            line=line,
        )

    def _target(self, record: dict[str, str]) -> str:
        if found := _TRANSFER.match(record["payee"]):
            name = found[1].strip()
            return self.register.place(f"place:{name}", (name,), place_kind(name))
        if record["payee"].casefold() == STARTING:
            return OPENING
        group = record.get("category group") or record.get("master category", "")
        category = record.get("sub category") or record["category"]
        if not category or group.casefold() in INFLOW:
            return UNCATEGORISED
        return self.register.category((group, category), is_income=False)

    def _book(self, row: Row) -> None:
        if self._is_transfer(row):
            self.register.half(row, row.parts[0])
        else:
            self.register.row(row)

    def _is_transfer(self, row: Row) -> bool:
        other = self.register.accounts.get(row.parts[0].account)
        return other is not None and other.is_place

    def _flush(self) -> None:
        """Book the rows of a split as one; sides of transfers in it stay rows of their own."""
        rows, self.split = self.split, []
        plain = [row for row in rows if not self._is_transfer(row)]
        for row in rows:
            if self._is_transfer(row):
                self._book(row)
        for row in plain:
            self.register.count(row)
        if plain:
            self.register.book_together(plain)
