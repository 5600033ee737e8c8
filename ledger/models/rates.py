"""Prices of currencies on dates."""

from __future__ import annotations

from django.db import models

from accounts.models import Household
from ledger.querysets import TrashQuerySet


class ExchangeRate(models.Model):
    """How many units of `quote` one unit of `base` was worth on `date`.

    Rates without a household are shared (a central bank's); a household's own go before them.
    """

    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    date = models.DateField()
    base = models.CharField(max_length=8)
    quote = models.CharField(max_length=8)
    rate = models.DecimalField(max_digits=26, decimal_places=12)
    source = models.CharField(max_length=20)
    deleted_at = models.DateTimeField(null=True, blank=True)
    """When the household took it back: it counts no longer, and its history can bring it back."""
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "base", "quote", "date"],
                name="exchange_rate_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="exchange_rate_positive", condition=models.Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote} on {self.date}"
