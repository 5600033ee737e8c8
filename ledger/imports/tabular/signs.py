"""Which sign of a printed amount means money out: proof first, then words, then custom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledger.imports.tabular.amounts import Money, figures_of, negated
from ledger.imports.tabular.balances import prove
from ledger.imports.tabular.columns import Column
from ledger.imports.tabular.currencies import currency_code
from ledger.imports.tabular.folding import fold
from ledger.imports.tabular.headings import Role
from ledger.imports.tabular.phrases import (
    CARD_HEADING,
    CARD_PAYMENT_TEXT,
    INFLOW_TEXT,
    OUTFLOW_TEXT,
    card_direction,
    direction,
    leading_word,
)

Values = Sequence[Decimal | None]
_MAX_WORDS = 12
_USUAL = 0.8
"""Share of rows in one direction above which a row without a mark is taken for another."""


@dataclass(frozen=True, slots=True)
class SignReading:
    """How signs are to be read, and how sure that is (0 … 1)."""

    rule: str
    certainty: float
    column: Column | None = None
    words: Mapping[str, int] = field(default_factory=dict)
    is_swapped: bool = False
    """Whether the columns of money out and in are named the other way round."""


@dataclass(frozen=True, slots=True)
class Lean:
    """How many rows speak for signs as printed, and for their opposite, by what they are for."""

    printed: int
    opposite: int

    @property
    def is_opposite(self) -> bool:
        """Whether clearly more rows speak for the opposite."""
        return self.opposite >= 1 and self.opposite > 2 * self.printed


def read_signs(money: Money, columns: Sequence[Column], texts: Sequence[str]) -> SignReading:
    """Return how the signs of `money` are to be read; `texts` are the words of each row, folded."""
    figures = money.figures()
    lean = lean_of(figures, texts)
    if not money.amount:
        return _apart(money, figures, lean)
    words = sign_column(columns, money)
    signs = {printed.sign for row in range(len(texts)) if (printed := money.amount.printed(row))}
    if words:
        reading = _with_words(figures, *words)
        if reading:
            return reading
    if signs >= {1, -1} and 0 not in signs:
        return SignReading("as_printed", 0.97)
    if signs >= {0, 1} and -1 not in signs:
        return SignReading("unsigned_is_out", 0.9)
    return _by_evidence(money, figures, lean, is_card=_is_card(columns))


def _apart(money: Money, figures: Values, lean: Lean) -> SignReading:
    if not money.balance or not money.proof.holds:
        return SignReading("as_printed", 0.9 if money.is_named else 0.7)
    balances = figures_of(money.balance, money.decimal)
    straight, swapped = prove(figures, balances), prove(negated(figures), balances)
    if swapped.matched > straight.matched and lean.printed <= lean.opposite:
        return SignReading("as_printed", 0.85, is_swapped=True)
    return SignReading("as_printed", 1.0)


def lean_of(figures: Values, texts: Sequence[str]) -> Lean:
    """Count the rows whose words name a spending or an income, by their printed sign."""
    printed = opposite = 0
    for figure, text in zip(figures, texts, strict=False):
        meant = _meant(text)
        if figure and meant:
            if (figure > 0) == (meant > 0):
                printed += abs(meant)
            else:
                opposite += abs(meant)
    return Lean(printed, opposite)


def _meant(text: str) -> int:
    """Return the direction that the words of a row name; the payment of a card counts for three."""
    if CARD_PAYMENT_TEXT.search(text):
        return 3
    return 1 if INFLOW_TEXT.search(text) else -1 if OUTFLOW_TEXT.search(text) else 0


def _is_card(columns: Sequence[Column]) -> bool:
    return any(CARD_HEADING.search(fold(column.heading)) for column in columns)


def sign_column(columns: Sequence[Column], money: Money) -> tuple[Column, Mapping[str, int]] | None:
    """Return the column whose words give the direction of each row, with what they mean."""
    best: tuple[tuple[bool, float, int], Column, Mapping[str, int]] | None = None
    for column in columns:
        marks = _marks(column)
        if column in money.columns or (column.kind != "text" and not marks):
            continue
        told = (_told(marks or column.distinct), _told(_leading_words(column)))
        words, known = max(told, key=_count)
        share = known / max(len(column.cells), 1)
        is_told = column.role == Role.SIGN and set(words.values()) >= {-1, 1}
        if share < (0.6 if is_told else 0.9) or not any(words.values()):
            continue
        merit = (column.role == Role.SIGN, share, len(set(words.values())))
        if best is None or merit > best[0]:
            best = merit, column, words
    return best[1:] if best else None


def _marks(column: Column) -> Counter[str]:
    """Return the signs of a column of nothing but signs, where a dash is not a blank cell."""
    cells = Counter(cell.strip() for cell in column.cells)
    return cells if "-" in cells and cells.keys() <= {"-", "+"} and column.heading else Counter()


def _leading_words(column: Column) -> Counter[str]:
    return Counter(leading_word(cell.strip()) for cell in column.filled)


def _told(distinct: Counter[str]) -> tuple[dict[str, int], int]:
    """Return the words with a direction, and how many rows they tell the direction of."""
    words = _directions(distinct)
    return words, sum(count for word, count in distinct.items() if word in words)


def _count(told: tuple[dict[str, int], int]) -> int:
    return told[1]


def _directions(distinct: Counter[str]) -> dict[str, int]:
    """Return what words mean; some are read by their company: O and I, K and J.

    A payment is money out, but money in for the card whose purchases it pays.
    """
    if len(distinct) > _MAX_WORDS:
        return {}
    words = {word: direction(word) for word in distinct}
    letters = {fold(word) for word in distinct}
    if {"o", "i"} <= letters:
        words |= {word: {"o": -1, "i": 1}.get(fold(word)) for word in distinct}
    if letters == {"k", "j"}:
        words = {word: {"k": -1, "j": 1}[fold(word)] for word in distinct}
    if letters & {"purchase", "purchases"} or letters >= {"sale", "payment"}:
        words = {word: card_direction(word) for word in distinct}
    return {word: meant for word, meant in words.items() if meant is not None}


def _with_words(figures: Values, column: Column, words: Mapping[str, int]) -> SignReading | None:
    """Use the words where amounts are unsigned; where both are there, see whether they agree."""
    told = [
        (figure, words.get(cell.strip(), 0))
        for figure, cell in zip(figures, column.cells, strict=False)
    ]
    told = [(figure, meant) for figure, meant in told if figure and meant]
    agreeing = sum(1 for figure, meant in told if figure and (figure > 0) == (meant > 0))
    has_minus = any(figure < 0 for figure, _ in told if figure)
    if not has_minus:
        if len(set(words.values())) == 1 and len(told) > 3 and agreeing == len(told):
            return SignReading("as_printed", 0.8)
        return SignReading("as_printed", 0.95, column, {**words, **_unmarked(told, column)})
    if told and agreeing >= 0.8 * len(told):
        return SignReading("as_printed", 0.98)
    if len(told) > 2 and agreeing <= 0.1 * len(told) and len({meant for _, meant in told}) == 2:
        return SignReading("inverted", 0.9)
    return None


def _unmarked(told: Sequence[tuple[object, int]], column: Column) -> dict[str, int]:
    """Return the usual direction for rows that have a currency where their direction should be."""
    usual, count = Counter(meant for _, meant in told).most_common(1)[0] if told else (0, 0)
    if count < _USUAL * len(told):
        return {}
    return {word: usual for word in column.distinct if currency_code(word)}


def _by_evidence(money: Money, figures: Values, lean: Lean, *, is_card: bool) -> SignReading:
    present = [figure for figure in figures if figure]
    minus = sum(1 for figure in present if figure < 0)
    if money.balance and money.proof.holds:
        balances = figures_of(money.balance, money.decimal)
        return _by_balance(figures, balances, lean, is_card=is_card)
    if minus == 0:
        if is_card or lean.is_opposite:
            return SignReading("inverted", 0.7 if present else 0.5)
        return SignReading("as_printed", 0.5)
    if minus * 2 > len(present):
        strong = lean.opposite >= 3 and lean.opposite > 3 * lean.printed
        return SignReading("inverted", 0.7) if strong else SignReading("as_printed", 0.95)
    is_mostly_plus = minus * 2 < len(present)
    if lean.is_opposite and (lean.opposite > 1 or is_mostly_plus):
        return SignReading("inverted", 0.85)
    if is_card and is_mostly_plus and lean.opposite >= lean.printed:
        return SignReading("inverted", 0.8)
    return SignReading("as_printed", 0.8)


def _by_balance(figures: Values, balances: Values, lean: Lean, *, is_card: bool) -> SignReading:
    """Trust the balance, unless it is a debt that purchases raise."""
    straight, opposite = prove(figures, balances), prove(negated(figures), balances)
    if straight.matched >= opposite.matched:
        if lean.is_opposite and (is_card or lean.opposite >= 3):
            return SignReading("inverted", 0.75)
        return SignReading("as_printed", 1.0)
    return SignReading("inverted", 0.9)
