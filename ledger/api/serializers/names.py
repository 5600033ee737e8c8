"""Payees and tags."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Input, RowField, Text
from ledger.models import Account, Payee, Tag


class PayeeSerializer(serializers.ModelSerializer[Payee]):
    """A counterparty and the category that its new transactions get."""

    class Meta:
        model = Payee
        fields = ("id", "name", "default_category", "merged_into", "deleted_at", "version")
        read_only_fields = fields


class PayeeInput(Input):
    """What may be set on a payee."""

    name = Text(max_length=200)
    default_category = RowField(
        queryset=Account.objects.categories(), allow_null=True, required=False
    )


class PayeeMerge(Input):
    """The payees that become part of another."""

    sources = serializers.ListField(
        child=RowField(queryset=Payee.objects.all()), min_length=1, max_length=100
    )


class TagSerializer(serializers.ModelSerializer[Tag]):
    """A free label on transactions."""

    class Meta:
        model = Tag
        fields = ("id", "name", "deleted_at", "version")
        read_only_fields = fields


class TagInput(Input):
    """What may be set on a tag."""

    name = Text(max_length=50)
