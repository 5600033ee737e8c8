"""Which columns hold the money of a row: one amount, money in and out apart, and the balance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from ledger.imports.tabular.balances import BalanceProof, Figures, prove
from ledger.imports.tabular.columns import Column
from ledger.imports.tabular.headings import Role, amount_rank
from ledger.imports.tabular.numbers import NotANumber, signed_value
from ledger.imports.tabular.phrases import BLANKS

_NO_PROOF = BalanceProof(0, 0, "")
_MAX_PAIRED = 8


@dataclass(frozen=True)
class Money:
    """One reading of the money columns."""

    decimal: str
    amount: Column | None = None
    debit: Column | None = None
    credit: Column | None = None
    balance: Column | None = None
    fee: Column | None = None
    proof: BalanceProof = _NO_PROOF
    is_named: bool = True
    """Whether headings say so, or only the figures."""
    debit_is_negative: bool = False
    credit_is_negative: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the amount is taken from."""
        return tuple(column for column in (self.amount, self.debit, self.credit) if column)

    def figures(self) -> list[Decimal | None]:
        """Return the amount of each row as printed, None where there is none."""
        if self.amount:
            return figures_of(self.amount, self.decimal)
        nothing: list[Decimal | None] = []
        out = figures_of(self.debit, self.decimal) if self.debit else nothing
        into = figures_of(self.credit, self.decimal) if self.credit else nothing
        rows = max(len(out), len(into))
        sign = 1 if self.debit_is_negative else -1
        if self.credit_is_negative:
            into = negated(into)
        return [_joined(_at(out, row), _at(into, row), sign) for row in range(rows)]


def _at(figures: Sequence[Decimal | None], row: int) -> Decimal | None:
    return figures[row] if row < len(figures) else None


def _joined(out: Decimal | None, into: Decimal | None, sign: int) -> Decimal | None:
    if out is None and into is None:
        return None
    return (into or Decimal()) + sign * (out or Decimal())


def figures_of(column: Column, decimal: str) -> list[Decimal | None]:
    """Return the cells of a column as numbers, None for each that is blank or none."""
    return [_figure(cell, decimal) for cell in column.cells]


def _figure(cell: str, decimal: str) -> Decimal | None:
    if cell.strip() in BLANKS:
        return None
    try:
        return signed_value(cell.strip(), decimal)[0]
    except NotANumber:
        return None


def find_money(columns: Sequence[Column], decimal: str) -> Money | None:
    """Return the best reading of the money columns, or None when the table has none.

    A reading that the running balance proves beats any other; then headings beat figures.
    """
    balances = [column for column in columns if _is_balance(column)]
    named = list(_named_readings(columns, decimal))
    readings = named or list(_figured_readings(columns, decimal))
    proved = [
        _with_balance(reading, balances or _unnamed(columns, reading)) for reading in readings
    ]
    if not proved:
        return None
    best = max(proved, key=_merit)
    plain = not best.is_named and not any(_money_likeness(column) for column in best.columns)
    return None if plain and len(readings) > 1 and not best.proof.holds else best


def _is_balance(column: Column) -> bool:
    return column.kind == "number" and column.role == Role.BALANCE


def _merit(money: Money) -> tuple[float, ...]:
    figures = money.figures()
    covered = sum(1 for figure in figures if figure is not None) / max(len(figures), 1)
    has_signs = any(figure < 0 for figure in figures if figure is not None)
    ranks = max((amount_rank(column.heading) for column in money.columns), default=0)
    shown = sum(_money_likeness(column) for column in money.columns)
    return (
        round(covered, 1),
        money.proof.holds and money.proof.matched > 1,
        money.proof.holds,
        0 if money.is_named else shown,
        ranks,
        has_signs,
        -min(column.index for column in money.columns),
    )


def _named_readings(columns: Sequence[Column], decimal: str) -> Iterable[Money]:
    usable = [column for column in columns if column.kind in {"number", "empty"}]
    amounts = [c for c in usable if c.kind == "number" and c.role == Role.AMOUNT]
    debits = [c for c in usable if c.role == Role.DEBIT]
    credits_ = [c for c in usable if c.role == Role.CREDIT]
    for amount in amounts:
        yield Money(decimal, amount=amount)
    if debits and credits_ and any(c.kind == "number" for c in (*debits, *credits_)):
        debit = max(debits, key=_preference)
        credit = max(credits_, key=_preference)
        if _is_whole_amount(credit, debit, columns):
            yield Money(decimal, amount=credit)
        else:
            yield apart(decimal, debit, credit)
    elif single := [c for c in (*debits, *credits_) if c.kind == "number"]:
        only = max(single, key=_preference)
        is_out = only.role == Role.DEBIT and not _has_both_signs(only)
        yield apart(decimal, only, None) if is_out else Money(decimal, amount=only)
    elif not amounts:
        others = [c for c in usable if c.kind == "number" and c.role == Role.OTHER_AMOUNT]
        yield from (Money(decimal, amount=column) for column in others)


def _has_both_signs(column: Column) -> bool:
    signs = {printed.sign for row in range(len(column.cells)) if (printed := column.printed(row))}
    return len(signs) > 1


def _preference(column: Column) -> tuple[int, float, int]:
    return amount_rank(column.heading), column.fill, -column.index


def _is_whole_amount(credit: Column, debit: Column, columns: Sequence[Column]) -> bool:
    """Tell whether a column named for one direction holds both, its partner being displaced."""
    signs = {printed.sign for row in range(len(credit.cells)) if (printed := credit.printed(row))}
    displaced = any(c.index == debit.index and c.kind == "text" for c in columns)
    return displaced or (debit.kind == "empty" and signs == {-1, 1})


def apart(decimal: str, debit: Column, credit: Column | None, *, is_named: bool = True) -> Money:
    """Return the reading of two columns, one for money out and one for money in."""
    return Money(
        decimal,
        debit=debit,
        credit=credit,
        is_named=is_named,
        debit_is_negative=_is_negative(debit, decimal),
        credit_is_negative=credit is not None and _is_negative(credit, decimal),
    )


def _is_negative(column: Column, decimal: str) -> bool:
    printed = [figure for figure in figures_of(column, decimal) if figure]
    return sum(1 for figure in printed if figure < 0) * 2 > len(printed)


def _figured_readings(columns: Sequence[Column], decimal: str) -> Iterable[Money]:
    """Yield what the figures alone allow, for tables without telling headings."""
    numbers = [c for c in columns if c.kind == "number" and c.role in {None, Role.IGNORED}]
    likely = [c for c in numbers if _money_likeness(c) > 0] or numbers
    likely = likely[:_MAX_PAIRED]
    for first, second in permutations(likely, 2):
        if first.index < second.index and _is_complementary(first, second, decimal):
            yield _oriented(first, second, decimal)
    for column in likely:
        yield Money(decimal, amount=column, is_named=False)
        follower = next((c for c in columns if c.index == column.index + 1), None)
        if follower and _is_reserved(column, follower, columns):
            yield apart(decimal, column, follower, is_named=False)


def _is_reserved(column: Column, follower: Column, columns: Sequence[Column]) -> bool:
    """Tell whether a blank column after an unsigned one is that of the other direction."""
    is_last = follower.index == max(c.index for c in columns)
    has_spaces = any(cell and not cell.strip() for cell in follower.cells)
    after = next((c for c in columns if c.index == follower.index + 1), None)
    has_balance = after is not None and after.kind == "number"
    unsigned = all(
        printed.sign == 0 for row in range(len(column.cells)) if (printed := column.printed(row))
    )
    return follower.kind == "empty" and unsigned and not is_last and (has_spaces or has_balance)


def _money_likeness(column: Column) -> float:
    """Return the share of cells with a decimal mark, a sign or a currency, as money has."""
    marked = 0
    for row in range(len(column.cells)):
        printed = column.printed(row)
        if printed and (not printed.digits.isdigit() or printed.sign or printed.words):
            marked += 1
    return marked / len(column.filled) if column.filled else 0.0


def _is_complementary(first: Column, second: Column, decimal: str) -> bool:
    pairs = list(zip(figures_of(first, decimal), figures_of(second, decimal), strict=True))
    one_sided = sum(1 for out, into in pairs if bool(out) != bool(into))
    both = sum(1 for out, into in pairs if out and into)
    has_each = any(out for out, _ in pairs) and any(into for _, into in pairs)
    return both == 0 and one_sided >= 0.9 * len(pairs) and has_each


def _oriented(first: Column, second: Column, decimal: str) -> Money:
    """Take the column with minus signs, or else the one used more often, as money out."""
    out = {
        column.index: (
            sum(1 for figure in figures_of(column, decimal) if figure and figure < 0),
            sum(1 for figure in figures_of(column, decimal) if figure),
        )
        for column in (first, second)
    }
    debit, credit = (first, second) if out[first.index] >= out[second.index] else (second, first)
    return apart(decimal, debit, credit, is_named=False)


def _unnamed(columns: Sequence[Column], reading: Money) -> list[Column]:
    taken = {column.index for column in reading.columns}
    return [
        c
        for c in columns
        if c.kind == "number" and c.index not in taken and c.role in {None, Role.IGNORED}
    ]


def _with_balance(money: Money, balances: Sequence[Column]) -> Money:
    """Attach the balance column that proves the reading best; a named one is kept unproved."""
    figures = money.figures()
    best, kept = _NO_PROOF, None
    for column in balances:
        printed = figures_of(column, money.decimal)
        for candidate in (prove(figures, printed), prove(negated(figures), printed)):
            if (candidate.holds, candidate.share) > (best.holds, best.share):
                best, kept = candidate, column
    named = next((column for column in balances if column.role == Role.BALANCE), None)
    is_proof = best.holds and (best.matched > 1 or named is not None)
    return replace(
        money, balance=kept if is_proof else named, proof=best if is_proof else _NO_PROOF
    )


def negated(figures: Figures) -> list[Decimal | None]:
    """Return the figures with the opposite sign."""
    return [None if figure is None else -figure for figure in figures]


def with_fee(money: Money, columns: Sequence[Column]) -> Money:
    """Attach the fee column that the running balance proves to lower the amount."""
    if not money.balance or not money.amount:
        return money
    balances = figures_of(money.balance, money.decimal)
    for column in columns:
        if column.kind == "number" and column.role == Role.FEE:
            fees = figures_of(column, money.decimal)
            lowered = [
                _joined(fee, figure, -1) for fee, figure in zip(fees, money.figures(), strict=True)
            ]
            proof = prove(lowered, balances)
            if any(fees) and proof.holds and proof.matched > money.proof.matched:
                return replace(money, fee=column, proof=proof)
    return money
