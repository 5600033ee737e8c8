"""Files attached to transactions: receipts, invoices, contracts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ledger.enums import ScanState
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.transactions import Transaction
from ledger.querysets import TrashQuerySet


class Attachment(HouseholdRow):
    """One file of a transaction; its bytes lie in private storage under a random name."""

    transaction = tenant_key(Transaction, related_name="attachments", on_delete=models.CASCADE)
    name = models.CharField(max_length=255)
    """As it was sent, only ever shown."""
    content_type = models.CharField(max_length=40)
    """What the content is, not what the sender said."""
    size = models.PositiveIntegerField()
    """Bytes as kept; those of pictures are drawn anew."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the bytes as kept."""
    storage_key = models.CharField(max_length=100)
    scan_state = models.CharField(max_length=10, choices=ScanState, default=ScanState.UNSCANNED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["household", "transaction"], name="attachment_transaction"),
            models.Index(
                fields=["created_at"],
                name="attachment_waiting",
                condition=models.Q(scan_state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it may be looked at: nothing found in it, or nobody asked for a scan."""
        return self.scan_state in {ScanState.UNSCANNED, ScanState.CLEAN}

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
