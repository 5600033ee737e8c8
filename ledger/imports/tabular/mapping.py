"""How a table is to be read: the detected or corrected meaning of its columns, as plain data."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from ledger.imports.tabular.dates import FIRST_YEAR, OLDEST_YEAR, ORDERS, plausible_year
from ledger.money import STORED_PLACES

COLUMN_NAMES = (
    "date",
    "value_date",
    "other_date",
    "amount",
    "debit",
    "credit",
    "sign",
    "fee",
    "balance",
    "currency",
    "external_id",
    "reference",
    "counterparty_account",
    "category",
    "status",
    "account",
)
TEXT_COLUMNS = ("payee", "memo")
SIGN_RULES = ("as_printed", "inverted", "unsigned_is_out")
BALANCE_ORDERS = ("", "ascending", "descending")
_MAX_COLUMN = 2_000


class MappingError(ValueError):
    """A mapping that cannot be read by: says which option is wrong and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TabularMapping:
    """The meaning of a table's columns and the way its cells are printed.

    Columns are counted from 0; a column that the table lacks is None. Rows are counted from 0 over
    all rows of the file or sheet, blank ones included.
    """

    date: int | None = None
    value_date: int | None = None
    other_date: int | None = None
    """A second date, taken where the first is blank."""
    amount: int | None = None
    debit: int | None = None
    """Money out."""
    credit: int | None = None
    """Money in."""
    sign: int | None = None
    """A column of words, or letters, that give the sign of `amount`."""
    fee: int | None = None
    """A charge that is printed apart and lowers the amount."""
    balance: int | None = None
    currency: int | None = None
    payee: tuple[int, ...] = ()
    memo: tuple[int, ...] = ()
    external_id: int | None = None
    reference: int | None = None
    counterparty_account: int | None = None
    category: int | None = None
    status: int | None = None
    account: int | None = None

    header_row: int | None = None
    first_row: int = 0
    column_count: int | None = None
    """How many columns the table has; a longer row is put right by joining its words."""
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    sheets: tuple[str, ...] = ()
    date_order: str = "ymd"
    year: int | None = None
    """The year of dates that are printed without one."""
    last_month: int | None = None
    """The last month of `year` in the file; a later month belongs to the year before."""
    first_year: int = FIRST_YEAR
    """The earliest year of a date, before which it is taken for damaged."""
    decimal: str = "."
    sign_rule: str = "as_printed"
    sign_words: Mapping[str, int] = field(default_factory=dict)
    """Words of the sign column: −1 money out, 1 money in, 0 neither."""
    debit_is_negative: bool = False
    """Whether money out is printed with a minus in its own column."""
    credit_is_negative: bool = False
    """Whether money in is printed with a minus in its own column."""
    scale: int = 1
    """What a printed amount is divided by: 100 where amounts are in cents."""
    default_currency: str = ""
    """ISO 4217 code of rows that name no currency of their own."""
    account_name: str = ""
    balance_order: str = ""
    """Order in which the running balance was proved, empty where it was not."""
    skips_pending_without_balance: bool = False
    """Whether rows marked as pending and left out of the running balance are left out."""

    def __post_init__(self) -> None:
        _check_columns(self)
        _check_format(self)
        _check_rows(self)

    @classmethod
    def from_options(cls, options: Mapping[str, object]) -> Self:
        """Build a mapping from saved options; raises MappingError naming the option that is wrong.

        `columns` holds the columns by name; every other option stands by its own name. Options
        that are not known are refused.
        """
        merged: dict[str, Any] = {key: value for key, value in options.items() if key != "columns"}
        columns = options.get("columns", {})
        if not isinstance(columns, Mapping):
            raise MappingError("columns: must map names of columns to their numbers")
        merged |= columns
        known = {item.name for item in fields(cls)}
        if unknown := sorted(set(merged) - known):
            raise MappingError(f"{unknown[0]}: is not an option of a table")
        for name in (*TEXT_COLUMNS, "sheets"):
            if name in merged:
                merged[name] = _as_tuple(merged[name])
        return cls(**merged)

    def to_options(self) -> dict[str, object]:
        """Return this mapping as JSON-serialisable options, columns that are absent left out."""
        plain = asdict(self)
        columns = {
            name: list(value) if isinstance(value, tuple) else value
            for name in (*COLUMN_NAMES, *TEXT_COLUMNS)
            if (value := plain.pop(name)) not in (None, ())
        }
        plain["sheets"] = list(self.sheets)
        plain["sign_words"] = dict(self.sign_words)
        return {"columns": columns, **plain}

    @property
    def width(self) -> int:
        """How many columns a row needs for this mapping."""
        single = [getattr(self, name) for name in COLUMN_NAMES]
        used = [index for index in single if index is not None]
        return max([*used, *self.payee, *self.memo], default=-1) + 1


def _as_tuple(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _check_columns(mapping: TabularMapping) -> None:
    for name in (*COLUMN_NAMES, *TEXT_COLUMNS):
        for index in _as_tuple(getattr(mapping, name)):
            if (
                not isinstance(index, int)
                or isinstance(index, bool)
                or not 0 <= index < _MAX_COLUMN
            ):
                raise MappingError(f"{name}: column {index!r} must be a whole number from 0")
    if mapping.date is None:
        raise MappingError("date: name the column that holds the date")
    if mapping.amount is None and mapping.debit is None and mapping.credit is None:
        raise MappingError("amount: name the column of the amount, or those of money in and out")
    if mapping.amount is not None and (mapping.debit is not None or mapping.credit is not None):
        raise MappingError("amount: use either one amount column or columns of money in and out")
    if mapping.sign is not None and mapping.amount is None:
        raise MappingError("sign: a sign column needs an amount column")


def _check_format(mapping: TabularMapping) -> None:
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("decimal", mapping.decimal, (".", ",")),
        ("first_year", mapping.first_year, (FIRST_YEAR, OLDEST_YEAR)),
        ("date_order", mapping.date_order, ORDERS),
        ("sign_rule", mapping.sign_rule, SIGN_RULES),
        ("balance_order", mapping.balance_order, BALANCE_ORDERS),
        ("scale", mapping.scale, tuple(10**places for places in range(STORED_PLACES + 1))),
    )
    for name, value, allowed in choices:
        if value not in allowed:
            listed = ", ".join(repr(choice) for choice in allowed)
            raise MappingError(f"{name}: {value!r} must be one of {listed}")
    if len(mapping.delimiter) != 1 or mapping.delimiter in "\r\n":
        raise MappingError("delimiter: must be a single character")
    if len(mapping.quote) > 1 or mapping.quote == mapping.delimiter:
        raise MappingError("quote: must be a single character other than the delimiter, or none")
    if any(value not in {-1, 0, 1} for value in mapping.sign_words.values()):
        raise MappingError("sign_words: each word must mean -1, 0 or 1")
    try:
        codecs.lookup(mapping.encoding)
    except LookupError:
        raise MappingError(f"encoding: {mapping.encoding!r} is not known") from None


def _check_rows(mapping: TabularMapping) -> None:
    if mapping.first_row < 0:
        raise MappingError("first_row: must be 0 or more")
    if mapping.header_row is not None and not 0 <= mapping.header_row < mapping.first_row:
        raise MappingError("header_row: must be a row before first_row")
    if mapping.year is not None and not plausible_year(mapping.year):
        raise MappingError(f"year: {mapping.year} is not a year of our time")
    if mapping.last_month is not None and not 1 <= mapping.last_month <= 12:
        raise MappingError("last_month: must be 1 to 12")
