"""Firefly III: its CSV export of transactions, and what its API answers, saved as JSON.

CSV: one line a journal with type, currency_code, amount, source_name, source_type,
destination_name, destination_type, category, tags, group_id and more; zipped with its other tables
or alone. JSON: pages of `/v1/transactions` and `/v1/accounts`, in one file or several in a zip.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.enums import AccountKind
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.model import ParsedBooks
from ledger.imports.books.programs.firefly_books import FireflyBooks, Journal, leave_out
from ledger.imports.books.programs.tables import (
    each_record,
    header_of,
    read_amount,
    read_day,
    read_table,
    tags_of,
)
from ledger.imports.books.programs.values import iso_day, items, load_json, number_of, text_of, walk
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import Problem

NAMES = {"journal id", "currency code", "amount", "date", "source name", "source type"}
NAMES |= {"destination name", "destination type", "category"}
_HEAD = 65_536
_MARKS = (b'"transaction_journal_id"', b'"destination_type"')
_ROLES = {"savingAsset": AccountKind.SAVINGS, "ccAsset": AccountKind.CREDIT_CARD}
_ROLES |= {"cashWalletAsset": AccountKind.CASH, "defaultAsset": AccountKind.CHECKING}
_LIABILITIES = {"loan": AccountKind.LOAN, "mortgage": AccountKind.MORTGAGE}
_OTHER_TABLES = ("budgets", "rules", "bills", "piggy", "recurr")


def is_firefly_csv(bundle: Bundle) -> bool:
    """Tell whether a file is Firefly's table of transactions."""
    return any(set(header_of(data)) >= NAMES for data in _tables(bundle))


def _tables(bundle: Bundle) -> list[bytes]:
    return [data for path, data in bundle.files.items() if not path.lower().endswith(".json")]


def read_firefly_csv(bundle: Bundle) -> ParsedBooks:
    """Return the books in Firefly's export; its other tables are counted and left out."""
    books = FireflyBooks("Firefly III CSV")
    for path, data in bundle.files.items():
        if set(header_of(data)) >= NAMES:
            table = read_table(data)
            each_record(table, lambda record, line: _add(books, record, line), books.problems)
            pairs = ((r.get("budget", ""), r.get("bill", "")) for _, r in table.records)
            leave_out(books, pairs)
        elif any(word in path.lower() for word in _OTHER_TABLES) and path.lower().endswith(".csv"):
            what = path.rpartition("/")[2].rpartition(".")[0]
            books.omissions.add(what, "not part of the books", len(read_table(data).records))
    return books.books()


def _add(books: FireflyBooks, record: dict[str, str], line: int) -> None:
    foreign = record.get("foreign amount", ""), record.get("foreign currency code", "")
    books.add(
        Journal(
            group=record.get("group id") or record["journal id"],
            on=read_day(record["date"]),
            amount=abs(read_amount(record["amount"])),
            currency=record["currency code"],
            source=(record["source name"], record["source type"]),
            destination=(record["destination name"], record["destination type"]),
            foreign=(abs(read_amount(foreign[0])), foreign[1]) if all(foreign) else None,
            type=record.get("type", ""),
            description=record.get("description", ""),
            group_title=record.get("group title", ""),
            category=record["category"],
            tags=tags_of(record.get("tags", "")),
            notes=record.get("notes", ""),
            is_reconciled=record.get("reconciled", "").casefold() in {"1", "true"},
            line=line,
        )
    )


def is_firefly_json(bundle: Bundle) -> bool:
    """Tell whether the files are answers of Firefly's API."""
    files = [data for data in bundle.files.values() if data.lstrip()[:1] in (b"{", b"[")]
    return any(all(mark in data[:_HEAD] for mark in _MARKS) for data in files)


def read_firefly_json(bundle: Bundle) -> ParsedBooks:
    """Return the books in the API's answers; raises BrokenFile for JSON that cannot be read."""
    books = FireflyBooks("Firefly III API")
    files = [data for data in bundle.files.values() if data.lstrip()[:1] in (b"{", b"[")]
    found = [each for data in files for each in walk(load_json(data))]
    rows = [each for each in found if isinstance(each.get("attributes"), dict)]
    for row in rows:
        if row.get("type") == "accounts":
            _account(books, row["attributes"])
    for row in rows:
        if row.get("type") == "transactions":
            _group(books, row)
        elif row.get("type") in {"budgets", "bills", "rules", "piggy_banks", "recurrences"}:
            books.omissions.add(str(row["type"]), "not part of the books")
    return books.books()


def _account(books: FireflyBooks, account: dict[str, Any]) -> None:
    kind = text_of(account.get("type"))
    if kind not in {"asset", "liabilities", "liability", "cash"}:
        return
    chosen = _ROLES.get(text_of(account.get("account_role")))
    if kind.startswith("liabilit"):
        named = text_of(account.get("liability_type"))
        chosen = _LIABILITIES.get(named, AccountKind.OTHER_LIABILITY)
    stated = account.get("current_balance")
    books.place(
        text_of(account.get("name")),
        chosen,
        currency=text_of(account.get("currency_code")),
        is_closed=account.get("active") is False,
        stated=Decimal(text_of(stated)) if _is_number(stated) else None,
    )


def _is_number(value: object) -> bool:
    try:
        number_of(value)
    except Unreadable:
        return False
    return True


def _group(books: FireflyBooks, row: dict[str, Any]) -> None:
    title = text_of(row["attributes"].get("group_title"))
    journals = list(items(row["attributes"].get("transactions")))
    try:
        read = [_journal(text_of(row.get("id")), title, each) for each in journals]
    except Unreadable as error:
        books.problems.append(Problem(str(error)))
        return
    for journal in read:
        books.add(journal)
    pairs = ((text_of(j.get("budget_name")), text_of(j.get("bill_name"))) for j in journals)
    leave_out(books, pairs)


def _journal(group: str, title: str, row: dict[str, Any]) -> Journal:
    foreign = row.get("foreign_amount"), text_of(row.get("foreign_currency_code"))
    tags = row.get("tags")
    return Journal(
        group=group,
        on=iso_day(row.get("date")),
        amount=abs(number_of(row.get("amount"))),
        currency=text_of(row.get("currency_code")),
        source=(text_of(row.get("source_name")), text_of(row.get("source_type"))),
        destination=(text_of(row.get("destination_name")), text_of(row.get("destination_type"))),
        foreign=(abs(number_of(foreign[0])), foreign[1]) if all(foreign) else None,
        type=text_of(row.get("type")),
        description=text_of(row.get("description")),
        group_title=title,
        category=text_of(row.get("category_name")),
        tags=tuple(text_of(tag) for tag in tags) if isinstance(tags, list) else (),
        notes=text_of(row.get("notes")),
        is_reconciled=row.get("reconciled") is True,
    )
