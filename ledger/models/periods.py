"""Stretches of time that can be closed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ledger.enums import PeriodState
from ledger.models.base import HouseholdRow
from ledger.querysets import HouseholdQuerySet


class Period(HouseholdRow):
    """The days [start, end); while closed, nothing dated in them changes."""

    start = models.DateField()
    end = models.DateField()
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["household", "start", "end"], name="period_once"),
            models.CheckConstraint(
                name="period_not_empty", condition=models.Q(end__gt=models.F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}: {self.state}"
