"""Mint: one table of all accounts, amounts without a sign beside debit or credit.

Columns as in Mint's own "Export all transactions": Date (month first), Description, Original
Description, Amount, Transaction Type, Category, Account Name, Labels, Notes.
"""

from __future__ import annotations

from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import UNCATEGORISED, ParsedBooks
from ledger.imports.books.programs.tables import (
    each_record,
    header_of,
    read_amount,
    read_day,
    read_table,
    tags_of,
)
from ledger.imports.books.register import Part, Register, Row

NAMES = {"date", "original description", "amount", "transaction type", "account name"}
_INCOME = {
    "income",
    "paycheck",
    "interest income",
    "bonus",
    "investment income",
    "returned purchase",
}
_NONE = {"", "uncategorized"}


def is_mint(bundle: Bundle) -> bool:
    """Tell whether the only file is Mint's table."""
    return set(header_of(bundle.only())) >= NAMES


def read_mint(bundle: Bundle) -> ParsedBooks:
    """Return the books in Mint's table; what Mint calls transfers it does not pair, nor do we.

    The sign follows the type alone: some files print one as well, the wrong way round.
    """
    register = Register("mint", "Mint CSV")

    def read(record: dict[str, str], line: int) -> None:
        on = read_day(record["date"])
        amount = abs(read_amount(record["amount"]))
        if record["transaction type"].casefold() != "credit":
            amount = -amount
        name = record["account name"] or "Mint"
        account = register.place(f"place:{name}", (name,), place_kind(name))
        label = record.get("category", "")
        category = UNCATEGORISED
        if label.casefold() not in _NONE:
            category = register.category((label,), is_income=label.casefold() in _INCOME)
        raw, nice = record["original description"], record.get("description", "")
        register.row(
            Row(
                account=account,
                on=on,
                amount=amount,
                parts=(Part(category, amount),),
                payee=nice or raw,
                memo=record.get("notes", "") or (raw if raw != nice else ""),
                tags=tags_of(record.get("labels", "")),
                line=line,
            )
        )

    each_record(read_table(bundle.only()), read, register.problems)
    return register.books()
