"""The monthly totals as the person in scope may see them: a view, read and never written."""

from __future__ import annotations

from django.db import models

from ledger.models.base import BulkHouseholdRow, tenant_key
from ledger.querysets import HouseholdQuerySet


class VisibleTotal(BulkHouseholdRow):
    """A `MonthlyTotal` without what came of transactions that are kept from the person.

    For whoever sees everything it is that table itself; reports read this and nothing else.
    """

    account = tenant_key("ledger.Account", related_name="+", on_delete=models.DO_NOTHING)
    month = models.DateField()
    """The first day of the month."""
    currency = models.CharField(max_length=8)
    amount = models.DecimalField(max_digits=26, decimal_places=8)
    base_value = models.DecimalField(max_digits=26, decimal_places=8)
    count = models.IntegerField()
    unrated = models.IntegerField()
    last_date = models.DateField()
    """No posting that the person sees in this month is later; one may lie earlier."""

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ledger_visibletotal"

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m} {self.amount} {self.currency}"
