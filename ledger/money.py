"""Money: an exact amount of one currency, and arithmetic that never mixes currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from babel.core import get_global

STORED_PLACES = 8
_STORED_STEP = Decimal(1).scaleb(-STORED_PLACES)
# 22 digits of numeric(22, 8) with room for intermediate products.
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)


class MoneyError(Exception):
    """A figure that cannot be computed honestly."""


class CurrencyMismatch(MoneyError):
    """Two amounts of unlike currencies met where one currency is required."""


class RateMissing(MoneyError):
    """No exchange rate is known for a pair of currencies on a date."""


@lru_cache(maxsize=512)
def minor_units(currency: str) -> int:
    """Return the number of decimal places of an ISO 4217 currency (JPY 0, EUR 2, KWD 3).

    A code that ISO 4217 does not list (a cryptocurrency, a loyalty point) has two places.
    Source: the CLDR currency table that Babel carries.
    """
    fractions = get_global("currency_fractions")
    places: int = fractions.get(currency, fractions["DEFAULT"])[0]
    return places


@lru_cache(maxsize=16)
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Round `amount` half-even to the minor unit of `currency`."""
    return amount.quantize(_step(minor_units(currency)), context=_CONTEXT)


def printed(amount: Decimal, currency: str) -> str:
    """Return `amount` in the places of its currency, in more only where they carry something."""
    short = quantize(amount, currency)
    return f"{short if short == amount else amount.normalize():f}"


def quantize_stored(amount: Decimal) -> Decimal:
    """Round `amount` half-even to the eight places that the ledger stores."""
    return amount.quantize(_STORED_STEP, ROUND_HALF_EVEN, _CONTEXT)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact signed amount of one currency.

    The sign follows whoever speaks: debit positive in postings, inflow positive for people.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        given: object = self.amount
        if not isinstance(given, Decimal):
            kind = type(given).__name__
            raise TypeError(f"an amount of money is a Decimal, not {kind}")
        if not self.currency:
            raise ValueError("money needs a currency")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing at all of `currency`."""
        return cls(Decimal(0), currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be combined")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def times(self, factor: Decimal | int) -> Money:
        """Return this amount multiplied by a plain number, unrounded."""
        return Money(_CONTEXT.multiply(self.amount, Decimal(factor)), self.currency)

    def rounded(self) -> Money:
        """Return this amount rounded half-even to the currency's minor unit."""
        return Money(quantize(self.amount, self.currency), self.currency)

    def allocate(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Split this amount by `weights` into parts of whole minor units that sum to it exactly.

        The remainder of the division goes, a minor unit at a time, to the parts with the largest
        fraction cut off, earlier parts first. An amount finer than the minor unit keeps what is
        finer in its first weighted part. Raises ValueError unless weights are non-negative and one
        is positive.
        """
        shares = [Decimal(weight) for weight in weights]
        whole = sum(shares, Decimal(0))
        if whole <= 0 or any(share < 0 for share in shares):
            raise ValueError("weights must be zero or more, and one must be positive")
        step = _step(minor_units(self.currency))
        exact = [_CONTEXT.divide(_CONTEXT.multiply(self.amount, share), whole) for share in shares]
        parts = [part.quantize(step, rounding="ROUND_DOWN", context=_CONTEXT) for part in exact]
        left = self.amount - sum(parts, Decimal(0))
        unit = step.copy_sign(left)
        by_loss = sorted(range(len(parts)), key=lambda i: (-abs(exact[i] - parts[i]), i))
        for i in by_loss:
            if abs(left) < step:
                break
            parts[i] += unit
            left -= unit
        first = next(i for i, share in enumerate(shares) if share)
        parts[first] += left
        return [Money(part, self.currency) for part in parts]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class MoneyBag:
    """Amounts of several currencies, kept apart: one amount a currency, none of them zero."""

    amounts: dict[str, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Iterable[Money]) -> MoneyBag:
        """Return the sum of `parts`, by currency."""
        sums: dict[str, Decimal] = {}
        for part in parts:
            sums[part.currency] = sums.get(part.currency, Decimal(0)) + part.amount
        return cls({currency: amount for currency, amount in sorted(sums.items()) if amount})

    def __iter__(self) -> Iterator[Money]:
        return (Money(amount, currency) for currency, amount in self.amounts.items())

    def __add__(self, other: MoneyBag) -> MoneyBag:
        return MoneyBag.of([*self, *other])

    def __neg__(self) -> MoneyBag:
        return MoneyBag({currency: -amount for currency, amount in self.amounts.items()})

    def __sub__(self, other: MoneyBag) -> MoneyBag:
        return self + -other

    def __bool__(self) -> bool:
        return bool(self.amounts)

    def in_currency(self, currency: str) -> Money:
        """Return the part of this bag that is in `currency`, zero when there is none."""
        return Money(self.amounts.get(currency, Decimal(0)), currency)

    def single(self) -> Money:
        """Return the bag's only amount; raises CurrencyMismatch unless it holds exactly one."""
        if len(self.amounts) != 1:
            held = ", ".join(self.amounts) or "nothing"
            raise CurrencyMismatch(f"one currency is needed, the bag holds {held}")
        return next(iter(self))
