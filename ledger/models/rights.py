"""What a member may do with one account, where that is less than their role allows."""

from __future__ import annotations

from django.db import models

from accounts.models import Membership
from accounts.roles import Right
from ledger.models.accounts import Account
from ledger.models.base import HouseholdRow, tenant_key
from ledger.querysets import HouseholdQuerySet


class AccountRight(HouseholdRow):
    """One member's right on one place and on every account below it.

    Where there is no row the right is full. Triggers spread the rows over the tree of accounts
    into `Membership.rights`, which every request reads.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    account = tenant_key(Account, related_name="+")
    right = models.CharField(max_length=10, choices=Right)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "membership", "account"], name="account_right_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} on {self.account_id}: {self.right}"
