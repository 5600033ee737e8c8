"""Money that comes back for a purchase: what is owed, and what came."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import ClaimState
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.payees import Payee
from ledger.models.transactions import AMOUNT, Transaction
from ledger.money import Money
from ledger.querysets import TrashQuerySet


class Claim(HouseholdRow):
    """What somebody is to pay back of a purchase; a purchase may have several."""

    purchase = tenant_key(Transaction, related_name="claims", on_delete=models.CASCADE)
    payee = tenant_key(Payee, related_name="+")
    """Who is to pay it back."""
    amount = models.DecimalField(**AMOUNT)
    """What is expected, without sign."""
    currency = models.CharField(max_length=8)
    asked_on = models.DateField(_("asked on"))
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.OPEN)
    accounts = ArrayField(models.BigIntegerField())
    """The places of the purchase, by which row security and the history keep it from people."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        indexes = [models.Index(fields=["household", "purchase"], name="claim_purchase")]

    def __str__(self) -> str:
        return f"{self.payee}: {self.purchase}"


class Refund(HouseholdRow):
    """Money that came back for a purchase, of the shop's or, with a claim, of who owed it."""

    purchase = tenant_key(Transaction, related_name="refunds", on_delete=models.CASCADE)
    incoming = tenant_key(Transaction, related_name="+", on_delete=models.CASCADE)
    claim = tenant_key(
        Claim, null=True, blank=True, related_name="refunds", on_delete=models.CASCADE
    )
    category = tenant_key("ledger.Account", null=True, blank=True, related_name="+")
    """The category that it lowers in the month of its purchase; none where it does in its own."""
    amount = models.DecimalField(**AMOUNT)
    """What came, without sign."""
    currency = models.CharField(max_length=8)
    accounts = ArrayField(models.BigIntegerField())
    """The places of both transactions."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "incoming", "claim"],
                name="refund_once",
                condition=models.Q(deleted_at=None),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["household", "purchase"], name="refund_purchase"),
            models.Index(fields=["household", "claim"], name="refund_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.purchase}"

    @property
    def money(self) -> Money:
        """What came, without sign."""
        return Money(self.amount, self.currency)
