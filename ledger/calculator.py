"""Arithmetic typed into an amount field: `12.50+3*4`, exact and bounded.

A sum is products joined by + and -, a product is signed values joined by * and /, and a value is
a number or a sum in parentheses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

MAX_LENGTH = 200
"""Characters of an expression."""
MAX_DEPTH = 20
"""Parentheses within each other."""
MAX_INTEGER_DIGITS = 14
"""Digits before the decimal mark of any number, typed or computed."""

_CONTEXT = Context(prec=50)
_LIMIT = Decimal(10) ** MAX_INTEGER_DIGITS
_TYPED = str.maketrans("×·÷−–\u00a0\u2009\u202f’", "**/--   '")
_NUMBER = re.compile(r"[0-9.,](?:[0-9.,']| (?=[0-9]))*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[., '])[0-9]{2,3}(?:(?P=mark)[0-9]{2,3})*)?")


class CalculationError(ValueError):
    """An expression that cannot be computed; says what is wrong and at which character."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        self.reason = reason
        self.position = position
        """1-based, None where the whole expression is meant."""
        super().__init__(f"character {position}: {reason}" if position else reason)


def calculate(text: str, *, decimal_mark: Literal[".", ","] = ".") -> Decimal:
    """Return what the expression `text` amounts to, unrounded.

    It may hold numbers, + - * / (also × ÷ −), parentheses and spaces. The other one of point and
    comma, an apostrophe or a space may part thousands, in groups of three digits or as in India.
    Quotients are exact to 50 digits. Raises CalculationError.
    """
    if len(text) > MAX_LENGTH:
        raise CalculationError(f"an expression may have {MAX_LENGTH} characters at most")
    parser = _Parser(text.translate(_TYPED), decimal_mark)
    result = parser.sum()
    parser.expect_end()
    return result


@dataclass(slots=True)
class _Parser:
    """The text of an expression and how far it has been read."""

    text: str
    decimal_mark: str
    at: int = 0
    depth: int = 0

    def sum(self) -> Decimal:
        total = self._product()
        while sign := self._next_of("+-"):
            operand = self._product()
            combine = _CONTEXT.add if sign == "+" else _CONTEXT.subtract
            total = self._bounded(combine(total, operand))
        return total

    def expect_end(self) -> None:
        found = self._peek()
        if found:
            reason = "this closes no parenthesis" if found == ")" else "an operator is missing here"
            raise self._error(reason if found in ")(.,'" or found.isdigit() else _stranger(found))

    def _product(self) -> Decimal:
        total = self._signed()
        while operator := self._next_of("*/"):
            self._peek()
            place = self.at + 1
            operand = self._signed()
            if operator == "*":
                total = self._bounded(_CONTEXT.multiply(total, operand))
            elif operand:
                total = self._bounded(_CONTEXT.divide(total, operand))
            else:
                raise CalculationError("nothing can be divided by zero", place)
        return total

    def _signed(self) -> Decimal:
        is_negative = False
        while sign := self._next_of("+-"):
            is_negative ^= sign == "-"
        value = self._value()
        return value.copy_negate() if is_negative else value

    def _value(self) -> Decimal:
        if self._next_of("("):
            return self._parenthesis()
        found = self._peek()
        match = _NUMBER.match(self.text, self.at)
        if not match:
            expected = "a number is missing"
            raise self._error(_stranger(found) if found and found not in "+-*/)'" else expected)
        value = self._number(match[0].rstrip())
        self.at = match.end()
        return value

    def _parenthesis(self) -> Decimal:
        opened = self.at
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CalculationError(f"more than {MAX_DEPTH} parentheses within each other", opened)
        value = self.sum()
        if not self._next_of(")"):
            if self._peek():
                self.expect_end()
            raise CalculationError("this parenthesis is not closed", opened)
        self.depth -= 1
        return value

    def _number(self, typed: str) -> Decimal:
        whole, mark, fraction = typed.partition(self.decimal_mark)
        if mark and not (whole or fraction):
            raise self._error("a number is missing")
        if fraction and not fraction.isdigit():
            raise self._error(f"“{typed}” is not a number with “{self.decimal_mark}” for decimals")
        digits = self._without_marks(whole, typed)
        return self._bounded(Decimal(f"{digits or 0}.{fraction or 0}" if mark else digits))

    def _without_marks(self, whole: str, typed: str) -> str:
        if not whole or whole.isdigit():
            return whole
        match = _GROUPED.fullmatch(whole)
        if not match or not whole[-3:].isdigit():
            raise self._error(f"“{typed}” is not a number with “{self.decimal_mark}” for decimals")
        return re.sub("[^0-9]", "", whole)

    def _bounded(self, value: Decimal) -> Decimal:
        if abs(value) >= _LIMIT:
            raise self._error(f"a number with more than {MAX_INTEGER_DIGITS} digits is too large")
        return value

    def _peek(self) -> str:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _next_of(self, symbols: str) -> str:
        found = self._peek()
        if not found or found not in symbols:
            return ""
        self.at += 1
        return found

    def _error(self, reason: str) -> CalculationError:
        return CalculationError(reason, min(self.at + 1, max(len(self.text), 1)))


def _stranger(found: str) -> str:
    return f"“{found}” is not part of a calculation"
