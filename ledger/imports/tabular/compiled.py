"""The columns of a mapping compiled into functions that read one row's amount or words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from ledger.imports.tabular.mapping import TabularMapping
from ledger.imports.tabular.numbers import Amounts, NotANumber
from ledger.imports.tabular.phrases import BLANKS, direction, leading_word

ReadAmount = Callable[[list[str]], Decimal | None]
"""Returns the signed amount of a row, None where it has none; raises NotANumber."""
ReadText = Callable[[list[str]], str]


def amount_reader(mapping: TabularMapping) -> ReadAmount:
    """Compile how the signed amount of a row is read: money out negative, in whole units."""
    amounts = Amounts(mapping.decimal, unsigned_is_out=mapping.sign_rule == "unsigned_is_out")
    read = _apart(mapping, amounts) if mapping.amount is None else _single(mapping, amounts)
    if mapping.sign_rule == "inverted":
        read = _times(read, Decimal(-1))
    if mapping.fee is not None:
        read = _less_fee(read, mapping.fee, amounts)
    return read if mapping.scale == 1 else _times(read, 1 / Decimal(mapping.scale))


def _single(mapping: TabularMapping, amounts: Amounts) -> ReadAmount:
    at, sign_at = mapping.amount, mapping.sign
    if at is None:
        raise NotANumber("the mapping names no amount column")
    if sign_at is None:
        return lambda cells: amounts[cells[at]]
    words = dict(mapping.sign_words)

    def signed(cells: list[str]) -> Decimal | None:
        value = amounts[cells[at]]
        return None if value is None else value * _meaning(cells[sign_at].strip(), words)

    return signed


def _meaning(word: str, words: dict[str, int]) -> int:
    """Return the direction of a sign word: as mapped, by its first word, or by common use."""
    if word in words:
        return words[word]
    meant = words.get(leading_word(word), direction(word))
    if meant is None:
        raise NotANumber(f"{word[:40]!r} does not say whether money came in or went out")
    return meant


def _apart(mapping: TabularMapping, amounts: Amounts) -> ReadAmount:
    out_at, in_at = mapping.debit, mapping.credit
    out_sign = 1 if mapping.debit_is_negative else -1
    in_sign = -1 if mapping.credit_is_negative else 1

    def joined(cells: list[str]) -> Decimal | None:
        out = amounts[cells[out_at]] if out_at is not None else None
        into = amounts[cells[in_at]] if in_at is not None else None
        if out is None:
            return None if into is None else in_sign * into
        return out_sign * out if into is None else in_sign * into + out_sign * out

    return joined


def _times(read: ReadAmount, factor: Decimal) -> ReadAmount:
    def scaled(cells: list[str]) -> Decimal | None:
        value = read(cells)
        return None if value is None else value * factor

    return scaled


def _less_fee(read: ReadAmount, fee_at: int, amounts: Amounts) -> ReadAmount:
    def lowered(cells: list[str]) -> Decimal | None:
        value, fee = read(cells), amounts[cells[fee_at]]
        return value if value is None or fee is None else value - abs(fee)

    return lowered


def text_reader(index: int | None) -> ReadText:
    """Compile how one column is read as text, an absent column being empty."""
    if index is None:
        return lambda _cells: ""
    return lambda cells: cells[index].strip()


def words_reader(indices: Sequence[int]) -> ReadText:
    """Compile how the words of several columns are joined, each distinct text once."""
    if len(indices) <= 1:
        single = text_reader(indices[0] if indices else None)
        return lambda cells: " ".join(text.split()) if "  " in (text := single(cells)) else text

    def join(cells: list[str]) -> str:
        texts = (" ".join(cells[index].split()) for index in indices)
        return " ".join(dict.fromkeys(text for text in texts if text not in BLANKS))

    return join
