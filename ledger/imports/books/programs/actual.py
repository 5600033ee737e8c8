"""Actual Budget: the `.zip` that it exports, which holds its database `db.sqlite`.

Amounts are whole hundredths, dates numbers such as 20240131. A split is a parent row with children;
a transfer is a row in each of two accounts, linked by `transferred_id`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ledger.enums import Status
from ledger.imports.books.bundle import Bundle
from ledger.imports.books.kinds import place_kind
from ledger.imports.books.model import OPENING, UNCATEGORISED, ParsedBooks
from ledger.imports.books.programs.sqlite import MARK, Database, opened
from ledger.imports.books.programs.values import compact_day, scaled, text_of
from ledger.imports.books.register import Part, Register, Row
from ledger.imports.readers.printed import Unreadable
from ledger.imports.statement import Problem

PLACES = 2
COLUMNS = (
    *("id", "isParent", "isChild", "acct", "category", "amount", "description", "notes", "date"),
    *("starting_balance_flag", "transferred_id", "tombstone", "cleared", "parent_id", "reconciled"),
)
LEFT_OUT = (
    ("zero_budgets", "budgeted amounts", "budgets are set up anew"),
    ("reflect_budgets", "budgeted amounts", "budgets are set up anew"),
    ("rules", "rules", "rules are written anew"),
    ("schedules", "schedules", "schedules are found again from the rows"),
    ("notes", "notes on categories and accounts", "there is no place for them"),
)


def is_actual(bundle: Bundle) -> bool:
    """Tell whether the archive holds Actual's database."""
    return bundle.is_archive and any(data.startswith(MARK) for _, data in _databases(bundle))


def _databases(bundle: Bundle) -> list[tuple[str, bytes]]:
    return list(bundle.ending("db.sqlite"))


def read_actual(bundle: Bundle) -> ParsedBooks:
    """Return the books in Actual's database; raises BrokenFile when it cannot be read."""
    with opened(_databases(bundle)[0][1]) as database:
        reading = _Reading(database)
        reading.read()
        return reading.register.books()


@dataclass(slots=True)
class _Reading:
    database: Database
    register: Register = field(default_factory=lambda: Register("actual", "Actual database"))
    categories: dict[str, str] = field(default_factory=dict)
    payees: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and, for a transfer, the other account's id, by payee id."""

    def read(self) -> None:
        self._accounts()
        self._categories()
        self._payees()
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in self._live("transactions", COLUMNS)]
        parents = {text_of(row["id"]) for row in rows if row["isParent"]}
        children: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row["isChild"]:
                children[text_of(row["parent_id"])].append(row)
        for row in rows:
            if not row["isChild"]:
                self._book(row, children.get(text_of(row["id"]), []) if row["isParent"] else [row])
        orphans = sum(len(found) for key, found in children.items() if key not in parents)
        self.register.omissions.add("parts of splits", "their whole was deleted", orphans)
        for table, what, reason in LEFT_OUT:
            count = sum(1 for _row in self._live(table, ("id", "tombstone")))
            self.register.omissions.add(what, reason, count)

    def _live(self, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
        where = columns.index("tombstone")
        return [row for row in self.database.rows(table, columns) if not row[where]]

    def _accounts(self) -> None:
        for key, name, closed, _dead in self._live(
            "accounts", ("id", "name", "closed", "tombstone")
        ):
            label = text_of(name) or "Account"
            self.register.place(text_of(key), (label,), place_kind(label), is_closed=bool(closed))

    def _categories(self) -> None:
        groups = {
            text_of(key): (text_of(name), bool(income))
            for key, name, income in self.database.rows(
                "category_groups", ("id", "name", "is_income")
            )
        }
        columns = ("id", "name", "cat_group", "is_income")
        for key, name, group, income in self.database.rows("categories", columns):
            group_name, is_income = groups.get(text_of(group), ("", False))
            is_income = is_income or bool(income)
            path = (text_of(name),) if is_income else (group_name, text_of(name))
            self.categories[text_of(key)] = self.register.category(path, is_income=is_income)
        for key, target in self.database.rows("category_mapping", ("id", "transferId")):
            if text_of(target) in self.categories:
                self.categories[text_of(key)] = self.categories[text_of(target)]

    def _payees(self) -> None:
        named = {
            text_of(key): (text_of(name), text_of(account))
            for key, name, account in self.database.rows("payees", ("id", "name", "transfer_acct"))
        }
        self.payees = named | {
            text_of(key): named[text_of(target)]
            for key, target in self.database.rows("payee_mapping", ("id", "targetId"))
            if text_of(target) in named
        }

    def _book(self, row: dict[str, Any], parts: list[dict[str, Any]]) -> None:
        """Book a row or split. Parts that are transfers become rows of their own."""
        try:
            rows = [self._row(row, part) for part in parts]
        except Unreadable as error:
            self.register.problems.append(Problem(str(error), 0))
            return
        rows = [each for each in rows if each.account in self.register.accounts]
        self.register.omissions.add("rows", "their account was deleted", len(parts) - len(rows))
        plain = []
        for each in rows:
            if self._is_transfer(each):
                self.register.half(each, each.parts[0])
            else:
                self.register.count(each)
                plain.append(each)
        if plain:
            self.register.book_together(plain)

    def _is_transfer(self, row: Row) -> bool:
        other = self.register.accounts.get(row.parts[0].account)
        return other is not None and other.is_place

    def _row(self, whole: dict[str, Any], part: dict[str, Any]) -> Row:
        amount = scaled(part["amount"] or 0, PLACES)
        name, other = self.payees.get(
            text_of(part["description"] or whole["description"]), ("", "")
        )
        is_known = other in self.register.accounts and bool(part["transferred_id"])
        target = self.categories.get(text_of(part["category"]), UNCATEGORISED)
        if whole["starting_balance_flag"]:
            target = OPENING
        if is_known:
            target, name = other, ""
        is_split = part is not whole
        status = Status.CLEARED if whole["cleared"] else Status.PENDING
        return Row(
            account=text_of(whole["acct"]),
            on=compact_day(whole["date"]),
            amount=amount,
            parts=(Part(target, amount, text_of(part["notes"]) if is_split else ""),),
            payee=name,
            memo=text_of(whole["notes"]),
            status=Status.RECONCILED if whole["reconciled"] else status,
            external_id=text_of(part["id"] if is_known else whole["id"]),
        )
