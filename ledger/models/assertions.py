"""What an account held at the end of a day, as somebody or the bank says."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import AssertionSource
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.imports import ImportBatch
from ledger.models.transactions import AMOUNT
from ledger.money import Money
from ledger.querysets import TrashQuerySet


class BalanceAssertion(HouseholdRow):
    """A balance that an account is said to have had; whether it did is computed, never kept."""

    account = tenant_key("ledger.Account", related_name="assertions")
    date = models.DateField(_("date"))
    """The balance is that of the end of this day."""
    amount = models.DecimalField(_("balance"), **AMOUNT)
    """In the account's currency, from the holder's view."""
    source = models.CharField(max_length=10, choices=AssertionSource, default=AssertionSource.TYPED)
    import_batch = tenant_key(
        ImportBatch, null=True, blank=True, related_name="+", on_delete=models.CASCADE
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "account", "date", "amount"],
                name="assertion_once",
                condition=models.Q(deleted_at=None),
            )
        ]
        indexes = [models.Index(fields=["household", "account", "-date"], name="assertion_account")]

    def __str__(self) -> str:
        return f"{self.account} {self.date}"

    @property
    def money(self) -> Money:
        """What the account is said to have held."""
        return Money(self.amount, self.account.currency)
