"""Totals: what months changed, and what accounts held at the end of a day."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import QueryDay
from ledger.api.serializers.money import MoneyField, bag_json, money_json
from ledger.api.serializers.queries import KeysField
from ledger.enums import AccountKind
from ledger.reports.balances import AccountBalance, BalanceSheet, MonthlyChange


class MonthsQuery(serializers.Serializer[Any]):
    """Which months are meant, of which accounts."""

    account = KeysField(help_text="Of accounts and categories; all of them without it.")
    start = QueryDay(
        required=False, help_text="Months that begin on this day or later; a year back without it."
    )
    end = QueryDay(required=False, help_text="Months that begin before this day.")


class MonthlyChangeSerializer(serializers.Serializer[Any]):
    """What a calendar month changed in an account, debit positive."""

    account = serializers.IntegerField()
    month = serializers.DateField(help_text="Its first day.")
    change = MoneyField()


class MonthsSerializer(serializers.Serializer[Any]):
    """Monthly changes, oldest first; a month without postings is left out."""

    results = MonthlyChangeSerializer(many=True)


class BalancesQuery(serializers.Serializer[Any]):
    """The day meant."""

    as_of = QueryDay(required=False, help_text="Today in the household without it.")


class AccountBalanceSerializer(serializers.Serializer[Any]):
    """What an account or category holds, debit positive; `path` is its name in journals."""

    account = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=AccountKind.choices)
    path = serializers.CharField()
    own = MoneyField(many=True, help_text="Its own postings, by currency.")
    total = MoneyField(many=True, help_text="With all that lies below it.")


class BalancesSerializer(serializers.Serializer[Any]):
    """The balances of every account at the end of a day, parents before children."""

    as_of = serializers.DateField()
    accounts = AccountBalanceSerializer(many=True)


def months_json(changes: tuple[MonthlyChange, ...]) -> dict[str, Any]:
    """Return monthly changes as the API shows them."""
    return {
        "results": [
            {
                "account": each.account_id,
                "month": each.month,
                "change": money_json(each.change),
            }
            for each in changes
        ]
    }


def balances_json(sheet: BalanceSheet) -> dict[str, Any]:
    """Return balances as the API shows them, accounts in the trash left out."""
    live = (row for row in sheet.rows if row.account.deleted_at is None)
    return {"as_of": sheet.as_of, "accounts": [_balance(row) for row in live]}


def _balance(row: AccountBalance) -> dict[str, Any]:
    return {
        "account": row.account.pk,
        "name": row.account.name,
        "kind": row.account.kind,
        "path": row.path,
        "own": bag_json(row.own),
        "total": bag_json(row.total),
    }
