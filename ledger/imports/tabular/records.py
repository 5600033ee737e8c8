"""Reading rows by a mapping: a stream of cells in, the records of a statement out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Problem,
    Record,
    StatementLine,
)
from ledger.imports.tabular.currencies import currency_code
from ledger.imports.tabular.dates import Dates, NotADate
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.numbers import Amounts, NotANumber
from ledger.imports.tabular.phrases import (
    BALANCE_STARTS,
    BLANKS,
    PENDING,
    VOID,
    direction,
    is_balance_row,
    is_opening,
    is_total,
    leading_word,
)

NumberedRow = tuple[int, list[str]]
"""The 1-based line at which a row begins, and its cells."""
_ZERO = Decimal()
_MAX_MEMO = 4_000
_MAX_WAITING = 1_000
_MAX_SURPLUS = 8
_make_line = StatementLine._make


class _Continuation(str):
    """The words of a row that goes on with the row before."""

    __slots__ = ()


class RowReader:
    """Reads single rows by a mapping; keeps caches, so that one reader serves a whole file."""

    def __init__(self, mapping: TabularMapping) -> None:
        if mapping.date is None:
            raise BrokenFile("the mapping names no date column")
        self.mapping = mapping
        self._width = mapping.width
        self._date = mapping.date
        self._dates = Dates(mapping.date_order, mapping.year, mapping.last_month)
        self._amount = _amount_of(mapping)
        self._balances = Amounts(mapping.decimal)
        self._texts = (*mapping.payee, *mapping.memo)
        named = (mapping.reference, mapping.category, mapping.external_id)
        self._watched = (*self._texts, *(index for index in named if index is not None))
        self._states: dict[str, int] = {}
        self._build = self._builder()

    def read(self, line: int, cells: list[str]) -> StatementLine | Balance | Problem | None | str:
        """Return what a row is: a transaction, a balance, a problem, or None when it is neither.

        The words of a row that only goes on with the row before are returned as text.
        """
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        try:
            when = self._dates[cells[self._date]]
            amount = self._amount(cells)
        except (NotADate, NotANumber) as error:
            realigned = self._realigned(cells)
            if realigned:
                return self.read(line, realigned)
            return self._unreadable(line, cells, error)
        for index in self._watched:
            if cells[index][:2].casefold() in BALANCE_STARTS and is_balance_row(cells[index]):
                return self._balance_row(line, cells, cells[index], when, amount)
        if amount is None:
            return self._without_amount(line, cells)
        return self._build(line, cells, when, amount)

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

    def _builder(
        self,
    ) -> Callable[[int, list[str], date, Decimal], StatementLine | Problem | None]:
        mapping = self.mapping
        payee, memo = _joiner(mapping.payee), _joiner(mapping.memo)
        currency_at, default = mapping.currency, mapping.default_currency
        value_at, balance_at, status_at = mapping.value_date, mapping.balance, mapping.status
        singles = [_getter(getattr(mapping, name)) for name in _SINGLES]
        get_id, get_category, get_reference, get_counterparty = singles
        states, balances = self._states, self._balances

        def build(
            line: int, cells: list[str], when: date, amount: Decimal
        ) -> StatementLine | Problem | None:
            state = 0
            if status_at is not None:
                text = cells[status_at]
                state = states[text] if text in states else self._state(text)
                if state == 2:
                    return None
            balance = None
            if balance_at is not None:
                try:
                    balance = balances[cells[balance_at]]
                except NotANumber:
                    balance = None
                if state == 1 and balance is None and mapping.skips_pending_without_balance:
                    return Problem(
                        "pending, not yet in the balance: left out", line, is_warning=True
                    )
            currency = default
            if currency_at is not None:
                text = cells[currency_at]
                currency = currency_code(text) or text.strip()[:8].upper() or default
            return _make_line(
                (
                    when,
                    amount,
                    line,
                    currency,
                    payee(cells),
                    memo(cells),
                    get_id(cells),
                    None if value_at is None else self._optional_date(cells[value_at]),
                    balance,
                    state == 1,
                    get_category(cells),
                    get_reference(cells),
                    get_counterparty(cells),
                    (),
                    False,
                )
            )

        return build

    def _state(self, text: str) -> int:
        lowered = text.casefold()
        state = 2 if VOID.search(lowered) else 1 if PENDING.search(lowered) else 0
        if len(self._states) < _MAX_WAITING:
            self._states[text] = state
        return state

    def _optional_date(self, cell: str) -> date | None:
        try:
            return self._dates[cell]
        except NotADate:
            return None

    def _balance_row(
        self, line: int, cells: list[str], text: str, when: date | None, amount: Decimal | None
    ) -> Balance | None:
        at = self.mapping.balance
        if amount is None and at is not None:
            try:
                amount = self._balances[cells[at]]
            except NotANumber:
                return None
        if amount is None or not any(word in text.casefold() for word in _BALANCE_WORDS):
            return None
        kind = BalanceKind.OPENING if is_opening(text) else BalanceKind.CLOSING
        return Balance(kind, amount, when, self.mapping.default_currency, line)

    def _without_amount(self, line: int, cells: list[str]) -> Problem | None:
        if any(is_total(cells[index]) for index in self._texts):
            return None
        return Problem("the row has no amount and was left out", line, is_warning=True)

    def _unreadable(
        self, line: int, cells: list[str], error: ValueError
    ) -> StatementLine | Balance | Problem | None | str:
        """Decide what a row is whose date or amount cannot be read."""
        printed = cells[self._date].strip()
        if any(is_total(cell) for cell in cells if cell):
            text = next(cell for cell in cells if cell and is_total(cell))
            return self._balance_row(line, cells, text, None, self._amount_or_none(cells))
        if isinstance(error, NotANumber):
            return Problem(str(error), line)
        amount = self._amount_or_none(cells)
        if amount is None:
            return self._undated_words(line, cells, printed, error)
        words = any(cells[index].strip() for index in self._texts)
        return self._undated(line, cells, printed, amount, error, has_words=words)

    def _amount_or_none(self, cells: list[str]) -> Decimal | None:
        try:
            return self._amount(cells)
        except NotANumber:
            return None

    def _undated_words(
        self, line: int, cells: list[str], printed: str, error: ValueError
    ) -> Problem | None | str:
        filled = sum(1 for cell in cells if cell.strip())
        if printed in BLANKS:
            words = _joiner(self._texts)(cells)
            return _Continuation(words) if words and filled <= 3 else None
        return Problem(str(error), line) if filled >= 3 and _is_damaged_date(printed) else None

    def _undated(
        self,
        line: int,
        cells: list[str],
        printed: str,
        amount: Decimal,
        error: ValueError,
        *,
        has_words: bool,
    ) -> StatementLine | Problem | None:
        for index in (self.mapping.other_date, self.mapping.value_date):
            if index is not None and printed in BLANKS:
                when = self._optional_date(cells[index])
                if when:
                    return self._build(line, cells, when, amount)
        if PENDING.search(printed.casefold()):
            found = self._build(line, cells, date.min, amount)
            return found._replace(is_pending=True) if isinstance(found, StatementLine) else found
        if not has_words and not any(char.isdigit() for char in printed):
            return None
        if printed in BLANKS:
            return Problem("the row has an amount, but no date", line)
        return Problem(str(error), line)


_SINGLES = ("external_id", "category", "reference", "counterparty_account")
_BALANCE_WORDS = (
    *("balance", "saldo", "solde", "kontostand", "zůstatek", "zostatok", "egyenleg", "likutis"),
    *("atlikums", "остаток", "сальдо", "салдо", "bakiye", "余额", "繰越"),
)


def _is_damaged_date(text: str) -> bool:
    """Tell whether a cell that is no date was meant to be one: figures, and few letters."""
    digits = sum(1 for char in text if char.isdigit())
    return digits >= 2 and digits * 3 >= len(text)


def _getter(index: int | None) -> Callable[[list[str]], str]:
    if index is None:
        return lambda cells: ""
    return lambda cells: cells[index].strip()


def _joiner(indices: Sequence[int]) -> Callable[[list[str]], str]:
    """Return what joins the words of several columns, each distinct text once."""
    if len(indices) <= 1:
        single = _getter(indices[0] if indices else None)
        return lambda cells: " ".join(text.split()) if "  " in (text := single(cells)) else text

    def join(cells: list[str]) -> str:
        texts = (" ".join(cells[index].split()) for index in indices)
        return " ".join(dict.fromkeys(text for text in texts if text not in BLANKS))

    return join


def _amount_of(mapping: TabularMapping) -> Callable[[list[str]], Decimal | None]:
    """Compile how the signed amount of a row is read; the result raises NotANumber."""
    amounts = Amounts(mapping.decimal, unsigned_is_out=mapping.sign_rule == "unsigned_is_out")
    read = _apart(mapping, amounts) if mapping.amount is None else _single(mapping, amounts)
    if mapping.sign_rule == "inverted":
        read = _times(read, Decimal(-1))
    if mapping.fee is not None:
        read = _less_fee(read, mapping.fee, amounts)
    return read if mapping.scale == 1 else _times(read, 1 / Decimal(mapping.scale))


_ReadAmount = Callable[[list[str]], Decimal | None]


def _single(mapping: TabularMapping, amounts: Amounts) -> _ReadAmount:
    at = mapping.amount
    assert at is not None
    sign_at = mapping.sign
    if sign_at is None:
        return lambda cells: amounts[cells[at]]
    signs = dict(mapping.sign_words)

    def signed(cells: list[str]) -> Decimal | None:
        value = amounts[cells[at]]
        if value is None:
            return None
        word = cells[sign_at].strip()
        meant = signs.get(word)
        if meant is None:
            meant = signs.get(leading_word(word))
        if meant is None:
            meant = direction(word)
            if meant is None:
                raise NotANumber(f"{word[:40]!r} does not say whether money came in or went out")
        return value * meant

    return signed


def _apart(mapping: TabularMapping, amounts: Amounts) -> _ReadAmount:
    out_at, in_at = mapping.debit, mapping.credit
    sign = 1 if mapping.debit_is_negative else -1
    in_sign = -1 if mapping.credit_is_negative else 1

    def joined(cells: list[str]) -> Decimal | None:
        out = amounts[cells[out_at]] if out_at is not None else None
        into = amounts[cells[in_at]] if in_at is not None else None
        if out is None:
            return into and in_sign * into
        return sign * out if into is None else in_sign * into + sign * out

    return joined


def _times(read: _ReadAmount, factor: Decimal) -> _ReadAmount:
    def scaled(cells: list[str]) -> Decimal | None:
        value = read(cells)
        return value and value * factor

    return scaled


def _less_fee(read: _ReadAmount, fee_at: int, amounts: Amounts) -> _ReadAmount:
    def lowered(cells: list[str]) -> Decimal | None:
        value, fee = read(cells), amounts[cells[fee_at]]
        return value - abs(fee) if value is not None and fee is not None else value

    return lowered


def read_records(
    rows: Iterable[NumberedRow], mapping: TabularMapping, headings: Sequence[str] = ()
) -> Iterator[Record]:
    """Yield the records of numbered rows, which begin at the first row of the table.

    Rows that repeat the headings, totals and blank rows are passed over. Raises BrokenFile when
    rows could not be read and none could.
    """
    tracker = _Tracker(mapping)
    held: StatementLine | None = None
    reader = RowReader(mapping)
    repeated = [heading.strip() for heading in headings]
    for line, cells in rows:
        if not cells:
            continue
        record = reader.read(line, cells)
        if record is None:
            continue
        if type(record) is StatementLine:
            if held is not None:
                yield from tracker.emit(held)
            section = tracker.section(cells)
            if section:
                held = None
                yield section
            held = record
        elif isinstance(record, str):
            if held is not None:
                memo = f"{held.memo} {record}".strip()[:_MAX_MEMO]
                held = held._replace(memo=memo)
        elif isinstance(record, Problem):
            if [cell.strip() for cell in cells] != repeated:
                tracker.problem(record)
                yield record
        elif isinstance(record, Balance):
            yield record
    if held is not None:
        yield from tracker.emit(held)
    yield from tracker.finish()


class _Tracker:
    """What a stream of lines remembers: the account, the balances at both ends, rows undated."""

    def __init__(self, mapping: TabularMapping) -> None:
        self._mapping = mapping
        self._account: str | None = None
        self._sections = 0
        self._first: StatementLine | None = None
        self._last: StatementLine | None = None
        self._waiting: list[StatementLine] = []
        self._seen: date | None = None
        self._problem: Problem | None = None
        self._count = 0

    def section(self, cells: list[str]) -> AccountSection | None:
        """Return the section that a row opens, None when it goes on with the last."""
        at = self._mapping.account
        account = cells[at].strip() if at is not None and at < len(cells) else ""
        account = account or self._account or self._mapping.account_name
        if account == self._account:
            return None
        self._account = account
        self._sections += 1
        return AccountSection(account=account, currency=self._mapping.default_currency)

    def problem(self, problem: Problem) -> None:
        """Remember the first record that was lost."""
        if not problem.is_warning and self._problem is None:
            self._problem = problem

    def emit(self, line: StatementLine) -> Iterator[Record]:
        """Yield a line, and before it the lines without a date that waited for one."""
        self._count += 1
        if line.date == date.min:
            if self._seen is None and len(self._waiting) < _MAX_WAITING:
                self._waiting.append(line)
                return
            line = line._replace(date=self._seen or date.today())
        elif self._waiting:
            yield from (waiting._replace(date=line.date) for waiting in self._waiting)
            self._waiting.clear()
        self._seen = line.date
        if line.balance is not None:
            self._first = self._first or line
            self._last = line
        yield line

    def finish(self) -> Iterator[Record]:
        """Yield what is left: undated lines as problems, and the proved balances at both ends."""
        for line in self._waiting:
            yield Problem("the row is pending and no row of the file has a date", line.line)
        if self._count == 0 and self._problem:
            reason = f"no row could be read: {self._problem.message}"
            raise BrokenFile(reason, line=self._problem.line)
        if self._first and self._last and self._mapping.balance_order and self._sections == 1:
            yield from self._ends(self._first, self._last)

    def _ends(self, first: StatementLine, last: StatementLine) -> Iterator[Balance]:
        if self._mapping.balance_order == "descending":
            first, last = last, first
        scale = self._mapping.scale
        if first.balance is not None and last.balance is not None:
            opening = first.balance / scale - first.amount
            closing = last.balance / scale
            yield Balance(BalanceKind.OPENING, opening, first.date, first.currency, first.line)
            yield Balance(BalanceKind.CLOSING, closing, last.date, last.currency, last.line)
