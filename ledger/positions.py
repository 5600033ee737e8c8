"""What a balance in another currency cost, at the average of what was paid for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from ledger.money import quantize

_CONTEXT = Context(prec=50)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Position:
    """A balance, what it cost in the base currency, and the gain that is settled so far.

    Debit positive: what is owed is a negative amount at a negative cost.
    """

    amount: Decimal = ZERO
    cost: Decimal = ZERO
    realised: Decimal = ZERO


def moved(held: Position, amount: Decimal, value: Decimal, base: str) -> Position:
    """Return a position after `amount` was added to it, worth `value` of `base` on its day.

    What goes on in the direction of the balance adds to its cost. What goes against it settles that
    part of the balance at its average cost, and the difference to `value` is realised: a gain is
    positive. What goes beyond zero opens the other side at its own value. Parts are rounded to the
    minor unit, and none of them is lost: realised plus cost always is what it was, less `value`
    given and plus `value` received.
    """
    if not amount:
        return Position(held.amount, held.cost + value, held.realised)
    if not held.amount or (held.amount > 0) is (amount > 0):
        return Position(held.amount + amount, held.cost + value, held.realised)
    settled = min(abs(amount), abs(held.amount))
    cost = _part(held.cost, settled, abs(held.amount), base)
    worth = _part(value, settled, abs(amount), base)
    return Position(
        held.amount + amount,
        held.cost - cost + value - worth,
        held.realised - worth - cost,
    )


def _part(whole: Decimal, size: Decimal, of: Decimal, base: str) -> Decimal:
    if size == of:
        return whole
    return quantize(_CONTEXT.divide(_CONTEXT.multiply(whole, size), of), base)
