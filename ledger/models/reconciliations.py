"""Reconciliations: the books of an account held against a statement, row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import ReconciliationState
from ledger.models.base import BulkHouseholdRow, HouseholdRow, tenant_key
from ledger.models.transactions import AMOUNT, Transaction
from ledger.money import Money
from ledger.querysets import HouseholdQuerySet, TrashQuerySet


class Reconciliation(HouseholdRow):
    """One statement of one account and the rows ticked on it; locked when it is done."""

    account = tenant_key("ledger.Account", related_name="reconciliations")
    statement_date = models.DateField(_("statement date"))
    statement_balance = models.DecimalField(_("statement balance"), **AMOUNT)
    """At the end of the statement's day, in the account's currency, from the holder's view."""
    since = models.DateField(_("first day"), null=True, blank=True)
    """What is dated before it counts as settled; None for nothing."""
    state = models.CharField(
        max_length=10, choices=ReconciliationState, default=ReconciliationState.OPEN
    )
    adjustment = tenant_key(
        Transaction, null=True, blank=True, related_name="+", on_delete=models.SET_NULL
    )
    """What was booked for a difference that nobody could explain."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["-statement_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "account"],
                name="reconciliation_open_once",
                condition=models.Q(state="open", deleted_at=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["household", "account", "-statement_date"], name="reconciliation_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.statement_date}"

    @property
    def is_open(self) -> bool:
        return self.state == ReconciliationState.OPEN

    @property
    def money(self) -> Money:
        """The balance of the statement, from the holder's view."""
        return Money(self.statement_balance, self.account.currency)


class Tick(BulkHouseholdRow):
    """A transaction that is on a statement: what it was when the statement was locked."""

    reconciliation = tenant_key(Reconciliation, related_name="ticks", on_delete=models.CASCADE)
    transaction = tenant_key(Transaction, related_name="ticks", on_delete=models.CASCADE)
    date = models.DateField()
    amount = models.DecimalField(**AMOUNT)
    """What it moved on the account, money out negative."""
    is_marked = models.BooleanField(default=False)
    """Whether the transaction's status was made reconciled; in a closed period it stays."""
    is_released = models.BooleanField(default=False)
    """Whether it was changed since, by somebody who was asked first."""

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "reconciliation", "transaction"], name="tick_once"
            )
        ]
        indexes = [models.Index(fields=["household", "transaction"], name="tick_transaction")]

    def __str__(self) -> str:
        return f"{self.reconciliation_id}: {self.transaction_id}"
