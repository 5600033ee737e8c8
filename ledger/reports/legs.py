"""A transaction's legs as a list shows them: what went where, seen from some accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from ledger.enums import AccountKind
from ledger.models import Account
from ledger.money import Money, MoneyBag


@dataclass(frozen=True, slots=True)
class RegisterLeg:
    """A posting, debit positive: `amount` in its own currency, `value` in the transaction's."""

    account: Account
    amount: Money
    value: Decimal
    memo: str


def private_account() -> Account:
    """Return what stands for the accounts that are kept from the person: it has no id.

    A place, so that a transfer stays one.
    """
    return Account(name=_("Private account"), kind=AccountKind.OTHER_ASSET)


def with_private_leg(legs: tuple[RegisterLeg, ...], currency: str) -> tuple[RegisterLeg, ...]:
    """Return the legs with one more for what is missing to zero: legs that the person may not see.

    It is in the transaction's currency, whatever that of the account is.
    """
    missing = -sum((leg.value for leg in legs), Decimal(0))
    if not missing:
        return legs
    return (*legs, RegisterLeg(private_account(), Money(missing, currency), missing, ""))


class CounterpartKind(StrEnum):
    """What stands on the other side of a transaction."""

    CATEGORY = "category"
    SPLIT = "split"
    TRANSFER = "transfer"
    EQUITY = "equity"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other side of a transaction; `account` is None for a split."""

    kind: CounterpartKind
    account: Account | None

    is_outgoing: bool = False
    """For a transfer: whether the money went to `account`."""

    @property
    def label(self) -> str:
        """The category's name, "Split", or "Transfer to …"."""
        if self.account is None:
            return _("Split")
        if self.kind is not CounterpartKind.TRANSFER:
            return self.account.name
        if self.is_outgoing:
            return _("Transfer to %(account)s") % {"account": self.account}
        return _("Transfer from %(account)s") % {"account": self.account}


def counterpart_of(legs: Sequence[RegisterLeg], viewed: Collection[int] | None) -> Counterpart:
    """Return what stands opposite the viewed accounts, or opposite the places for None.

    Seen from a category, it is that category: a list of groceries says groceries.
    """
    categories = [leg for leg in legs if leg.account.is_category]
    others = [leg for leg in legs if not leg.account.is_category and not leg.account.is_place]
    places = [leg for leg in legs if leg.account.is_place]
    if len(categories) == 1 and not others:
        return Counterpart(CounterpartKind.CATEGORY, categories[0].account)
    if not categories and not others and len(places) == 2:
        return _transfer(places, viewed)
    if not categories and len({leg.account.pk for leg in others}) == 1:
        return Counterpart(CounterpartKind.EQUITY, others[0].account)
    return Counterpart(CounterpartKind.SPLIT, None)


def _transfer(places: Sequence[RegisterLeg], viewed: Collection[int] | None) -> Counterpart:
    here, there = sorted(places, key=lambda leg: leg.amount.amount)
    if viewed is not None and here.account.pk not in viewed:
        here, there = there, here
    is_outgoing = here.amount.amount < 0
    return Counterpart(CounterpartKind.TRANSFER, there.account, is_outgoing)


def viewed_amount(
    legs: Sequence[RegisterLeg], viewed: Collection[int] | None, currency: str
) -> tuple[Money, bool]:
    """Return what a transaction changed in the viewed accounts, and whether that is only a part.

    Money out is negative, seen from a category too. Where the viewed legs are of several
    currencies, the sum is in `currency`, the transaction's.
    """
    if viewed is None:
        return _changed_in_places(legs, currency), False
    seen = [leg for leg in legs if leg.account.pk in viewed]
    opposite = [leg for leg in legs if leg.account.pk not in viewed]
    is_from_category = bool(seen) and not any(leg.account.is_place for leg in seen)
    is_part = is_from_category and not all(leg.account.is_place for leg in opposite)
    return _sum([_as_money_moved(leg) for leg in seen], currency), is_part


def _changed_in_places(legs: Sequence[RegisterLeg], currency: str) -> Money:
    places = [leg for leg in legs if leg.account.is_place]
    if len(places) == len(legs) and places:
        return abs(min(places, key=lambda leg: leg.amount.amount).amount)
    if not places:
        moved = sum((leg.value for leg in legs if leg.value > 0), Decimal(0))
        return Money(moved, currency)
    return _sum(places, currency)


def _as_money_moved(leg: RegisterLeg) -> RegisterLeg:
    if leg.account.is_place:
        return leg
    return RegisterLeg(leg.account, -leg.amount, -leg.value, leg.memo)


def _sum(legs: Sequence[RegisterLeg], currency: str) -> Money:
    currencies = {leg.amount.currency for leg in legs}
    if len(currencies) == 1:
        return MoneyBag.of(leg.amount for leg in legs).in_currency(currencies.pop())
    return Money(sum((leg.value for leg in legs), Decimal(0)), currency)
