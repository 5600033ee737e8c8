"""Bulk changes that people keep under a name."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ledger.enums import Status
from ledger.models.accounts import Account
from ledger.models.base import HouseholdRow, tenant_key
from ledger.querysets import TrashQuerySet


class Operation(HouseholdRow):
    """A change of category, tags and status under a name, to be made on selected transactions.

    Row-level security keeps one that is not shared from everybody but its owner. It names no
    place, so that nothing in it can be kept from a member.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=100)
    category = tenant_key(Account, null=True, blank=True, related_name="+")
    add_tags = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """The ids of the tags that it adds."""
    remove_tags = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """The ids of the tags that it takes off."""
    status = models.CharField(_("status"), max_length=10, choices=Status, blank=True)
    """What it marks transactions as; empty leaves their status."""
    is_shared = models.BooleanField(_("shared with the household"), default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "household",
                "owner",
                Lower("name"),
                name="operation_name_once",
                condition=models.Q(deleted_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name
