"""Queries that people keep under a name."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ledger.enums import ViewSort
from ledger.models.base import HouseholdRow
from ledger.querysets import TrashQuerySet


class SavedView(HouseholdRow):
    """A query under a name, with the columns and the order that its list has.

    Row-level security keeps one that is not shared from everybody but its owner, and any from
    those from whom one of its accounts is kept.
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
    query = models.CharField(_("query"), max_length=1_000)
    columns = models.JSONField(default=list, blank=True)
    """Of `ViewColumn`, those that are shown beside payee and amount."""
    sort = models.CharField(_("order"), max_length=10, choices=ViewSort, default=ViewSort.NEWEST)
    is_pinned = models.BooleanField(_("in the navigation"), default=False)
    is_shared = models.BooleanField(_("shared with the household"), default=False)
    accounts = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """The ids of the accounts and categories that the query names."""
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
                name="saved_view_name_once",
                condition=models.Q(deleted_at=None),
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name
