"""Transactions, their postings, and the monthly totals that the database keeps of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import Status, TransactionSource, ValueSource
from ledger.models.base import BulkHouseholdRow, tenant_key
from ledger.models.payees import Payee, Tag
from ledger.querysets import HouseholdQuerySet, PostingQuerySet, TransactionQuerySet

AMOUNT: dict[str, Any] = {"max_digits": 22, "decimal_places": 8}


def user_key() -> Any:
    """Return a reference to a person that costs a bulk load no foreign key check."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )


class Transaction(BulkHouseholdRow):
    """The header of a booking; the values of its postings sum to zero."""

    date = models.DateField(_("date"))
    payee = tenant_key(Payee, null=True, blank=True, related_name="transactions")
    raw_payee = models.CharField(max_length=300, blank=True)
    """The counterparty as the bank wrote it, kept for ever."""
    memo = models.CharField(_("memo"), max_length=500, blank=True)
    currency = models.CharField(_("currency"), max_length=8)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CLEARED)
    source = models.CharField(
        max_length=10, choices=TransactionSource, default=TransactionSource.MANUAL
    )
    import_batch = tenant_key("ledger.ImportBatch", null=True, blank=True, related_name="added")
    external_id = models.CharField(max_length=200, blank=True)
    fingerprint = models.BigIntegerField(null=True, blank=True)
    """Digest of the row as imported, equal for equal rows of one account (`imports.match`)."""
    payee_source = models.CharField(max_length=10, choices=ValueSource, blank=True, default="")
    category_source = models.CharField(max_length=10, choices=ValueSource, blank=True, default="")
    category_confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    category_reason = models.CharField(max_length=200, blank=True)
    tags_source = models.CharField(max_length=10, choices=ValueSource, blank=True, default="")
    created_by = user_key()
    updated_by = user_key()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    """When it was deleted for good: its postings and words are gone, its header stays."""
    version = models.PositiveIntegerField(default=1)
    tags = models.ManyToManyField(Tag, through="ledger.TransactionTag", related_name="transactions")

    objects = TransactionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["household", "-date", "-id"], name="transaction_register"),
            models.Index(fields=["household", "payee", "-date"], name="transaction_payee"),
            models.Index(
                fields=["household", "import_batch"],
                name="transaction_batch",
                condition=models.Q(import_batch__isnull=False),
            ),
            models.Index(
                fields=["household", "external_id"],
                name="transaction_external",
                condition=~models.Q(external_id=""),
            ),
            models.Index(
                fields=["fingerprint", "household"],
                name="transaction_fingerprint",
                condition=models.Q(fingerprint__isnull=False),
            ),
            models.Index(
                fields=["household", "-date", "-id"],
                name="transaction_pending",
                condition=models.Q(status="pending"),
            ),
            models.Index(
                fields=["household", "deleted_at"],
                name="transaction_trash",
                condition=models.Q(deleted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.payee or self.raw_payee or self.memo}"


class Posting(BulkHouseholdRow):
    """One leg: `amount` in the account's currency, `value` in the transaction's; debit positive."""

    transaction = tenant_key(Transaction, related_name="postings")
    account = tenant_key("ledger.Account", related_name="postings")
    date = models.DateField()
    amount = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=8)
    value = models.DecimalField(**AMOUNT)
    base_value = models.DecimalField(**AMOUNT, null=True, blank=True)
    """In the household's base currency at the day's rate; null until that rate is known."""
    memo = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(
                fields=["household", "account", "-date", "-transaction"], name="posting_register"
            ),
            models.Index(fields=["household", "transaction"], name="posting_transaction"),
            models.Index(
                fields=["household", "date"],
                name="posting_unrated",
                condition=models.Q(base_value=None),
            ),
            models.Index(
                fields=["household", "transaction"],
                name="posting_noted",
                condition=~models.Q(memo=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount} {self.currency}"


class TransactionTag(BulkHouseholdRow):
    """A tag on a transaction."""

    transaction = tenant_key(Transaction, related_name="transaction_tags")
    tag = tenant_key(Tag, related_name="transaction_tags")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "transaction", "tag"], name="transaction_tag_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id}: {self.tag_id}"


class MonthlyTotal(BulkHouseholdRow):
    """Per account, calendar month and currency: what its live postings sum to. Kept by triggers."""

    account = tenant_key("ledger.Account", related_name="monthly_totals")
    month = models.DateField()
    """The first day of the month."""
    currency = models.CharField(max_length=8)
    amount = models.DecimalField(max_digits=26, decimal_places=8)
    base_value = models.DecimalField(max_digits=26, decimal_places=8)
    """Sum of the known base values; `unrated` postings lack one."""
    count = models.IntegerField()
    unrated = models.IntegerField()
    last_date = models.DateField()

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "account", "month", "currency"], name="monthly_total_once"
            )
        ]
        indexes = [models.Index(fields=["household", "month"], name="monthly_total_month")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m} {self.amount} {self.currency}"
