"""Who bears how much of what was spent, to the cent: equally, by amounts, percent or shares."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledger.enums import SharingKind
from ledger.money import Money, quantize

_WHOLE = Decimal(100)


class SharingError(ValueError):
    """Parts that do not go with what is shared; the text is for people."""


def shared(
    total: Money, kind: SharingKind, parts: Sequence[Decimal], own: Decimal
) -> tuple[list[Money], Money]:
    """Return what each of others bears of `total`, which is positive, and what is left to us.

    `parts` are their amounts, percents or shares, in order; `own` is our share, 0 when we bear
    nothing, and counts only where it is shared equally or by shares. Together they are the total,
    to the minor unit. Raises SharingError for a part that is none or for parts above the whole.
    """
    if not parts:
        raise SharingError("Name somebody to share it with.")
    if kind is not SharingKind.EQUAL and any(part <= 0 for part in parts):
        raise SharingError("Each part is above zero.")
    if own < 0:
        raise SharingError("Our own share is zero or more.")
    if kind is SharingKind.EQUAL:
        weights = [Decimal(1)] * len(parts)
        return _by_weights(total, weights, Decimal(1) if own else Decimal(0))
    if kind is SharingKind.SHARES:
        return _by_weights(total, parts, own)
    if kind is SharingKind.PERCENT:
        if sum(parts) > _WHOLE:
            raise SharingError("The percents are more than a hundred.")
        return _by_weights(total, parts, _WHOLE - sum(parts))
    amounts = [Money(quantize(part, total.currency), total.currency) for part in parts]
    left = total - sum(amounts, Money(Decimal(0), total.currency))
    if left.amount < 0:
        raise SharingError("The parts are more than what was spent.")
    return amounts, left


def _by_weights(
    total: Money, weights: Sequence[Decimal], own: Decimal
) -> tuple[list[Money], Money]:
    *others, left = total.allocate([*weights, own])
    return others, left
