"""Counterparties, the raw names they were seen under, and tags."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ledger.models.base import HouseholdRow, tenant_key
from ledger.querysets import HouseholdQuerySet, TrashQuerySet


class Payee(HouseholdRow):
    """A normalised counterparty."""

    name = models.CharField(_("name"), max_length=200)
    default_category = tenant_key("ledger.Account", null=True, blank=True, related_name="+")
    merged_into = tenant_key("self", null=True, blank=True, related_name="merged")
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "household",
                Lower("name"),
                name="payee_name_once",
                condition=models.Q(deleted_at=None, merged_into=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> Payee:
        """The payee that this one means since it was merged; itself when it was not."""
        merged: Payee | None = self.merged_into
        return merged or self


class PayeeAlias(HouseholdRow):
    """A raw name as a bank wrote it, and the payee it means."""

    payee = tenant_key(Payee, related_name="aliases")
    raw_name = models.CharField(max_length=300)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "payee aliases"
        constraints = [
            models.UniqueConstraint(fields=["household", "raw_name"], name="payee_alias_once")
        ]

    def __str__(self) -> str:
        return self.raw_name


class Tag(HouseholdRow):
    """A free label on transactions."""

    name = models.CharField(_("name"), max_length=50)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "household",
                Lower("name"),
                name="tag_name_once",
                condition=models.Q(deleted_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name
