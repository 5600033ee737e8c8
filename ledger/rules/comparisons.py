"""What a test of a rule compares: its fields, their operators, and the values that these take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ledger.enums import Status, TransactionSource
from ledger.rules.errors import RuleError
from ledger.rules.patterns import PatternError, compile_pattern
from ledger.rules.text import LONGEST_TEXT, fold

Test = Callable[[Any], bool]
Reader = Callable[[object, str], Any]
Maker = Callable[[object, str], Test]
LONGEST_LIST = 200
LONGEST_QUERY = 1_000


def _text(value: object, path: str) -> str:
    folded = fold(value) if isinstance(value, str) else ""
    if not folded or len(folded) > LONGEST_TEXT:
        raise RuleError(path, f"write a text of 1 to {LONGEST_TEXT} characters")
    return folded


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list) or not 0 < len(value) <= LONGEST_LIST:
        raise RuleError(path, f"give a list of 1 to {LONGEST_LIST} values")
    return value


def _contains(value: object, path: str) -> Test:
    part = _text(value, path)
    return lambda text: part in text


def _starts_with(value: object, path: str) -> Test:
    start = _text(value, path)
    return lambda text: text.startswith(start)


def _matches(value: object, path: str) -> Test:
    if not isinstance(value, str):
        raise RuleError(path, "write a regular expression")
    try:
        search = compile_pattern(value).search
    except PatternError as error:
        raise RuleError(path, str(error)) from error
    return lambda text: search(text[:LONGEST_TEXT]) is not None


def _number(value: object, path: str) -> Decimal:
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise RuleError(path, 'write a number as text, such as "-12.50"')


def _date(value: object, path: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RuleError(path, "write a date such as 2025-03-31") from None


def _id_of(what: str) -> Reader:
    def read(value: object, path: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        raise RuleError(path, f"give the id of {what}")

    return read


def _whole(lowest: int, highest: int) -> Reader:
    def read(value: object, path: str) -> int:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and is_whole and lowest <= value <= highest:
            return value
        raise RuleError(path, f"give a number from {lowest} to {highest}")

    return read


def _choice(choices: list[str]) -> Reader:
    def read(value: object, path: str) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise RuleError(path, f"use {', '.join(choices)}")

    return read


def _is_empty(value: object, path: str) -> Test:
    if not isinstance(value, bool):
        raise RuleError(path, "say true or false")
    return lambda found: (not found) is value


def _includes(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        wanted = read(value, path)
        return lambda found: wanted in found

    return make


def _includes_any(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        parts = enumerate(_list(value, path))
        wanted = frozenset(read(part, f"{path}[{i}]") for i, part in parts)
        return lambda found: not wanted.isdisjoint(found)

    return make


def _query(value: object, path: str) -> Test:
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_QUERY:
        raise RuleError(path, f"write a query of 1 to {LONGEST_QUERY} characters")
    return lambda found: text in found


def _equals(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        return read(value, path).__eq__  # type: ignore[no-any-return]

    return make


def _one_of(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        parts = enumerate(_list(value, path))
        return frozenset(read(part, f"{path}[{i}]") for i, part in parts).__contains__

    return make


def _beyond(read: Reader, *, is_greater: bool) -> Maker:
    def make(value: object, path: str) -> Test:
        bound = read(value, path)
        if is_greater:
            return lambda found: bool(found > bound)
        return lambda found: bool(found < bound)

    return make


def _between(read: Reader) -> Maker:
    def make(value: object, path: str) -> Test:
        ends = _list(value, path)
        if len(ends) != 2:
            raise RuleError(path, "give two values, the lower first")
        low, high = (read(end, f"{path}[{i}]") for i, end in enumerate(ends))
        if low > high:
            raise RuleError(path, "give the lower value first")
        return lambda found: bool(low <= found <= high)

    return make


def _ordered(read: Reader) -> dict[str, Maker]:
    return {
        "equals": _equals(read),
        "between": _between(read),
        "greater": _beyond(read, is_greater=True),
        "less": _beyond(read, is_greater=False),
    }


def _listed(read: Reader) -> dict[str, Maker]:
    return {"equals": _equals(read), "one_of": _one_of(read)}


def _where_known(make: Maker) -> Maker:
    """Have a test fail where there is no value."""

    def made(value: object, path: str) -> Test:
        test = make(value, path)
        return lambda found: found is not None and test(found)

    return made


def _of_set(what: str) -> dict[str, Maker]:
    read = _id_of(what)
    return {
        "includes": _includes(read),
        "includes_any": _includes_any(read),
        "is_empty": _is_empty,
    }


_TEXT = {
    "contains": _contains,
    "starts_with": _starts_with,
    "matches": _matches,
    **_listed(_text),
    "is_empty": _is_empty,
}
MAKERS: dict[str, dict[str, Maker]] = {
    "payee": _TEXT,
    "description": _TEXT,
    "raw_payee": _TEXT,
    "memo": _TEXT,
    "imported": _TEXT,
    "amount": _ordered(_number),
    "size": _ordered(_number),
    "balance_before": {name: _where_known(make) for name, make in _ordered(_number).items()},
    "account": _listed(_id_of("an account")),
    "category": _of_set("a category"),
    "tags": _of_set("a tag"),
    "date": _ordered(_date),
    "day": _ordered(_whole(1, 31)) | {"one_of": _one_of(_whole(1, 31))},
    "weekday": _listed(_whole(1, 7)),
    "currency": _listed(_text),
    "status": _listed(_choice(Status.values)),
    "source": _listed(_choice(TransactionSource.values)),
    "attachments": {"is_empty": _is_empty},
    "query": {"holds": _query},
}
"""The operators of each field."""
