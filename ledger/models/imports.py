"""Imports: a file's batch, what became of its rows, and the mapping kept for an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import Job
from ledger.enums import BatchState, RowOutcome
from ledger.models.base import BulkHouseholdRow, HouseholdRow, tenant_key
from ledger.models.transactions import AMOUNT, Transaction
from ledger.querysets import HouseholdQuerySet


class ImportProfile(HouseholdRow):
    """How files of one layout are read for one account, as a person corrected it."""

    account = tenant_key("ledger.Account", related_name="import_profiles")
    name = models.CharField(max_length=100)
    format = models.CharField(max_length=20)
    signature = models.CharField(max_length=64, blank=True)
    """Digest of the file's layout (its header); a file with the same one is read the same way."""
    options = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "account", "name"], name="import_profile_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatch(HouseholdRow):
    """One file imported into one account, or whole books; money out negative in its figures."""

    account = tenant_key("ledger.Account", null=True, blank=True, related_name="import_batches")
    """None for whole books, which have accounts of their own."""
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField()
    stored_file = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=20, blank=True)
    dialect = models.CharField(max_length=120, blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3, default=0)
    options = models.JSONField(default=dict)
    added_count = models.PositiveIntegerField(default=0)
    matched_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    sums = models.JSONField(default=dict)
    """Sum of the file's rows by currency, as decimal strings."""
    first_date = models.DateField(null=True, blank=True)
    last_date = models.DateField(null=True, blank=True)
    statement_balance = models.DecimalField(**AMOUNT, null=True, blank=True)
    ledger_balance = models.DecimalField(**AMOUNT, null=True, blank=True)
    report = models.JSONField(default=dict)
    """Of whole books: both sides of every account, and what was not carried over."""
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["household", "-created_at"], name="import_batch_recent")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_books(self) -> bool:
        """Whether the file is the whole books of another program."""
        return self.account_id is None

    @property
    def reached(self) -> list[int]:
        """The id of the account that the file goes to, none for whole books."""
        return [] if self.account_id is None else [self.account_id]

    @property
    def currency(self) -> str:
        """The currency of figures that name none: the account's; for books the household's."""
        code: str = self.account.currency if self.account else self.household.base_currency
        return code


class ImportRow(BulkHouseholdRow):
    """A row of a file that was not simply added: what became of it and why."""

    batch = tenant_key(ImportBatch, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    reason = models.CharField(max_length=300)
    date = models.DateField(null=True, blank=True)
    amount = models.DecimalField(**AMOUNT, null=True, blank=True)
    currency = models.CharField(max_length=8, blank=True)
    description = models.CharField(max_length=300, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    fingerprint = models.BigIntegerField(null=True, blank=True)
    transaction = tenant_key(Transaction, null=True, blank=True, related_name="import_rows")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["line", "pk"]
        indexes = [
            models.Index(fields=["household", "batch", "outcome", "line"], name="import_row_page"),
            models.Index(
                fields=["household", "transaction"],
                name="import_row_transaction",
                condition=models.Q(transaction__isnull=False),
            ),
            models.Index(
                fields=["fingerprint", "household"],
                name="import_row_fingerprint",
                condition=models.Q(outcome="matched"),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}"
