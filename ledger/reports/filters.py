"""What a selection of transactions is: the filter behind every list, total, export and link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from ledger.enums import Status
from ledger.query.condition import Condition
from ledger.query.errors import FilterError

__all__ = ["FilterError", "RegisterFilter", "parse_filter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFilter:
    """Which transactions are meant: all conditions hold; within one, any of its values.

    Dates are [start, end). Amounts are sizes without sign, both ends included. `accounts` and
    `categories` include all that lies below them in the tree. `text` is a query.
    """

    accounts: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    payees: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    start: date | None = None
    end: date | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    statuses: tuple[str, ...] = ()
    text: str = ""
    is_uncategorised: bool = False
    import_batch: int | None = None
    ids: tuple[int, ...] = ()
    in_trash: bool = False
    condition: Condition | None = None
    """What the text asks for where it is more than words; `ledger.reports.asking` reads it."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing but accounts, categories and dates is asked of live transactions."""
        narrowed = (
            self.payees,
            self.tags,
            self.statuses,
            self.text.strip(),
            self.ids,
            self.in_trash,
            self.is_uncategorised,
            self.amount_min is not None,
            self.amount_max is not None,
            self.import_batch is not None,
            self.accounts and self.categories,
        )
        return not any(narrowed)

    @property
    def single_account(self) -> int | None:
        """The account whose register this is: the only condition is one account, or nothing."""
        is_register = self == RegisterFilter(accounts=self.accounts) and len(self.accounts) == 1
        return self.accounts[0] if is_register else None

    def query(self) -> str:
        """Return the filter as a query string, which `parse_filter` reads back."""
        pairs: list[tuple[str, object]] = [
            *(("account", key) for key in self.accounts),
            *(("category", key) for key in self.categories),
            *(("payee", key) for key in self.payees),
            *(("tag", key) for key in self.tags),
            ("start", self.start),
            ("end", self.end),
            ("min", self.amount_min),
            ("max", self.amount_max),
            *(("status", status) for status in self.statuses),
            ("q", self.text or None),
            ("uncategorised", "1" if self.is_uncategorised else None),
            ("batch", self.import_batch),
            *(("id", key) for key in self.ids),
            ("trash", "1" if self.in_trash else None),
        ]
        return urlencode([(name, str(value)) for name, value in pairs if value is not None])


def parse_filter(parameters: Mapping[str, Sequence[str]]) -> RegisterFilter:
    """Read a filter from lists of query values (`dict(request.GET.lists())`); empty ones are none.

    Parameters: account, category, payee, tag, id (ids, repeatable), status (repeatable), start,
    end (ISO dates, end excluded), min, max, q, uncategorised, batch, trash. Others are ignored.
    Raises FilterError naming the parameter that cannot be read.
    """
    given = {name: [value for value in values if value] for name, values in parameters.items()}
    return RegisterFilter(
        accounts=_ids(given, "account"),
        categories=_ids(given, "category"),
        payees=_ids(given, "payee"),
        tags=_ids(given, "tag"),
        start=_day(given, "start"),
        end=_day(given, "end"),
        amount_min=_size(given, "min"),
        amount_max=_size(given, "max"),
        statuses=_statuses(given),
        text=_last(given, "q").strip(),
        is_uncategorised=_last(given, "uncategorised") not in {"", "0", "false"},
        import_batch=next(iter(_ids(given, "batch")), None),
        ids=_ids(given, "id"),
        in_trash=_last(given, "trash") not in {"", "0", "false"},
    )


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    values = given.get(name)
    return values[-1] if values else ""


def _ids(given: Mapping[str, Sequence[str]], name: str) -> tuple[int, ...]:
    values = given.get(name, ())
    if not all(value.isascii() and value.isdigit() and len(value) < 19 for value in values):
        raise FilterError(name, f"{name} takes ids, which are whole numbers")
    return tuple(dict.fromkeys(int(value) for value in values))


def _day(given: Mapping[str, Sequence[str]], name: str) -> date | None:
    text = _last(given, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise FilterError(name, f"{name} takes a date such as 2026-01-31") from error


def _size(given: Mapping[str, Sequence[str]], name: str) -> Decimal | None:
    text = _last(given, name)
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation as error:
        raise FilterError(name, f"{name} takes an amount such as 12.50") from error
    if amount is not None and not amount.is_finite():
        raise FilterError(name, f"{name} takes an amount such as 12.50")
    return amount


def _statuses(given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(given.get("status", ())))
    if not set(values) <= set(Status.values):
        raise FilterError("status", f"status is one of {', '.join(Status.values)}")
    return values
