"""Building books from registers: rows of single accounts, transfers shown in both of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ledger.enums import AccountKind, Status
from ledger.imports.books.model import (
    ADJUSTMENT,
    BookAccount,
    BookLeg,
    BookTransaction,
    Omissions,
    ParsedBooks,
    RowTally,
)
from ledger.imports.statement import Problem


@dataclass(frozen=True, slots=True)
class Part:
    """Where a row, or a part of it, goes; the amount is seen from the row's own account."""

    account: str
    amount: Decimal
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an account's register; its parts sum to its amount."""

    account: str
    on: date
    amount: Decimal
    parts: tuple[Part, ...]
    payee: str = ""
    memo: str = ""
    status: Status = Status.CLEARED
    tags: tuple[str, ...] = ()
    external_id: str = ""
    line: int = 0


@dataclass(slots=True)
class Register:
    """Gathers accounts, categories and rows; gives the books of them."""

    format: str
    dialect: str
    currency: str = ""
    """The currency of all rows, "" where the file names none."""
    accounts: dict[str, BookAccount] = field(default_factory=dict)
    rows: list[BookTransaction] = field(default_factory=list)
    halves: list[tuple[Row, Part]] = field(default_factory=list)
    tally: RowTally = field(default_factory=RowTally)
    omissions: Omissions = field(default_factory=Omissions)
    problems: list[Problem] = field(default_factory=list)

    def place(self, key: str, path: Sequence[str], kind: AccountKind, **more: object) -> str:
        """Note a place of the source; returns its key."""
        account = BookAccount(key, tuple(path), kind, self.currency)
        self.accounts.setdefault(key, replace(account, **more))  # type: ignore[arg-type]
        return key

    def category(self, path: Sequence[str], *, is_income: bool) -> str:
        """Note a category of the source by its path; returns its key."""
        kind = AccountKind.INCOME if is_income else AccountKind.EXPENSE
        names = tuple(part.strip() for part in path if part.strip())
        key = f"{kind.value}:{':'.join(names)}"
        self.accounts.setdefault(key, BookAccount(key, names, kind))
        return key

    def row(self, row: Row) -> None:
        """Book a row whose other sides are not shown as rows of their own."""
        self.count(row)
        self.book(row)

    def book(self, row: Row) -> None:
        """Book a row that was counted apart, as the parts of a split are."""
        self.rows.append(_booked(row, self.currency))

    def book_together(self, rows: Sequence[Row]) -> None:
        """Book rows that were counted apart as the parts of one; the first gives the rest."""
        parts = tuple(part for row in rows for part in row.parts)
        amount = sum((row.amount for row in rows), Decimal(0))
        self.book(replace(rows[0], amount=amount, parts=parts))

    def half(self, row: Row, part: Part) -> None:
        """Keep one side of a transfer until the other side, a row of the other account, is met."""
        self.count(row)
        self.keep_half(row, part)

    def keep_half(self, row: Row, part: Part) -> None:
        """Keep a side of a transfer that was counted as a part of another row."""
        self.halves.append((row, part))

    def count(self, row: Row) -> None:
        """Count a row as the source shows it, without booking anything."""
        self.tally.add(row.account, row.on, row.amount, self.currency)

    def books(self, stated: Mapping[str, Decimal] | None = None) -> ParsedBooks:
        """Return the books of all that was gathered; raises nothing."""
        self._pair_halves()
        for key, amount in (stated or {}).items():
            self.accounts[key] = replace(self.accounts[key], stated=amount)
        return ParsedBooks(
            format=self.format,
            dialect=self.dialect,
            accounts=self.accounts,
            transactions=tuple(sorted(self.rows, key=lambda each: each.on)),
            balances=dict(self.tally.balances),
            figures=self.tally.figures(),
            not_carried=self.omissions.all(),
            problems=tuple(self.problems),
        )

    def _pair_halves(self) -> None:
        """Book each transfer once: the two sides of one day and amount belong together."""
        waiting: dict[tuple[str, str, date, Decimal], list[int]] = defaultdict(list)
        with_rows = {account for account, _currency in self.tally.balances}
        single: dict[int, tuple[Row, Part]] = {}
        for number, (row, part) in enumerate(self.halves):
            others = waiting[part.account, row.account, row.on, -row.amount]
            if others:
                first, its_part = single.pop(others.pop(0))
                self.rows.append(_booked(replace(first, parts=(its_part,)), self.currency))
            else:
                waiting[row.account, part.account, row.on, row.amount].append(number)
                single[number] = row, part
        for row, part in single.values():
            self._book_single(row, part, is_shown=part.account in with_rows)

    def _book_single(self, row: Row, part: Part, *, is_shown: bool) -> None:
        """Book a transfer whose other side is nowhere: the other account has no rows, or a hole."""
        if is_shown:
            message = "the other side of a transfer is missing: booked as an adjustment"
            self.problems.append(Problem(message, row.line or None, is_warning=True))
            part = replace(part, account=ADJUSTMENT)
        else:
            self.tally.balances[part.account, self.currency] -= part.amount
        self.rows.append(_booked(replace(row, parts=(part,)), self.currency))


def _booked(row: Row, currency: str) -> BookTransaction:
    own = BookLeg(row.account, row.amount, currency)
    others = [BookLeg(part.account, -part.amount, currency, memo=part.memo) for part in row.parts]
    return BookTransaction(
        on=row.on,
        legs=(own, *others),
        payee=row.payee,
        memo=row.memo,
        status=row.status,
        tags=row.tags,
        external_id=row.external_id,
        line=row.line,
    )
