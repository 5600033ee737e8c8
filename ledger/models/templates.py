"""Transactions that people enter again and again, kept under a name."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.payees import Payee
from ledger.querysets import TrashQuerySet


class TransactionTemplate(HouseholdRow):
    """What a new transaction is filled with, under a name of the household.

    Row-level security keeps it from those from whom one of its accounts is kept.
    """

    name = models.CharField(_("name"), max_length=100)
    payee = tenant_key(Payee, null=True, blank=True, related_name="+")
    memo = models.CharField(_("memo"), max_length=500, blank=True)
    tag_ids = models.JSONField(default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=8)
    """Of the transaction."""
    has_amount = models.BooleanField(_("with its amount"), default=True)
    """Without it, the amounts of the legs only say which way and in what shares money goes."""
    legs = models.JSONField(_("postings"))
    """As the history keeps postings, debit positive, that of the account people see first."""
    accounts = ArrayField(models.BigIntegerField())
    """The ids of the legs' accounts, by which row security and the history keep it from people."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "household",
                Lower("name"),
                name="template_name_once",
                condition=models.Q(deleted_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name
