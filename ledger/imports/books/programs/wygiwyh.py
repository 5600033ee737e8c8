"""WYGIWYH: the ZIP of tables that its export page gives.

transactions.csv: account, type (IN or EX), is_paid, date, amount, description, notes, category,
tags, entities, deleted; accounts.csv: name, group, currency (its name), is_asset, is_archived;
currencies.csv: code, name. A transfer is a row in each of two accounts, alike but for the type.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from ledger.enums import AccountKind, Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import UNCATEGORISED, BookLeg, ParsedBooks
from ledger.imports.books.programs.tables import (
    Table,
    each_record,
    header_of,
    read_amount,
    read_day,
    read_table,
    tags_of,
)
from ledger.imports.books.register import Part, Register, Row

NAMES = {"account", "type", "is paid", "date", "amount", "description", "category", "entities"}
LEFT_OUT = {
    "recurring_transactions": ("recurring transactions", "schedules are found from the rows"),
    "installment_plans": ("instalment plans", "their instalments are carried over as rows"),
    "transaction_rules": ("rules", "rules are written anew"),
    "dca_strategies": ("cost averaging strategies", "there is no place for them"),
    "exchange_rates": ("exchange rates", "rates are kept by the ledger itself"),
    "import_profiles": ("import profiles", "files are read without them"),
}
_TRUE = {"1", "true", "yes"}


def is_wygiwyh(bundle: Bundle) -> bool:
    """Tell whether the archive, or the only file, has WYGIWYH's table of transactions."""
    return any(set(header_of(data)) >= NAMES for data in bundle.files.values())


def _named(bundle: Bundle) -> dict[str, bytes]:
    if not bundle.is_archive:
        return {"transactions": bundle.only()}
    files = bundle.ending(".csv")
    return {path.rpartition("/")[2].rpartition(".")[0].lower(): data for path, data in files}


def read_wygiwyh(bundle: Bundle) -> ParsedBooks:
    """Return the books in the export; raises BrokenFile when a table cannot be read."""
    files = _named(bundle)
    tables = {name: read_table(data) for name, data in files.items()}
    reading = _Reading(tables)
    reading.read()
    return reading.register.books()


class _Reading:
    def __init__(self, tables: dict[str, Table]) -> None:
        self.tables = tables
        self.register = Register("wygiwyh", "WYGIWYH export")
        self.currencies: dict[str, str] = {}
        """Code by account name."""
        self.waiting: dict[tuple[object, ...], list[tuple[Row, str]]] = defaultdict(list)

    def read(self) -> None:
        self._accounts()
        transactions = self.tables.get("transactions", Table((), ()))
        each_record(transactions, self._record, self.register.problems)
        for rows in self.waiting.values():
            for row, currency in rows:
                self._book(row, currency)
        for name, (what, reason) in LEFT_OUT.items():
            table = self.tables.get(name, Table((), ()))
            self.register.omissions.add(what, reason, len(table.records))

    def _accounts(self) -> None:
        codes = {
            record["name"]: record["code"]
            for _line, record in self.tables.get("currencies", Table((), ())).records
            if "code" in record and "name" in record
        }
        for _line, record in self.tables.get("accounts", Table((), ())).records:
            name, currency = record.get("name", ""), record.get("currency", "")
            code = codes.get(currency, currency if len(currency) == len("EUR") else "")
            self.currencies[name] = code
            self._place(name, code, is_closed=record.get("is archived", "").casefold() in _TRUE)

    def _place(self, name: str, code: str, **more: object) -> str:
        kind = place_kind(name) if name else AccountKind.OTHER_ASSET
        label = (name or "Account",)
        return self.register.place(f"place:{name}", label, kind, currency=code, **more)

    def _record(self, record: dict[str, str], _line: int) -> None:
        if record.get("deleted", "").casefold() in _TRUE:
            self.register.omissions.add("deleted rows", "they were in the trash")
            return
        row, currency = self._row(record, _line)
        key = (row.on, row.payee, row.memo, record["category"], currency)
        others = self.waiting[*key, -row.amount]
        match = next((each for each in others if each[0].account != row.account), None)
        if match is None:
            self.waiting[*key, row.amount].append((row, currency))
            return
        others.remove(match)
        self._count(row, currency)
        self._count(match[0], currency)
        transfer = replace(match[0], parts=(Part(row.account, match[0].amount),))
        self._append(transfer, currency)

    def _row(self, record: dict[str, str], line: int) -> tuple[Row, str]:
        name = record["account"]
        currency = self.currencies.get(name, "")
        amount = read_amount(record["amount"])
        is_income = record["type"].upper() == "IN"
        category = record["category"]
        target = UNCATEGORISED
        if category:
            target = self.register.category((category,), is_income=is_income)
        amount = amount if is_income else -amount
        entities = tags_of(record["entities"])
        return Row(
            account=self._place(name, currency),
            on=read_day(record["date"]),
            amount=amount,
            parts=(Part(target, amount),),
            payee=entities[0] if entities else record["description"],
            memo=" · ".join(
                filter(None, [record["description"] if entities else "", record.get("notes", "")])
            ),
            status=Status.CLEARED if record["is paid"].casefold() in _TRUE else Status.PENDING,
            tags=tags_of(record.get("tags", "")),
            external_id=record.get("id", ""),
            line=line,
        ), currency

    def _book(self, row: Row, currency: str) -> None:
        self._count(row, currency)
        self._append(row, currency)

    def _count(self, row: Row, currency: str) -> None:
        self.register.tally.add(row.account, row.on, row.amount, currency)

    def _append(self, row: Row, currency: str) -> None:
        """Book a row in the currency of its own account."""
        self.register.book(row)
        booked = self.register.rows[-1]
        legs = tuple(
            BookLeg(leg.account, leg.amount, currency, memo=leg.memo) for leg in booked.legs
        )
        self.register.rows[-1] = replace(booked, legs=legs)
