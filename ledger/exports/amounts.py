"""Amounts as digits that every program reads alike."""

from __future__ import annotations

from decimal import Decimal

from ledger.money import minor_units


def plain_amount(amount: Decimal, currency: str) -> str:
    """Return an amount with a dot and no thousands marks: 12.30, -0.05, 1000 (JPY).

    As many places as the currency has, more where the amount needs them.
    """
    places = minor_units(currency)
    digits = f"{amount:.8f}"
    whole, _dot, fraction = digits.partition(".")
    kept = fraction.rstrip("0").ljust(places, "0")
    text = f"{whole}.{kept}" if kept else whole
    return text.lstrip("-") if not amount else text
