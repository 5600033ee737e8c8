"""One row by a mapping: a transaction, a stated balance, words that go on, or a problem."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ledger.imports.statement import Balance, BalanceKind, Problem, StatementLine
from ledger.imports.tabular.columns import likely_number
from ledger.imports.tabular.compiled import amount_reader, text_reader, words_reader
from ledger.imports.tabular.currencies import currency_code
from ledger.imports.tabular.dates import Dates, NotADate
from ledger.imports.tabular.mapping import MappingError, TabularMapping
from ledger.imports.tabular.numbers import Amounts, NotANumber
from ledger.imports.tabular.phrases import (
    BALANCE_STARTS,
    BLANKS,
    PENDING,
    VOID,
    is_balance_row,
    is_opening,
    is_total,
    names_balance,
)

UNDATED = date.min
"""The date of a pending row that has none of its own, until another row lends it one."""
_MAX_STATES = 1_000
_MAX_SURPLUS = 8
_BOOKED, _PENDING, _VOID = 0, 1, 2
_make_line = StatementLine._make

Reading = StatementLine | Balance | Problem | str | None
"""What a row is; words alone go on with the row before, None is passed over in silence."""


class RowReader:
    """Reads single rows by a mapping; keeps caches, so that one reader serves a whole file."""

    def __init__(self, mapping: TabularMapping) -> None:
        if mapping.date is None:
            raise MappingError("date: name the column that holds the date")
        self.mapping = mapping
        self._width = mapping.width
        self._date = mapping.date
        self._dates = Dates(
            mapping.date_order, mapping.year, mapping.last_month, mapping.first_year
        )
        self._amount = amount_reader(mapping)
        self._balances = Amounts(mapping.decimal)
        self._texts = (*mapping.payee, *mapping.memo)
        named = (mapping.reference, mapping.category, mapping.external_id)
        self._watched = (*self._texts, *(index for index in named if index is not None))
        self._unmarked = {word for word in mapping.sign_words if currency_code(word)}
        self._states: dict[str, int] = {}
        self._payee, self._memo = words_reader(mapping.payee), words_reader(mapping.memo)
        self._words = words_reader(self._texts)
        self._id = text_reader(mapping.external_id)
        self._category = text_reader(mapping.category)
        self._reference = text_reader(mapping.reference)
        self._counterparty = text_reader(mapping.counterparty_account)

    @property
    def remarks(self) -> Iterable[str]:
        """What was assumed about the dates read so far."""
        return self._dates.remarks.values()

    def is_unmarked(self, cells: list[str]) -> bool:
        """Tell whether the direction of a row was not printed, but taken from most other rows."""
        return bool(self._unmarked) and cells[self.mapping.sign or 0].strip() in self._unmarked

    def read(self, line: int, cells: list[str]) -> Reading:
        """Return what the row that begins at `line` is; never raises."""
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        try:
            when = self._dates[cells[self._date]]
            amount = self._amount(cells)
        except (NotADate, NotANumber) as error:
            realigned = self._realigned(cells)
            return self.read(line, realigned) if realigned else self._unread(line, cells, error)
        for index in self._watched:
            if cells[index][:2].casefold() in BALANCE_STARTS and is_balance_row(cells[index]):
                return self._stated_balance(line, cells, cells[index], when)
        if amount is None:
            return self._without_amount(line, cells)
        return self._transaction(line, cells, when, amount)

    def _transaction(
        self, line: int, cells: list[str], when: date, amount: Decimal
    ) -> StatementLine | Problem | None:
        mapping = self.mapping
        state = _BOOKED if mapping.status is None else self._state(cells[mapping.status])
        if state == _VOID:
            return Problem("declined, failed or reversed: left out", line, is_warning=True)
        balance = None if mapping.balance is None else self._balance(cells[mapping.balance])
        if state == _PENDING and balance is None and mapping.skips_pending_without_balance:
            return Problem("pending, not yet in the balance: left out", line, is_warning=True)
        value_at, currency_at = mapping.value_date, mapping.currency
        return _make_line(
            (
                when,
                amount,
                line,
                mapping.default_currency if currency_at is None else self._code(cells[currency_at]),
                self._payee(cells),
                self._memo(cells),
                self._id(cells),
                None if value_at is None else self._optional_date(cells[value_at]),
                balance,
                state == _PENDING,
                self._category(cells),
                self._reference(cells),
                self._counterparty(cells),
                (),
                False,
            )
        )

    def _state(self, text: str) -> int:
        state = self._states.get(text)
        if state is None:
            lowered = text.casefold()
            state = _VOID if VOID.search(lowered) else _BOOKED
            state = _PENDING if not state and PENDING.search(lowered) else state
            if len(self._states) < _MAX_STATES:
                self._states[text] = state
        return state

    def _code(self, cell: str) -> str:
        return currency_code(cell) or cell.strip()[:8].upper() or self.mapping.default_currency

    def _balance(self, cell: str) -> Decimal | None:
        try:
            value = self._balances[cell]
        except NotANumber:
            return None
        return value if value is None or self.mapping.scale == 1 else value / self.mapping.scale

    def _optional_date(self, cell: str) -> date | None:
        try:
            return self._dates[cell]
        except NotADate:
            return None

    def _optional_amount(self, cells: list[str]) -> Decimal | None:
        try:
            return self._amount(cells)
        except NotANumber:
            return None

    def _stated_balance(
        self, line: int, cells: list[str], text: str, when: date | None
    ) -> Balance | None:
        """Return the balance of a row that states one, None for a turnover or a total."""
        if not names_balance(text):
            return None
        at = self.mapping.balance
        amount = self._optional_amount(cells)
        if amount is None and at is not None:
            amount = self._balance(cells[at])
        if amount is None:
            return None
        kind = BalanceKind.OPENING if is_opening(text) else BalanceKind.CLOSING
        return Balance(kind, amount, when, self.mapping.default_currency, line)

    def _without_amount(self, line: int, cells: list[str]) -> Problem | None:
        if any(is_total(cells[index]) for index in self._texts):
            return None
        return Problem("the row has no amount and was left out", line, is_warning=True)

    def _realigned(self, cells: list[str]) -> list[str] | None:
        """Join the words of a row that an unquoted delimiter made too long, so that it reads."""
        surplus = len(cells) - (self.mapping.column_count or len(cells))
        if not 0 < surplus <= _MAX_SURPLUS:
            return None
        for at in self._texts:
            words = self.mapping.delimiter.join(cells[at : at + surplus + 1])
            candidate = [*cells[:at], words, *cells[at + surplus + 1 :]]
            if self._fits(candidate):
                return candidate
        return None

    def _fits(self, cells: list[str]) -> bool:
        balance = self.mapping.balance
        try:
            if balance is not None:
                self._balances[cells[balance]]
            return bool(self._dates[cells[self._date]]) and self._amount(cells) is not None
        except (NotADate, NotANumber):
            return False

    def _unread(self, line: int, cells: list[str], error: ValueError) -> Reading:
        """Decide what a row is whose date or amount cannot be read."""
        total = next((cell for cell in cells if is_total(cell)), None)
        if total is not None:
            return self._stated_balance(line, cells, total, None)
        if isinstance(error, NotANumber):
            return Problem(str(error), line)
        amount = self._optional_amount(cells)
        if amount is None:
            return self._words_alone(line, cells, error)
        return self._undated(line, cells, amount, error)

    def _words_alone(self, line: int, cells: list[str], error: ValueError) -> Problem | str | None:
        """Return the words of a row without date and amount, or the problem of a damaged date."""
        printed = cells[self._date].strip()
        filled = sum(1 for cell in cells if cell.strip())
        if printed in BLANKS:
            return (self._words(cells) or None) if filled <= 3 else self._beside(line, cells)
        return Problem(str(error), line) if filled >= 3 and _is_damaged_date(printed) else None

    def _beside(self, line: int, cells: list[str]) -> Problem | None:
        """Return the problem of a row without a date whose figures stand beside the amounts.

        Where headings name such columns, as those of an opening balance, nothing is lost.
        """
        if not any(likely_number(cell) for cell in cells if cell.strip() not in BLANKS):
            return None
        is_named = self.mapping.header_row is not None
        reason = "the row has figures, but no date and no amount: left out"
        return Problem(reason, line, is_warning=is_named)

    def _undated(
        self, line: int, cells: list[str], amount: Decimal, error: ValueError
    ) -> StatementLine | Problem | None:
        """Date a row by its other date columns, or as pending; else say that it has no date."""
        printed = cells[self._date].strip()
        for index in (self.mapping.other_date, self.mapping.value_date):
            when = None if index is None else self._optional_date(cells[index])
            if printed in BLANKS and when:
                return self._transaction(line, cells, when, amount)
        if PENDING.search(printed.casefold()):
            found = self._transaction(line, cells, UNDATED, amount)
            return found._replace(is_pending=True) if isinstance(found, StatementLine) else found
        if not self._words(cells) and not any(char.isdigit() for char in printed):
            reason = "the row has an amount, but no date and no words: left out"
            return Problem(reason, line, is_warning=True)
        if printed in BLANKS:
            return Problem("the row has an amount, but no date", line)
        return Problem(str(error), line)


def _is_damaged_date(text: str) -> bool:
    """Tell whether a cell that is no date was meant to be one: figures, and few letters."""
    digits = sum(1 for char in text if char.isdigit())
    return digits >= 2 and digits * 3 >= len(text)
