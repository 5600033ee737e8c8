"""GnuCash: its SQLite book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ledger.imports.books.bundle import Bundle
from ledger.imports.books.model import Omissions, ParsedBooks
from ledger.imports.books.programs.gnucash_books import (
    RawAccount,
    RawSplit,
    RawTransaction,
    fraction,
    gnucash_books,
)
from ledger.imports.books.programs.gnucash_xml import LEFT_OUT
from ledger.imports.books.programs.sqlite import MARK, Database, opened
from ledger.imports.books.programs.values import compact_day, iso_day, text_of
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import Problem

_TABLES = (("prices", "price"), ("budgets", "budget"), ("schedxactions", "schedxaction"))


def is_gnucash_sqlite(bundle: Bundle) -> bool:
    """Tell whether the only file is a database with GnuCash's tables."""
    data = bundle.only()
    return data.startswith(MARK) and b"splits" in data and b"quantity_num" in data


def read_gnucash_sqlite(bundle: Bundle) -> ParsedBooks:
    """Return the books; raises BrokenFile when the database cannot be read."""
    with opened(bundle.only()) as database:
        omissions, problems = Omissions(), list[Problem]()
        accounts = _accounts(database)
        transactions = _transactions(database, problems)
        for table, name in _TABLES:
            omissions.add(*LEFT_OUT[name], sum(1 for _row in database.rows(table, ("guid",))))
        return gnucash_books("GnuCash SQLite", accounts, transactions, omissions, problems)


def _commodities(database: Database) -> dict[str, str]:
    rows = database.rows("commodities", ("guid", "mnemonic"))
    return {text_of(key): text_of(code) for key, code in rows}


def _accounts(database: Database) -> dict[str, RawAccount]:
    codes = _commodities(database)
    templates = {text_of(key) for (key,) in database.rows("books", ("root_template_guid",))}
    columns = ("guid", "name", "account_type", "parent_guid", "commodity_guid", "hidden")
    return {
        text_of(key): RawAccount(
            text_of(key),
            text_of(name),
            text_of(kind),
            text_of(parent),
            codes.get(text_of(commodity), ""),
            bool(hidden),
        )
        for key, name, kind, parent, commodity, hidden in database.rows("accounts", columns)
        if text_of(key) not in templates
    }


def _transactions(database: Database, problems: list[Problem]) -> Iterator[RawTransaction]:
    codes = _commodities(database)
    found: dict[str, RawTransaction] = {}
    columns = ("guid", "currency_guid", "num", "post_date", "description")
    for key, currency, number, on, description in database.rows("transactions", columns):
        try:
            day = _day(on)
        except Unreadable as error:
            problems.append(Problem(str(error)))
            continue
        found[text_of(key)] = RawTransaction(
            key=text_of(key),
            on=day,
            currency=codes.get(text_of(currency), ""),
            description=text_of(description),
            number=text_of(number),
        )
    broken = _splits(database, found, problems)
    return (transaction for key, transaction in found.items() if key not in broken)


def _splits(
    database: Database, found: dict[str, RawTransaction], problems: list[Problem]
) -> set[str]:
    """Give each transaction its splits; returns those that have one that cannot be read."""
    broken: set[str] = set()
    columns = ("tx_guid", "account_guid", "memo", "reconcile_state", "value_num", "value_denom")
    for row in database.rows("splits", (*columns, "quantity_num", "quantity_denom")):
        transaction = found.get(text_of(row[0]))
        if transaction is None:
            continue
        try:
            transaction.splits.append(_split(row))
        except Unreadable as error:
            broken.add(transaction.key)
            problems.append(Problem(str(error)))
    return broken


def _split(row: tuple[Any, ...]) -> RawSplit:
    _key, account, memo, state, value, value_denom, quantity, quantity_denom = map(text_of, row)
    return RawSplit(
        account,
        fraction(value, value_denom),
        fraction(quantity, quantity_denom),
        memo,
        state,
    )


def _day(value: object) -> date:
    text = text_of(value)
    return iso_day(text) if "-" in text else compact_day(text[:8])
