"""Rights of members on accounts."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Choice, Input, RowField, Whole
from accounts.roles import Right
from ledger.models import Account, AccountRight


class AccountRightSerializer(serializers.ModelSerializer[AccountRight]):
    """What a member may do on an account and those below it, where it is less than full."""

    class Meta:
        model = AccountRight
        fields = ("id", "membership", "account", "right")
        read_only_fields = fields


class AccountRightInput(Input):
    """The right that a member is to have on an account; `full` takes a limit away."""

    membership = Whole(min_value=1, max_value=2**63 - 1)
    account = RowField(queryset=Account.objects.places())
    right = Choice(choices=Right.choices)
