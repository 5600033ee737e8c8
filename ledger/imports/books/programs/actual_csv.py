"""Actual Budget: the table that it exports of one or all accounts.

Columns: Account, Date, Payee, Notes, Category_Group, Category, Amount, Split_Amount, Cleared. The
parts of a split follow their whole, which carries Split_Amount 0 and their sum as its Amount.
"""

from __future__ import annotations

from dataclasses import replace

from ledger.enums import Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import UNCATEGORISED, ParsedBooks
from ledger.imports.books.programs.tables import (
    each_record,
    header_of,
    read_amount,
    read_day,
    read_table,
)
from ledger.imports.books.register import Part, Register, Row

NAMES = {"account", "date", "payee", "notes", "category group", "category", "amount"}
NAMES |= {"split amount", "cleared"}
_STATUSES = {"not cleared": Status.PENDING, "reconciled": Status.RECONCILED}


def is_actual_csv(bundle: Bundle) -> bool:
    """Tell whether the only file is Actual's table."""
    return set(header_of(bundle.only())) >= NAMES


def read_actual_csv(bundle: Bundle) -> ParsedBooks:
    """Return the books in Actual's table."""
    register = Register("actual", "Actual CSV")
    table = read_table(bundle.only())
    places = {record["account"] for _line, record in table.records}
    whole: list[Row] = []

    def flush() -> None:
        for row in whole:
            _book(register, row)
        whole.clear()

    def read(record: dict[str, str], line: int) -> None:
        part = read_amount(record["split amount"])
        if part and whole:
            piece = Part(_category(register, record), part, record["notes"])
            parts = whole[0].parts if whole[0].tags else ()
            whole[0] = replace(whole[0], parts=(*parts, piece), tags=("split",))
            return
        flush()
        whole.append(_row(register, record, line, places))

    each_record(table, read, register.problems)
    flush()
    return register.books()


def _row(register: Register, record: dict[str, str], line: int, places: set[str]) -> Row:
    name, other = record["account"], record["payee"]
    amount = read_amount(record["amount"])
    target = _category(register, record)
    if other in places and other != name:
        target = register.place(f"place:{other}", (other,), place_kind(other))
    return Row(
        account=register.place(f"place:{name}", (name,), place_kind(name)),
        on=read_day(record["date"]),
        amount=amount,
        parts=(Part(target, amount),),
        payee=other,
        memo=record["notes"],
        status=_STATUSES.get(record["cleared"].casefold(), Status.CLEARED),
        line=line,
    )


def _category(register: Register, record: dict[str, str]) -> str:
    group, name = record["category group"], record["category"]
    if not name or not group:
        return UNCATEGORISED
    return register.category((group, name), is_income=group.casefold() == "income")


def _book(register: Register, row: Row) -> None:
    row = replace(row, tags=())
    other = register.accounts.get(row.parts[0].account)
    if other is not None and other.is_place:
        register.half(replace(row, payee=""), row.parts[0])
    else:
        register.row(row)
