"""Transactions as CSV, XLSX and JSON."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import StringIO
from typing import Any, BinaryIO, NamedTuple

from openpyxl import Workbook

from accounts.models import Household
from ledger.exports.amounts import plain_amount
from ledger.exports.rows import iterate_rows
from ledger.models import Account
from ledger.money import Money
from ledger.reports.filters import RegisterFilter
from ledger.reports.legs import RegisterLeg, counterpart_of
from ledger.reports.register import RegisterRow
from ledger.reports.tree import AccountTree, account_tree

SHEET_ROWS = 1_000_000
"""A sheet of XLSX holds 1,048,576 rows; more go to the next one."""
# What spreadsheets take for a formula when a cell's text begins with it (OWASP, CSV injection).
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class TableFormat(StrEnum):
    """A form of table."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Line(NamedTuple):
    """One line of the table: what a transaction changed in an account, for one category.

    `amount` is money out negative; an account's lines sum to what changed in it.
    """

    date: date
    account: str
    payee: str
    category: str
    memo: str
    amount: Decimal
    currency: str
    tags: str
    status: str
    transaction: int


HEADINGS = tuple(name.capitalize() for name in Line._fields)


def neutral_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before what would be."""
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def table_lines(household: Household, chosen: RegisterFilter) -> Iterator[Line]:
    """Yield the lines of a selection, oldest first; a split has a line a category.

    Reads as it goes: the household's scope must be open until the last line.
    """
    tree = account_tree(household)
    for row in iterate_rows(household, chosen, tree):
        for account, category, memo, money in _parts(row, tree):
            yield Line(
                row.date,
                neutral_text(account),
                neutral_text(row.payee),
                neutral_text(category),
                neutral_text(memo or row.memo),
                money.amount,
                money.currency,
                neutral_text(", ".join(tag.name for tag in row.tags)),
                row.status,
                row.id,
            )


def _parts(row: RegisterRow, tree: AccountTree) -> Iterator[tuple[str, str, str, Money]]:
    places = [leg for leg in row.legs if leg.account.is_place]
    others = [leg for leg in row.legs if not leg.account.is_place]
    if len(places) == 1 and others and places[0].amount.currency == row.currency:
        name = _full_name(places[0].account, tree)
        for leg in others:
            yield name, _full_name(leg.account, tree), leg.memo, -leg.amount
        return
    for leg in places or others:
        category = _opposite(leg, row, tree)
        yield _full_name(leg.account, tree), category, leg.memo, leg.amount


def _opposite(leg: RegisterLeg, row: RegisterRow, tree: AccountTree) -> str:
    found = counterpart_of(row.legs, {leg.account.pk})
    if found.account is not None and found.account.is_category:
        return _full_name(found.account, tree)
    return found.label


def _full_name(account: Account, tree: AccountTree) -> str:
    if not account.pk:
        return account.name
    return ": ".join(each.name for each in tree.ancestry(tree.by_id[account.pk]))


def csv_pieces(household: Household, chosen: RegisterFilter) -> Iterator[str]:
    """Yield a CSV file (RFC 4180, comma, dot, ISO dates) line by line, headings first."""
    yield _csv_line(HEADINGS)
    for line in table_lines(household, chosen):
        yield _csv_line(line._replace(amount=plain_amount(line.amount, line.currency)))  # type: ignore[arg-type]


def _csv_line(values: tuple[object, ...]) -> str:
    out = StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def write_xlsx(household: Household, chosen: RegisterFilter, out: BinaryIO) -> None:
    """Write a workbook with dates and amounts as such; rows are kept on disk, not in memory."""
    book = Workbook(write_only=True)
    sheet: Any = None
    for number, line in enumerate(table_lines(household, chosen)):
        if number % SHEET_ROWS == 0:
            sheet = book.create_sheet(f"Transactions {number // SHEET_ROWS + 1}")
            sheet.append(HEADINGS)
        sheet.append(line)
    if sheet is None:
        book.create_sheet("Transactions 1").append(HEADINGS)
    book.save(out)


def json_pieces(household: Household, chosen: RegisterFilter) -> Iterator[str]:
    """Yield a JSON array of transactions with their postings, debit positive, oldest first.

    Amounts are strings; `account` is the name in journals.
    """
    tree = account_tree(household)
    opening = "["
    for row in iterate_rows(household, chosen, tree):
        yield f"{opening}\n{json.dumps(row_json(row, tree), ensure_ascii=False)}"
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def row_json(row: RegisterRow, tree: AccountTree) -> dict[str, object]:
    """Return a transaction with its postings as JSON takes it, debit positive."""
    return {
        "id": row.id,
        "date": row.date.isoformat(),
        "payee": row.payee,
        "memo": row.memo,
        "currency": row.currency,
        "status": row.status,
        "source": row.source,
        "tags": [tag.name for tag in row.tags],
        "postings": [
            {
                "account": tree.path_of(leg.account),
                "amount": plain_amount(leg.amount.amount, leg.amount.currency),
                "currency": leg.amount.currency,
                "value": plain_amount(leg.value, row.currency),
                "memo": leg.memo,
            }
            for leg in row.legs
        ],
    }
