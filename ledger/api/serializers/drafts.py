"""What the API takes for a transaction: its legs, or an account, an amount and a category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.actors import Actor
from accounts.api.fields import Choice, Day, Input, RowField, Text
from accounts.models.households import currency_code
from ledger.api.serializers.money import MoneyField, check_currency
from ledger.enums import Status, SystemRole
from ledger.models import Account, Payee, Transaction
from ledger.money import Money
from ledger.services.payees import ensure_payee
from ledger.services.posting import Leg
from ledger.services.tags import ensure_tags
from ledger.services.transactions import TransactionDraft
from ledger.services.transfer_links import fee_category
from ledger.services.transfers import TransferDraft

MOST_LEGS = 100
_OF_TRANSFERS = ("received", "fee", "fee_category")
_SIMPLE = ("account", "amount", "category", *_OF_TRANSFERS)


class LegInput(Input):
    """One leg, debit positive: money into an account or spent on a category is positive."""

    account = RowField(queryset=Account.objects.all(), help_text="An account or a category.")
    amount = MoneyField(help_text="In the account's currency.")
    value = MoneyField(
        required=False, help_text="In the transaction's currency, where that is another."
    )
    memo = Text(max_length=300, allow_blank=True, required=False)


class ContentInput(Input):
    """What a transaction says beside its day; of legs and amounts either one form or the other."""

    legs = serializers.ListField(
        child=LegInput(), min_length=2, max_length=MOST_LEGS, required=False
    )
    account = RowField(queryset=Account.objects.places(), required=False)
    amount = MoneyField(required=False)
    category = RowField(
        queryset=Account.objects.all(), required=False, help_text="Or an account, for a transfer."
    )
    received = MoneyField(
        required=False, help_text="Of a transfer to an account in another currency: what arrived."
    )
    fee = MoneyField(
        required=False,
        help_text="What a transfer cost on top of the amount, positive, in the account's currency.",
    )
    fee_category = RowField(
        queryset=Account.objects.categories(),
        required=False,
        help_text="Of the fee; without one that of bank fees.",
    )
    currency = Text(max_length=8, validators=[currency_code], required=False)
    payee = RowField(queryset=Payee.objects.all(), allow_null=True, required=False)
    payee_name = Text(max_length=200, required=False, help_text="Finds the payee or adds it.")
    memo = Text(max_length=500, allow_blank=True, required=False)
    tags = serializers.ListField(
        child=Text(max_length=50), max_length=50, required=False, help_text="By name."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        simple = [name for name in _SIMPLE if name in attrs]
        if "legs" in attrs and simple:
            raise _wrong(simple[0], _("Give legs, or an account and an amount, not both."))
        if simple and not {"account", "amount"} <= attrs.keys():
            missing = "amount" if "account" in attrs else "account"
            raise _wrong(missing, _("Give the account and the amount together."))
        if "fee_category" in attrs and "fee" not in attrs:
            raise _wrong("fee", _("Give the fee together with its category."))
        if attrs.get("payee") and "payee_name" in attrs:
            raise _wrong("payee_name", _("Give the payee or its name, not both."))
        return attrs


class TransactionUpdate(ContentInput):
    """What may be set on a transaction; of legs and amounts either one form or the other.

    With `legs` it is what they say: a split, a transfer between accounts. With `account` and
    `amount` (money out negative) the other side is `category`, an account for a transfer, the
    payee's usual category, or none yet. A transfer out of the account may cost a `fee`, which it
    pays on top of the amount.
    """

    date = Day()
    status = Choice(choices=Status.choices, required=False)


class TransactionInput(TransactionUpdate):
    """A new transaction."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not {"legs", "account", "amount", "category"} & attrs.keys():
            raise _wrong("legs", _("Give legs, or an account and an amount."))
        return super().validate(attrs)


def _wrong(field: str, text: str) -> serializers.ValidationError:
    return serializers.ValidationError({field: text})


def new_draft(by: Actor, values: Mapping[str, Any]) -> TransactionDraft:
    """Return the draft of a new transaction, adding its payee and tags where they are missing."""
    payee = _payee(by, values, None)
    return TransactionDraft(
        date=values["date"],
        legs=_legs(by, values, payee),
        currency=values.get("currency", ""),
        payee=payee,
        memo=values.get("memo", ""),
        status=Status(values.get("status", Status.CLEARED)),
        tags=ensure_tags(by=by, names=values.get("tags", ())),
    )


def draft_of(transaction: Transaction) -> TransactionDraft:
    """Return what a transaction says, to be changed in part."""
    rows = transaction.postings.select_related("account")
    return TransactionDraft(
        date=transaction.date,
        legs=tuple(Leg(row.account, row.amount, row.value, row.memo) for row in rows),
        currency=transaction.currency,
        payee=transaction.payee,
        memo=transaction.memo,
        status=Status(transaction.status),
        tags=tuple(transaction.tags.all()),
    )


def changed_draft(by: Actor, kept: TransactionDraft, values: Mapping[str, Any]) -> TransactionDraft:
    """Return a draft with `values` in place of what it says; the rest stays."""
    payee = _payee(by, values, kept.payee)
    is_rebooked = "legs" in values or "account" in values
    currency = "" if is_rebooked else kept.currency
    dated = {"date": kept.date, **values}
    return TransactionDraft(
        date=dated["date"],
        legs=_legs(by, dated, payee) if is_rebooked else kept.legs,
        currency=values.get("currency", currency),
        payee=payee,
        memo=values.get("memo", kept.memo),
        status=Status(values.get("status", kept.status)),
        tags=ensure_tags(by=by, names=values["tags"]) if "tags" in values else kept.tags,
    )


def _payee(by: Actor, values: Mapping[str, Any], kept: Payee | None) -> Payee | None:
    if "payee_name" in values:
        return ensure_payee(by=by, name=values["payee_name"])
    found: Payee | None = values.get("payee", kept)
    return found


def _legs(by: Actor, values: Mapping[str, Any], payee: Payee | None) -> tuple[Leg, ...]:
    if "legs" not in values:
        return _simple_legs(by, values, payee)
    currency = values.get("currency") or _named_currency(values["legs"])
    for number, leg in enumerate(values["legs"]):
        check_currency(f"legs[{number}].amount", leg["amount"], leg["account"].currency or currency)
        if "value" in leg:
            check_currency(f"legs[{number}].value", leg["value"], currency)
    return tuple(_leg(leg) for leg in values["legs"])


def _named_currency(legs: Sequence[Mapping[str, Any]]) -> str:
    """Return the currency of the first leg in a place, or of the first leg."""
    places = (leg["account"].currency for leg in legs if leg["account"].currency)
    return str(next(places, legs[0]["amount"].currency))


def _leg(leg: Mapping[str, Any]) -> Leg:
    value = leg["value"].amount if "value" in leg else None
    return Leg(leg["account"], leg["amount"].amount, value, leg.get("memo", ""))


def _simple_legs(by: Actor, values: Mapping[str, Any], payee: Payee | None) -> tuple[Leg, ...]:
    account, amount = values["account"], values["amount"]
    check_currency("amount", amount, account.currency)
    if any(name in values for name in _OF_TRANSFERS):
        return _transfer_legs(by, values)
    usual = payee.default_category if payee else None
    other = values.get("category") or usual or _uncategorised(by, amount)
    return Leg(account, amount.amount), Leg(other, -amount.amount)


def _transfer_legs(by: Actor, values: Mapping[str, Any]) -> tuple[Leg, ...]:
    """Return the legs of a transfer out of the account with what only a transfer has."""
    source, amount, target = values["account"], values["amount"], values.get("category")
    if target is None or not target.is_place or amount.amount >= 0:
        named = next(name for name in _OF_TRANSFERS if name in values)
        raise _wrong(named, _("Only a transfer has it: money out to an account, in “category”."))
    received, fee = values.get("received"), values.get("fee")
    if received is not None:
        check_currency("received", received, target.currency)
    draft = TransferDraft(
        date=values["date"],
        source=source,
        target=target,
        sent=-amount.amount,
        received=None if received is None else received.amount,
        fee=Decimal(0) if fee is None else _fee(source, fee),
        fee_category=None if fee is None else _category_of_fees(by, values),
    )
    return draft.legs()


def _fee(source: Account, fee: Money) -> Decimal:
    check_currency("fee", fee, source.currency)
    if fee.amount <= 0:
        raise _wrong("fee", _("Write a positive amount."))
    return fee.amount


def _category_of_fees(by: Actor, values: Mapping[str, Any]) -> Account:
    found: Account | None = values.get("fee_category") or fee_category(by)
    if found is None:
        raise _wrong("fee_category", _("Choose the category of the fee."))
    return found


def _uncategorised(by: Actor, amount: Money) -> Account:
    is_income = amount.amount > 0
    role = SystemRole.UNCATEGORISED_INCOME if is_income else SystemRole.UNCATEGORISED_EXPENSE
    return Account.objects.in_household(by.household).system(role)
