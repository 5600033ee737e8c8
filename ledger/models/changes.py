"""The history: who changed what, by which road, before and after."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.actors import Origin
from ledger.models.base import BulkHouseholdRow, HouseholdRow, tenant_key
from ledger.querysets import HouseholdQuerySet


class ChangeSet(HouseholdRow):
    """One act of one actor: the unit that is undone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin)
    kind = models.CharField(max_length=40)
    summary = models.CharField(max_length=200)
    import_batch = tenant_key("ledger.ImportBatch", null=True, blank=True, related_name="+")
    undoes = tenant_key("self", null=True, blank=True, related_name="undone_by")
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["household", "-created_at"], name="change_set_recent")]

    def __str__(self) -> str:
        return self.summary


class Change(BulkHouseholdRow):
    """One row before and after; null where it did not exist."""

    change_set = tenant_key(ChangeSet, related_name="changes")
    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    """The row's version after the change; a later edit makes it higher, and undo conflict."""

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["household", "model", "object_id"], name="change_object"),
            models.Index(fields=["household", "change_set"], name="change_of_set"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
