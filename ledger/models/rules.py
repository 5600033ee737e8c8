"""Rules that set payee, category and tags, and the runs in which they did."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import RuleTrigger
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.changes import ChangeSet
from ledger.querysets import HouseholdQuerySet, TrashQuerySet


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


class RuleRun(HouseholdRow):
    """What rules changed together at one time; who, when and the values stand in its change set.

    Row-level security keeps a run from whoever may not see that act as a whole.
    """

    change_set = tenant_key(ChangeSet, related_name="rule_runs")
    trigger = models.CharField(max_length=10, choices=RuleTrigger)
    changed_count = models.PositiveIntegerField()
    """How many transactions changed."""
    rule_counts = models.JSONField(default=dict)
    """By the id of each rule that set something, on how many transactions it did."""

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["household", "-id"], name="rule_run_recent")]

    def __str__(self) -> str:
        return f"{self.get_trigger_display()}: {self.changed_count}"
