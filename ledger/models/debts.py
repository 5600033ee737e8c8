"""What is owed to people who paid for the household, kept on accounts of their own."""

from __future__ import annotations

from django.db import models

from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.payees import Payee
from ledger.querysets import TrashQuerySet


class PersonAccount(HouseholdRow):
    """Says that an account keeps what is owed to one person, in the account's currency."""

    payee = tenant_key(Payee, related_name="+")
    account = tenant_key("ledger.Account", related_name="person_accounts")
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "account"],
                name="person_account_once",
                condition=models.Q(deleted_at=None),
            )
        ]
        indexes = [models.Index(fields=["household", "payee"], name="person_account_payee")]

    def __str__(self) -> str:
        return f"{self.account}"
