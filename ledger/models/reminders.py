"""What the household wants to be told on a day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.transactions import Transaction
from ledger.querysets import ReminderQuerySet


class Reminder(HouseholdRow):
    """Words that stand among the alerts from a day on, until they are ticked as done.

    Whoever does not see the transaction that it is about does not see it either.
    """

    transaction = tenant_key(
        Transaction, null=True, blank=True, related_name="reminders", on_delete=models.CASCADE
    )
    remind_on = models.DateField(_("day"))
    text = models.CharField(_("words"), max_length=200)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["remind_on", "pk"]
        indexes = [
            models.Index(
                fields=["household", "remind_on"],
                name="reminder_open",
                condition=models.Q(done_at=None, deleted_at=None),
            ),
            models.Index(fields=["household", "transaction"], name="reminder_transaction"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None
