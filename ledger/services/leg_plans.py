"""What becomes of the one category leg of a transaction: split over several, or moved to a place.

Legs are those of the history: accounts by id, amounts as text, debit positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ledger.models import Posting
from ledger.money import quantize, quantize_stored
from ledger.rules.actions import HUNDRED, Part
from ledger.services.snapshots import JSON, POSTING_FIELDS, plain


class Unsplittable(Exception):
    """Says why a transaction cannot be split as it was asked."""


@dataclass(frozen=True, slots=True)
class _Share:
    part: Part
    value: Decimal
    base: Decimal | None


def read_legs(household_id: int, transactions: Sequence[int]) -> dict[int, list[JSON]]:
    """Return the legs of transactions as the history keeps them, by id; one query."""
    rows = Posting.objects.filter(household=household_id, transaction__in=transactions)
    found: dict[int, list[JSON]] = {}
    for leg in rows.order_by("position", "pk").values("transaction_id", *POSTING_FIELDS):
        found.setdefault(leg.pop("transaction_id"), []).append(plain(leg))
    return found


def moved_leg(legs: Sequence[JSON], at: int, account: int) -> list[JSON]:
    """Return the legs with that at a place in another account of its currency."""
    return [{**leg, "account_id": account} if i == at else leg for i, leg in enumerate(legs)]


def split_leg(legs: Sequence[JSON], at: int, parts: Sequence[Part], base: str) -> list[JSON]:
    """Return the legs with that at a place split; parts that come to nothing are left out.

    Percents are of the whole and rounded half-even to the currency, what rounding leaves goes to
    the rest or to the last part. `base` is the household's currency. Raises Unsplittable when fixed
    amounts leave nothing.
    """
    leg = legs[at]
    values = _values(Decimal(leg["value"]), parts, leg["currency"])
    whole = None if leg["base_value"] is None else Decimal(leg["base_value"])
    bases = _bases(values, Decimal(leg["value"]), whole, base)
    shares = [_Share(*each) for each in zip(parts, values, bases, strict=True)]
    new = [_leg(leg, share) for share in shares if share.value]
    return _numbered([*legs[:at], *new, *legs[at + 1 :]])


def _values(whole: Decimal, parts: Sequence[Part], currency: str) -> list[Decimal]:
    """Return each part's value, in the sign of the whole, which they sum to."""
    sign = Decimal(1) if whole >= 0 else Decimal(-1)
    values = [
        sign * part.amount
        if part.amount is not None
        else quantize(whole * (part.percent or Decimal(0)) / HUNDRED, currency)
        for part in parts
    ]
    left = whole - sum(values, Decimal(0))
    rest = next((i for i, part in enumerate(parts) if part.is_rest), len(parts) - 1)
    if left * sign < 0 and parts[rest].is_rest:
        raise Unsplittable(_("Its parts come to more than it is."))
    values[rest] += left
    return values


def _bases(
    values: Sequence[Decimal], whole: Decimal, base_whole: Decimal | None, base: str
) -> list[Decimal | None]:
    """Return the base value of each part, summing to that of the whole; None where unknown."""
    if base_whole is None:
        return [None] * len(values)
    if base_whole == whole:
        return list(values)
    bases = [quantize(base_whole * value / whole, base) for value in values]
    largest = max(range(len(bases)), key=lambda i: abs(bases[i]))
    bases[largest] += base_whole - sum(bases, Decimal(0))
    return list(bases)


def _leg(leg: JSON, share: _Share) -> JSON:
    value = quantize_stored(share.value)
    base = None if share.base is None else quantize_stored(share.base)
    changed = {"amount": value, "value": value, "base_value": base}
    return {**leg, **plain(changed), "account_id": share.part.category_id}


def _numbered(legs: Iterable[JSON]) -> list[JSON]:
    return [{**leg, "position": position} for position, leg in enumerate(legs)]
