"""Rules that set payee, category and tags."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models.base import HouseholdRow
from ledger.querysets import TrashQuerySet


class Rule(HouseholdRow):
    """When a transaction meets `conditions`, `actions` set its values; see `ledger.rules`."""

    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(default=0)
    conditions = models.JSONField()
    actions = models.JSONField()
    is_active = models.BooleanField(_("active"), default=True)
    stops = models.BooleanField(_("stop after this rule"), default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
