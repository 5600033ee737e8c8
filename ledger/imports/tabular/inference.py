"""From a sample of rows to the meaning of a table, with how sure that is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.imports.tabular.amounts import Money, find_money, with_fee
from ledger.imports.tabular.columns import Column, Row, columns_of, likely_number
from ledger.imports.tabular.currencies import currency_in
from ledger.imports.tabular.date_order import (
    DateOrder,
    date_columns,
    find_order,
    statement_year,
)
from ledger.imports.tabular.dates import FIRST_YEAR, OLDEST_YEAR, Dates, NotADate, date_parts
from ledger.imports.tabular.folding import bare, fold
from ledger.imports.tabular.header import Layout, find_layout
from ledger.imports.tabular.headings import Role, heading_role
from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.numbers import decimal_votes
from ledger.imports.tabular.phrases import BLANKS, PENDING
from ledger.imports.tabular.signs import SignReading, read_signs
from ledger.imports.tabular.words import WordColumns, find_words

_MAX_WIDTH = 1_000
_MAX_ROWS = 600
_IBAN = re.compile(r"\b[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}\b")
_SNAKE = re.compile(r"[a-z]+(_[a-z]+)+")
_MINOR = re.compile(r"\b(cents?|pence|minor units?|kopecks?|grosz\w*|centimes|centavos)\b")


class NoTable(Exception):
    """The rows hold no table of transactions; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A choice that the file does not settle."""

    option: str
    chosen: str
    alternatives: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Inference:
    """The detected meaning of a table."""

    mapping: TabularMapping
    confidence: Decimal
    doubts: tuple[Doubt, ...]
    headings: tuple[str, ...]
    score: float
    """Merit for comparing readings of one file by different delimiters."""


@dataclass(frozen=True)
class _Table:
    layout: Layout
    rows: Sequence[Row]
    columns: tuple[Column, ...]
    above: Sequence[Row]
    every_column: tuple[Column, ...] = ()
    """The columns with the rows that have no date, too."""


def infer(
    rows: Sequence[Row], *, decimal: str = "", delimiter: str = "", tail: Sequence[Row] = ()
) -> Inference:
    """Return what the columns of `rows` mean; raises NoTable.

    `decimal` fixes the decimal mark where the source knows it; `tail` are rows from the file's end
    that only help to tell the day from the month.
    """
    table = _table(rows)
    try:
        return _inferred(table, decimal, delimiter, tail)
    except NoTable:
        usual = _of_usual_width(table)
        if usual is None:
            raise
        return _inferred(usual, decimal, delimiter, tail)


def _of_usual_width(table: _Table) -> _Table | None:
    """Leave out the rows that a delimiter within their words made longer than most others."""
    usual, count = Counter(map(len, table.rows)).most_common(1)[0] if table.rows else (0, 0)
    rows = [row for row in table.rows if len(row) <= usual]
    if count * 2 <= len(table.rows) or len(rows) == len(table.rows):
        return None
    return replace(table, rows=rows, columns=columns_of(table.layout.headings, rows))


def _inferred(table: _Table, decimal: str, delimiter: str, tail: Sequence[Row]) -> Inference:
    if not table.rows:
        return _empty(table, decimal or ".")
    dates = date_columns(table.columns, range(len(table.rows)))
    if not dates:
        raise NoTable("no column holds dates")
    mark, mark_certainty = _decimal(table.columns, dates, decimal, delimiter)
    dated = _narrowed(table, dates[0])
    money = find_money([c for c in dated.columns if c.kind != "date"], mark)
    if money is None:
        raise NoTable("no column holds amounts")
    money = with_fee(money, dated.columns)
    return _assemble(dated, money, tail, mark_certainty)


def _table(rows: Sequence[Row]) -> _Table:
    if any(len(row) > _MAX_WIDTH for row in rows):
        raise NoTable(f"a row has more than {_MAX_WIDTH:,} columns")
    layout = find_layout(rows)
    body = [
        row
        for row in rows[layout.first_row : layout.first_row + _MAX_ROWS]
        if any(cell.strip() for cell in row) and tuple(row) != layout.headings
    ]
    if layout.is_named and len(layout.headings) >= 3:
        body = [row for row in body if _filled(row) > 1]
    if layout.is_named:
        fitting = [row for row in body if not any(map(str.strip, row[len(layout.headings) :]))]
        body = fitting if len(fitting) * 2 >= len(body) else body
    above = rows[: layout.first_row]
    return _Table(layout, body, columns_of(layout.headings, body), above)


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _narrowed(table: _Table, date_column: Column) -> _Table:
    """Keep the rows that have a date, so that totals and continuations do not blur the columns."""
    index = date_column.index
    rows = [row for row in table.rows if index < len(row) and date_parts(row[index])]
    columns = columns_of(table.layout.headings, rows)
    return replace(table, rows=rows, columns=columns, every_column=table.columns)


def _decimal(
    columns: Sequence[Column], dates: Sequence[Column], decimal: str, delimiter: str
) -> tuple[str, float]:
    if decimal:
        return decimal, 1.0
    votes = {".": 0, ",": 0}
    for column in columns:
        if column.kind == "number" and column not in dates:
            weight = 3 if column.role in {Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.BALANCE} else 1
            for mark, count in decimal_votes(column.filled).items():
                votes[mark] += weight * count
    if votes["."] == votes[","]:
        return ("," if delimiter == ";" else "."), 0.6 if votes["."] else 0.9
    mark = max(votes, key=lambda key: votes[key])
    return mark, max(votes.values()) / sum(votes.values())


def _empty(table: _Table, decimal: str) -> Inference:
    """Return the mapping of a table whose headings are there, but no row."""
    headings = table.layout.headings
    if not table.layout.is_named or _filled(headings) < 3:
        raise NoTable("there is no row with a date and an amount")
    roles = [(heading_role(h, "date"), heading_role(h, "number")) for h in headings]
    date_index = next(
        (i for i, (dated, _) in enumerate(roles) if dated in {Role.DATE, Role.VALUE_DATE}), None
    )
    money = {role: i for i, (_, role) in reversed(list(enumerate(roles))) if role}
    if date_index is None or not money.keys() & {Role.AMOUNT, Role.DEBIT, Role.CREDIT}:
        raise NoTable("there is no row, and the headings name no date or no amount")
    single = money.get(Role.AMOUNT)
    mapping = TabularMapping(
        date=date_index,
        amount=single,
        debit=money.get(Role.DEBIT) if single is None else None,
        credit=money.get(Role.CREDIT) if single is None else None,
        header_row=table.layout.header_row,
        first_row=table.layout.first_row,
        decimal=decimal,
    )
    return Inference(mapping, Decimal("0.50"), (), headings, 3.0)


def _assemble(table: _Table, money: Money, tail: Sequence[Row], mark_certainty: float) -> Inference:
    figures = money.figures()
    used = [row for row, figure in enumerate(figures) if figure is not None]
    if not used:
        raise NoTable("no row holds both a date and an amount")
    dates = date_columns(table.columns, used)
    order = _order(dates[0], money, tail)
    signs = read_signs(money, table.columns, _texts(table.columns))
    taken = {
        c.index for c in (*money.columns, *dates[:3], money.balance, money.fee, signs.column) if c
    }
    words = find_words(table.every_column, taken, money.columns[0].index)
    mapping = _mapping(table, money, signs, dates=dates, order=order, words=words)
    good = _good_share(table, mapping, figures)
    doubts = _doubts(order, signs, money, mark_certainty, mapping)
    score = 6 * good + 2 * table.layout.is_named + 2 * money.proof.holds + min(len(used), 20) / 10
    score += min(sum(1 for c in table.columns if c.role), 8) / 4
    confidence = good * mark_certainty * order.certainty * signs.certainty
    confidence *= 1.0 if money.is_named or money.proof.holds else 0.85
    rounded = Decimal(f"{max(min(confidence, 1.0), 0.05):.2f}")
    headings = table.layout.headings
    if not table.layout.is_named and good < 0.8 and not money.proof.holds:
        raise NoTable("too few rows hold both a date and an amount")
    return Inference(mapping, rounded, doubts, headings, score)


def _order(column: Column, money: Money, tail: Sequence[Row]) -> DateOrder:
    more = [row[column.index] for row in tail if column.index < len(row)]
    money_cells = [cell for c in money.columns for cell in c.cells]
    return find_order([*column.cells, *more], money_cells)


def _texts(columns: Sequence[Column]) -> list[str]:
    """Return the words of each row, folded, for telling spending from income."""
    wordy = [c for c in columns if c.kind == "text" and c.role not in {Role.ACCOUNT, Role.STATUS}]
    rows = len(columns[0].cells) if columns else 0
    return [fold(" ".join(c.cells[row][:80] for c in wordy)) for row in range(rows)]


def _mapping(
    table: _Table,
    money: Money,
    signs: SignReading,
    *,
    dates: Sequence[Column],
    order: DateOrder,
    words: WordColumns,
) -> TabularMapping:
    debit, credit = money.debit, money.credit
    if signs.is_swapped:
        debit, credit = credit, debit
    value = next((c for c in dates[1:] if c.role == Role.VALUE_DATE), None)
    other = next((c for c in dates[1:] if c is not value), value)
    year, month = _year(table, dates[0])
    status = words.single.get("status")
    return TabularMapping(
        date=dates[0].index,
        value_date=_index(value),
        other_date=_index(other),
        amount=_index(money.amount),
        debit=_index(debit),
        credit=_index(credit),
        sign=_index(signs.column),
        fee=_index(money.fee),
        balance=_index(money.balance),
        currency=words.currency,
        payee=words.payee,
        memo=words.memo,
        **words.single,  # type: ignore[arg-type]
        header_row=table.layout.header_row,
        first_row=table.layout.first_row,
        column_count=len(table.columns),
        date_order=order.order,
        year=year,
        first_year=_first_year(dates[0]),
        last_month=month,
        decimal=money.decimal,
        sign_rule=signs.rule,
        sign_words=signs.words,
        debit_is_negative=money.credit_is_negative if signs.is_swapped else money.debit_is_negative,
        credit_is_negative=money.debit_is_negative
        if signs.is_swapped
        else money.credit_is_negative,
        scale=_scale(table, money),
        default_currency=_default_currency(table, money, words),
        account_name=_account(table.above),
        balance_order=money.proof.order if money.proof.holds else "",
        skips_pending_without_balance=_balance_skips_pending(table.every_column, money, status),
    )


def _index(column: Column | None) -> int | None:
    return column.index if column else None


def _year(table: _Table, column: Column) -> tuple[int | None, int | None]:
    parts = [found for cell in column.filled[:50] if (found := date_parts(cell))]
    if any(found.kind in {"no-year", "named"} for found in parts):
        return statement_year(table.above)
    return None, None


def _first_year(column: Column) -> int:
    """Return the year from which dates count: early only where each one lies before our time."""
    parts = [found for cell in column.filled if (found := date_parts(cell))]
    years = [found.third if found.kind == "year-last" else found.first for found in parts]
    has_years = all(found.kind in {"ymd", "year-last"} for found in parts)
    is_old = has_years and max(years, default=FIRST_YEAR) < FIRST_YEAR
    return OLDEST_YEAR if is_old else FIRST_YEAR


def _scale(table: _Table, money: Money) -> int:
    """Return 100 for amounts in cents: whole numbers under the field names of an interface."""
    headings = [heading for heading in table.layout.headings if heading.strip()]
    named = any(_MINOR.search(fold(column.heading)) for column in money.columns)
    raw = sum(1 for heading in headings if _SNAKE.fullmatch(heading.strip())) >= 2
    raw = raw and all(bare(heading) == heading for heading in headings)
    cells = [cell for column in money.columns for cell in column.filled]
    whole = all((found := likely_number(cell)) and found.digits.isdigit() for cell in cells)
    return 100 if whole and (named or raw) else 1


def _default_currency(table: _Table, money: Money, words: WordColumns) -> str:
    if words.currency is not None:
        return ""
    return next((code for c in money.columns if (code := currency_in(c.heading))), "")


def _account(above: Sequence[Row]) -> str:
    found = _IBAN.search(" ; ".join(cell for row in above for cell in row))
    return found[0].replace(" ", "") if found else ""


def _balance_skips_pending(columns: Sequence[Column], money: Money, status: int | None) -> bool:
    """Tell whether the running balance is blank exactly where rows are marked as pending."""
    if status is None or money.balance is None:
        return False
    states = columns[status].cells
    pending = {row for row, state in enumerate(states) if PENDING.search(state.casefold())}
    cells = columns[money.balance.index].cells
    blank = {row for row, cell in enumerate(cells) if cell.strip() in BLANKS}
    return bool(pending) and pending <= blank and len(blank) < len(states)


def _good_share(table: _Table, mapping: TabularMapping, figures: Sequence[Decimal | None]) -> float:
    """Return the share of rows with a date whose date and amount can both be read."""
    year = mapping.year or 2000
    reader = Dates(mapping.date_order, year, mapping.last_month, mapping.first_year)
    good = 0
    for row, figure in zip(table.rows, figures, strict=False):
        try:
            good += bool(reader[row[mapping.date or 0]]) and figure is not None
        except (NotADate, IndexError):
            continue
    return good / len(table.rows)


def _doubts(
    order: DateOrder,
    signs: SignReading,
    money: Money,
    mark_certainty: float,
    mapping: TabularMapping,
) -> tuple[Doubt, ...]:
    found: list[Doubt] = []
    if order.alternatives:
        reason = "every date fits more than one order of day and month"
        found.append(Doubt("date_order", order.order, order.alternatives, reason))
    if signs.certainty < 0.85:
        other = "as_printed" if signs.rule != "as_printed" else "inverted"
        reason = "nothing in the file proves which sign means money out"
        found.append(Doubt("sign_rule", signs.rule, (other,), reason))
    if mark_certainty < 0.8:
        other = "," if money.decimal == "." else "."
        reason = "the amounts fit either decimal mark"
        found.append(Doubt("decimal", money.decimal, (other,), reason))
    if mapping.scale != 1:
        reason = "whole numbers under such headings are usually cents"
        found.append(Doubt("scale", str(mapping.scale), ("1",), reason))
    if not money.is_named and not money.proof.holds:
        reason = "no heading names the amount"
        found.append(Doubt("amount", str(money.columns[0].index), (), reason))
    return tuple(found)
