"""From books as the source has them to transactions as the ledger books them.

The ledger asks more: a transaction has one currency, in which its categories are and its values sum
to zero; a place has one currency. Money of other commodities is valued at the source's own price.
Where there is none, the transaction is parted by currency, and the account for currency trading
takes what each part lacks: every balance is what the source says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from hashlib import blake2b

from ledger.imports.books.commodities import currency_codes
from ledger.imports.books.model import (
    ADJUSTMENT,
    OWN_KEYS,
    BookLeg,
    BookTransaction,
    NotCarried,
    Omissions,
    ParsedBooks,
)
from ledger.money import quantize_stored

TRADING = "@trading"
UNCODED = "in commodities that no currency code can stand for"
_PRECISE = Context(prec=40)
_SLACK = Decimal("0.05")
"""What rounded prices may leave over, to be taken by a leg that has a value of its own."""


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    """A leg: `amount` in `code`, `value` in the transaction's currency; debit positive."""

    account: str
    code: str
    amount: Decimal
    value: Decimal
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one transaction of the ledger."""

    currency: str
    legs: tuple[PlannedLeg, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A transaction of the source with its parts; only a trade without a price has several."""

    source: BookTransaction
    parts: tuple[Part, ...]
    digest: int
    """The same for the same transaction of another copy of the file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be booked."""

    transactions: tuple[Planned, ...]
    codes: Mapping[str, str]
    left_out: tuple[BookTransaction, ...]
    """Those in commodities that no currency code can stand for."""
    not_carried: tuple[NotCarried, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A leg on its way, in currency codes; its weight is its amount unless it has a price."""

    account: str
    code: str
    amount: Decimal
    weight: Decimal
    weight_code: str
    memo: str = ""
    is_place: bool = False


def plan_books(books: ParsedBooks, base: str) -> Plan:
    """Return how `books` are booked in a household whose base currency is `base`."""
    names = {leg.currency for each in books.transactions for leg in each.legs}
    names |= {leg.weighed[1] for each in books.transactions for leg in each.legs}
    names |= {account.currency for account in books.accounts.values()}
    codes = currency_codes(names, base)
    omissions = Omissions()
    planner = _Planner(books, codes, omissions)
    planned = tuple(planner.all())
    return Plan(planned, codes, tuple(planner.left_out), omissions.all())


class _Planner:
    def __init__(self, books: ParsedBooks, codes: Mapping[str, str], omissions: Omissions) -> None:
        self.books = books
        self.codes = codes
        self.omissions = omissions
        self.seen: Counter[str] = Counter()
        self.left_out: list[BookTransaction] = []

    def all(self) -> Iterator[Planned]:
        for transaction in self.books.transactions:
            digest = self._digest(transaction)
            units = self._units(transaction)
            parts = tuple(_parts(units)) if units else ()
            if parts:
                yield Planned(transaction, parts, digest)
            else:
                self.omissions.add("transactions", UNCODED)
                self.left_out.append(transaction)

    def _digest(self, transaction: BookTransaction) -> int:
        """Return a number by which the same transaction is known in another copy of the file."""
        said = transaction.external_id or "\x1f".join(
            [
                f"{transaction.on}",
                transaction.payee,
                transaction.memo,
                *(f"{leg.account} {leg.amount:f} {leg.currency}" for leg in transaction.legs),
            ]
        )
        text = f"{self.books.format}\x1e{said}"
        self.seen[text] += 1
        text = f"{text}\x1e{self.seen[text]}"
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)

    def _units(self, transaction: BookTransaction) -> list[_Unit]:
        units = [self._unit(leg) for leg in transaction.legs]
        return [unit for unit in units if unit is not None] if all(units) else []

    def _unit(self, leg: BookLeg) -> _Unit | None:
        """Return a leg in currency codes; one without a code is kept at its cost, if it has one."""
        weight, weight_name = leg.weighed
        code, weight_code = self.codes.get(leg.currency), self.codes.get(weight_name)
        amount, weight = quantize_stored(leg.amount), quantize_stored(weight)
        if weight_code is None:
            return None
        if code is None:
            self.omissions.add("amounts", f"{leg.currency} has no currency code: kept at cost")
            return _Unit(TRADING, weight_code, weight, weight, weight_code, memo=leg.memo)
        account = self.books.accounts.get(leg.account)
        is_place = leg.account not in OWN_KEYS and account is not None and account.is_place
        return _Unit(leg.account, code, amount, weight, weight_code, leg.memo, is_place=is_place)


def _parts(units: Sequence[_Unit]) -> Iterator[Part]:
    whole = _whole(units)
    if whole is not None:
        yield whole
        return
    for code in dict.fromkeys(unit.code for unit in units):
        legs = [_leg(unit, unit.amount) for unit in units if unit.code == code and unit.amount]
        off = sum((leg.value for leg in legs), Decimal(0))
        if off:
            legs.append(PlannedLeg(TRADING, code, -off, -off))
        if legs:
            yield Part(code, tuple(legs))


def _leg(unit: _Unit, value: Decimal) -> PlannedLeg:
    return PlannedLeg(unit.account, unit.code, unit.amount, value, unit.memo)


def _whole(units: Sequence[_Unit]) -> Part | None:
    """Return all legs as one transaction, None where its values are not known."""
    header = _header(units)
    if not header:
        return None
    legs = [_leg(unit, value) for unit in units if (value := _value(unit, header)) is not None]
    rest = [unit for unit in units if _value(unit, header) is None]
    if rest:
        valued = _shared(rest, -sum((leg.value for leg in legs), Decimal(0)))
        if valued is None:
            return None
        legs += valued
    return _evened(header, [leg for leg in legs if leg.amount or leg.value] or legs)


def _header(units: Sequence[_Unit]) -> str:
    """Return the currency of the transaction: that of its categories, else that of its weights."""
    fixed = {unit.code for unit in units if not unit.is_place}
    weights = {unit.weight_code for unit in units}
    if len(fixed) > 1 or (not fixed and len(weights) > 1):
        return ""
    return next(iter(fixed or weights))


def _value(unit: _Unit, header: str) -> Decimal | None:
    if unit.code == header:
        return unit.amount
    return unit.weight if unit.weight_code == header else None


def _shared(units: Sequence[_Unit], total: Decimal) -> list[PlannedLeg] | None:
    """Share a value among legs by their weights, which must be of one currency and direction."""
    weight = sum((unit.weight for unit in units), Decimal(0))
    is_alike = len({unit.weight_code for unit in units}) == 1 and weight
    if not is_alike or _PRECISE.divide(total, weight) <= 0:
        return None
    rate = _PRECISE.divide(total, weight)
    return [_leg(unit, quantize_stored(_PRECISE.multiply(unit.weight, rate))) for unit in units]


def _evened(header: str, legs: list[PlannedLeg]) -> Part | None:
    """Let the values sum to zero: what rounding left over goes where a value is free."""
    off = sum((leg.value for leg in legs), Decimal(0))
    free = [n for n, leg in enumerate(legs) if leg.code != header]
    if off and free and abs(off) <= _SLACK:
        largest = max(free, key=lambda n: abs(legs[n].value))
        legs[largest] = replace(legs[largest], value=legs[largest].value - off)
    elif off:
        legs.append(PlannedLeg(ADJUSTMENT, header, -off, -off))
    if any(leg.amount * leg.value < 0 for leg in legs):
        return None
    return Part(header, tuple(legs)) if len(legs) > 1 else None
