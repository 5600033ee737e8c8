"""Query parameters of lists and totals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import QueryDay
from finehance.kit.paging import PageQuery
from ledger.api.serializers.money import size_text
from ledger.enums import Status
from ledger.query.parser import LONGEST_QUERY

LARGEST_ID = 2**63 - 1


class KeysField(serializers.ListField):
    """Ids; the parameter may be repeated."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=500, **options)


class FilterQuery(serializers.Serializer[Any]):
    """Which transactions are meant: all parameters hold; of a repeated one, any of its values."""

    account = KeysField(help_text="With all accounts below it.")
    category = KeysField(help_text="With all categories below it.")
    payee = KeysField()
    tag = KeysField()
    id = KeysField()
    status = serializers.ListField(
        child=serializers.ChoiceField(choices=Status.choices), required=False
    )
    start = QueryDay(required=False, help_text="The first day.")
    end = QueryDay(required=False, help_text="The day after the last.")
    min = serializers.CharField(required=False, validators=[size_text], help_text="Without sign.")
    max = serializers.CharField(required=False, validators=[size_text], help_text="Without sign.")
    q = serializers.CharField(
        required=False,
        max_length=LONGEST_QUERY,
        help_text="Words in payee, memo or the bank's text, and terms: `account:visa amount>50`."
        " Of a mistake the problem's `query` tells the place.",
    )
    batch = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    uncategorised = serializers.BooleanField(required=False)
    trash = serializers.BooleanField(required=False, help_text="What lies in the trash.")


class TransactionQuery(FilterQuery, PageQuery):
    """Which transactions are meant, and which page of them."""

    cursor = serializers.CharField(required=False, help_text="As a link of an answer gives it.")
