"""Operations, and applying them."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Choice, Flag, Input, RowField, Text, Whole
from ledger.api.serializers.annotations import MOST_ROWS
from ledger.enums import Status
from ledger.models import Account, Operation, Tag


class OperationSerializer(serializers.ModelSerializer[Operation]):
    """A bulk change under a name; what is empty stays as it is when it is applied."""

    add_tags = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    remove_tags = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Operation
        fields = (
            "id",
            "owner",
            "name",
            "category",
            "add_tags",
            "remove_tags",
            "status",
            "is_shared",
            "deleted_at",
            "version",
        )
        read_only_fields = fields


class OperationInput(Input):
    """What may be set on an operation."""

    name = Text(max_length=100)
    category = RowField(queryset=Account.objects.categories(), allow_null=True, required=False)
    add_tags = serializers.ListField(
        child=RowField(queryset=Tag.objects.all()), max_length=50, required=False
    )
    remove_tags = serializers.ListField(
        child=RowField(queryset=Tag.objects.all()), max_length=50, required=False
    )
    status = Choice(choices=Status.choices, allow_blank=True, required=False)
    is_shared = Flag(required=False)


class OperationApplyInput(Input):
    """The transactions that are to be changed."""

    transactions = serializers.ListField(
        child=Whole(min_value=1), min_length=1, max_length=MOST_ROWS
    )
