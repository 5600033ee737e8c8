"""Two transactions that are one event, or that a person said are not."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ledger.enums import PairKind, PairState
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.transactions import Transaction
from ledger.querysets import TrashQuerySet


class Pair(HouseholdRow):
    """Two transactions found to be one event: joined into `first`, or rejected and so remembered.

    Of a joined pair `second` lies in the trash with everything that its bank said of it.
    """

    kind = models.CharField(max_length=10, choices=PairKind)
    state = models.CharField(max_length=10, choices=PairState)
    first = tenant_key(Transaction, related_name="+", on_delete=models.CASCADE)
    """Of a transfer the half with money out; of duplicates the one that stays."""
    second = tenant_key(Transaction, related_name="+", on_delete=models.CASCADE)
    accounts = ArrayField(models.BigIntegerField())
    """The places of both, by which row security and the history keep it from people."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "first", "second", "kind"],
                name="pair_once",
                condition=models.Q(deleted_at=None),
            )
        ]
        indexes = [
            models.Index(fields=["household", "first"], name="pair_first"),
            models.Index(fields=["household", "second"], name="pair_second"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} {self.second_id}"
