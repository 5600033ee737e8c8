"""The one place that writes postings.

Services describe a transaction as legs; `write_postings` checks them, values them in the
household's base currency and stores them as a whole. Bulk loads come as staged rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import connection

from accounts.models import Household
from ledger.models import Account, Posting, Transaction
from ledger.money import Money, RateMissing, quantize, quantize_stored
from ledger.reports.rates import find_rate
from ledger.services.errors import CurrencyNeeded, Inconsistent, Unbalanced, guards_explained
from ledger.services.snapshots import JSON


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting to write: debit positive.

    `amount` is in the account's currency, `value` in the transaction's. Where both currencies are
    the same the value may be left out.
    """

    account: Account
    amount: Decimal
    value: Decimal | None = None
    memo: str = ""


def balanced_legs(legs: Sequence[Leg], currency: str) -> list[Leg]:
    """Return the legs with their values filled in; raises when they cannot be booked.

    Raises CurrencyNeeded for a leg of another currency without a value, Unbalanced when the values
    do not sum to zero, Inconsistent for fewer than two legs or a leg whose value has another sign.
    """
    if len(legs) < 2:
        raise Inconsistent("A transaction needs at least two legs.")
    filled = [_with_value(leg, currency) for leg in legs]
    off = sum((leg.value or Decimal(0) for leg in filled), Decimal(0))
    if off:
        raise Unbalanced(f"The legs do not balance: they are off by {Money(off, currency)}.")
    return filled


def _with_value(leg: Leg, currency: str) -> Leg:
    own = leg.account.currency or currency
    amount = quantize_stored(leg.amount)
    if own == currency:
        if leg.value is not None and quantize_stored(leg.value) != amount:
            raise Inconsistent(f"{leg.account}: amount and value differ in {currency}.")
        return replace(leg, amount=amount, value=amount)
    if leg.value is None:
        raise CurrencyNeeded(f"{leg.account} is kept in {own}: give its value in {currency} too.")
    if amount * leg.value < 0:
        raise Inconsistent(f"{leg.account}: amount and value point in different directions.")
    return replace(leg, amount=amount, value=quantize_stored(leg.value))


def base_values(
    household: Household, currency: str, values: Sequence[Decimal], *, on: date
) -> list[Decimal | None]:
    """Return the values in the household's base currency at the day's rate, summing to zero.

    Rounded to the base currency's minor unit, what rounding leaves over goes to the largest. All
    None when the rate is missing.
    """
    base = household.base_currency
    if currency == base:
        return list(values)
    try:
        rate = find_rate(household, currency, base, on=on).value
    except RateMissing:
        return [None] * len(values)
    return list(convert_values(values, rate, base))


def convert_values(values: Sequence[Decimal], rate: Decimal, base: str) -> list[Decimal]:
    """Return a transaction's values times `rate`, rounded to `base`, still summing to zero.

    What rounding leaves over goes to the largest.
    """
    rounded = [quantize(value * rate, base) for value in values]
    largest = max(range(len(rounded)), key=lambda i: abs(rounded[i]))
    rounded[largest] -= sum(rounded, Decimal(0))
    return rounded


def fill_base_values(household: Household, bases: Mapping[int, Decimal | None]) -> None:
    """Set the base value of each posting of `bases`, by id; one statement."""
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(
            "update ledger_posting p set base_value = v.base_value"
            " from unnest(%s::bigint[], %s::numeric[]) v (id, base_value)"
            " where p.household_id = %s and p.id = v.id",
            [list(bases), list(bases.values()), household.pk],
        )


def write_postings(transaction: Transaction, legs: Sequence[Leg]) -> list[Posting]:
    """Store the legs of a transaction that has none; raises LedgerError when they are refused."""
    filled = balanced_legs(legs, transaction.currency)
    values = [leg.value or Decimal(0) for leg in filled]
    bases = base_values(transaction.household, transaction.currency, values, on=transaction.date)
    rows = [
        Posting(
            household_id=transaction.household_id,
            transaction=transaction,
            account=leg.account,
            date=transaction.date,
            amount=leg.amount,
            currency=leg.account.currency or transaction.currency,
            value=value,
            base_value=base,
            memo=leg.memo,
            position=position,
        )
        for position, (leg, value, base) in enumerate(zip(filled, values, bases, strict=True))
    ]
    with guards_explained():
        return Posting.objects.bulk_create(rows)


def clear_postings(transactions: Iterable[int], household: Household) -> None:
    """Delete every posting of some transactions, to be written anew or to go with them."""
    ids = list(transactions)
    with guards_explained(), connection.cursor() as cursor:
        Posting.objects.in_household(household).filter(transaction__in=ids).delete()
        # The database notes where new legs lie, and cannot know which of the old ones are gone.
        cursor.execute(
            "update ledger_transaction set places = array[]::bigint[]"
            " where household_id = %s and id = any(%s)",
            [household.pk, ids],
        )


def drop_postings(household: Household, transactions: Iterable[int]) -> None:
    """Delete every posting of transactions that go for good; where they lay stays noted.

    By that, rights on accounts still decide who sees their history.
    """
    with guards_explained():
        rows = Posting.objects.in_household(household)
        rows.filter(transaction__in=list(transactions)).delete()


def restore_postings(
    household: Household, saved: Iterable[tuple[int, date, Sequence[JSON]]]
) -> None:
    """Write postings back as the history kept them, valued as they were; one statement.

    `saved` gives the id and date of each transaction with its legs.
    """
    rows = [
        Posting(
            household=household,
            transaction_id=transaction_id,
            date=on,
            **{key: _decimal(key, value) for key, value in leg.items()},
        )
        for transaction_id, on, legs in saved
        for leg in legs
    ]
    with guards_explained():
        Posting.objects.bulk_create(rows)


def _decimal(key: str, value: object) -> object:
    is_amount = key in {"amount", "value", "base_value"} and value is not None
    return Decimal(str(value)) if is_amount else value


def move_postings(household: Household, accounts: Mapping[int, int]) -> None:
    """Move each posting of `accounts`, by id, to the account it names; one statement.

    Amounts stay, so only legs in categories and equity may be moved: the database refuses others.
    """
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(
            "update ledger_posting p set account_id = v.account_id"
            " from unnest(%s::bigint[], %s::bigint[]) v (id, account_id)"
            " where p.household_id = %s and p.id = v.id",
            [list(accounts), list(accounts.values()), household.pk],
        )


def move_all_postings(household: Household, source: Account, target: Account) -> None:
    """Move every posting of one category, those of trashed transactions too, to another."""
    rows = Posting.objects.in_household(household).filter(account=source)
    with guards_explained():
        rows.update(account=target)
