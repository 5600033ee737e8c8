"""What kind of place an account is, guessed from its name and from the source's own word."""

from __future__ import annotations

import re

from ledger.enums import AccountKind

_NAMES = (
    (AccountKind.MORTGAGE, r"mortgage|hypothe|hypothek"),
    (AccountKind.CREDIT_CARD, r"credit ?card|\bcard\b|\bvisa\b|mastercard|amex|kreditkarte"),
    (AccountKind.LOAN, r"\bloan|kredit|darlehen|student debt"),
    (AccountKind.SAVINGS, r"saving|sparkonto|tagesgeld|\bisa\b|épargne|ahorro"),
    (AccountKind.CASH, r"\bcash\b|wallet|bargeld|efectivo|espèces"),
    (AccountKind.INVESTMENT, r"invest|broker|401|\bira\b|\broth\b|shares|stock|depot|pension"),
    (AccountKind.PROPERTY, r"\bhouse\b|property|real estate|vehicle"),
    (AccountKind.CHECKING, r"check|current|\bbank|giro|debit"),
)
_GUESSES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NAMES)
_ASSETS = (
    *(AccountKind.SAVINGS, AccountKind.CASH, AccountKind.INVESTMENT),
    *(AccountKind.PROPERTY, AccountKind.CHECKING),
)
_DEBTS = (AccountKind.MORTGAGE, AccountKind.CREDIT_CARD, AccountKind.LOAN)


def asset_kind(name: str) -> AccountKind:
    """Return what an asset of that name is, OTHER_ASSET where the name says nothing."""
    return _guess(name, _ASSETS) or AccountKind.OTHER_ASSET


def liability_kind(name: str) -> AccountKind:
    """Return what a debt of that name is, OTHER_LIABILITY where the name says nothing."""
    return _guess(name, _DEBTS) or AccountKind.OTHER_LIABILITY


def place_kind(name: str) -> AccountKind:
    """Return what a place of that name is where the source does not part assets from debts."""
    return _guess(name, (*_DEBTS, *_ASSETS)) or AccountKind.CHECKING


def _guess(name: str, among: tuple[AccountKind, ...]) -> AccountKind | None:
    found = (kind for kind, pattern in _GUESSES if kind in among and pattern.search(name))
    return next(found, None)
