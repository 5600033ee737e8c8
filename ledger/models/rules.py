"""Rules that set payee, category and tags, and the runs in which they did."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ledger.enums import RuleTrigger
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.changes import ChangeSet
from ledger.querysets import HouseholdQuerySet, RuleQuerySet, TrashQuerySet


class RuleGroup(HouseholdRow):
    """Rules that are asked one after another and switched off together, after those in none."""

    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "household",
                Lower("name"),
                name="rule_group_name_once",
                condition=models.Q(deleted_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rule(HouseholdRow):
    """When a transaction meets `conditions`, `actions` set its values; see `ledger.rules`.

    Each trigger that it answers to has a column of its own; who names a rule runs it anyway.
    """

    group = tenant_key(RuleGroup, null=True, blank=True, related_name="rules")
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField(default=0)
    """Its place among the rules of its group, or of none."""
    conditions = models.JSONField()
    actions = models.JSONField()
    is_active = models.BooleanField(_("active"), default=True)
    accounts = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """The ids of the accounts that it names, by which row-level security keeps it from some."""
    stops = models.BooleanField(_("stop after this rule"), default=False)
    on_import = models.BooleanField(_("on import"), default=True)
    on_edit = models.BooleanField(_("on entry or edit"), default=False)
    by_hand = models.BooleanField(_("when all rules are run"), default=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class RejectedSuggestion(HouseholdRow):
    """No rule is wanted that gives this payee this category."""

    payee = tenant_key("ledger.Payee", related_name="+")
    category = tenant_key("ledger.Account", related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.payee_id}: {self.category_id}"


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
