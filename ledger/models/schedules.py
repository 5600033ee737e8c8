"""What is due again and again, and what became of each time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.enums import AmountKind, OccurrenceState, ScheduleState
from ledger.models.base import HouseholdRow, tenant_key
from ledger.models.payees import Payee
from ledger.models.transactions import AMOUNT, Transaction
from ledger.querysets import HouseholdQuerySet, TrashQuerySet
from ledger.recurrence import Recurrence, Shift, Unit


class Schedule(HouseholdRow):
    """A template of a transaction, and when it is due; amounts as `account` sees them.

    What detection found and a person dismissed is kept as one, so that it is not proposed again.
    """

    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=10, choices=ScheduleState, default=ScheduleState.ACTIVE)
    account = tenant_key("ledger.Account", related_name="+")
    """The place whose money it is."""
    other = tenant_key("ledger.Account", related_name="+")
    """A category, or the place that the money is moved to or comes from."""
    accounts = ArrayField(models.BigIntegerField())
    """Both of them, by which row security and the history keep it from people."""
    payee = tenant_key(Payee, null=True, blank=True, related_name="+")
    memo = models.CharField(_("memo"), max_length=500, blank=True)
    tag_ids = models.JSONField(default=list, blank=True)
    amount_kind = models.CharField(max_length=10, choices=AmountKind, default=AmountKind.EXACT)
    amount = models.DecimalField(**AMOUNT)
    """Money out is negative. Of a range one end; of a card's balance or statement 0."""
    amount_to = models.DecimalField(**AMOUNT, null=True, blank=True)
    """The other end of a range."""
    total = models.DecimalField(**AMOUNT, null=True, blank=True)
    """Of an instalment plan; the last instalment is what the others leave of it."""
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.MONTH)
    every = models.PositiveSmallIntegerField(default=1)
    days = models.JSONField(default=list, blank=True)
    nth = models.SmallIntegerField(default=0)
    weekday = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    times = models.PositiveSmallIntegerField(null=True, blank=True)
    shift = models.CharField(max_length=10, choices=Shift, default=Shift.NONE)
    country = models.CharField(max_length=2, blank=True)
    posts = models.BooleanField(default=False)
    """Whether it is recorded on its day by itself, rather than expected to arrive."""
    early_days = models.PositiveSmallIntegerField(default=3)
    late_days = models.PositiveSmallIntegerField(default=5)
    detected_key = models.CharField(max_length=24, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TrashQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["household", "state"], name="schedule_state")]

    def __str__(self) -> str:
        return self.name

    def recurrence(self) -> Recurrence:
        """Return when it is due; raises ValueError when its values do not go together."""
        return Recurrence(
            start=self.starts_on,
            unit=Unit(self.unit),
            every=self.every,
            days=tuple(self.days),
            nth=self.nth,
            weekday=self.weekday,
            until=self.ends_before,
            times=self.times,
            shift=Shift(self.shift),
            country=self.country,
        )


class Occurrence(HouseholdRow):
    """One time of a schedule of which something is known; without a row it is just expected."""

    schedule = tenant_key(Schedule, related_name="occurrences", on_delete=models.CASCADE)
    due_on = models.DateField()
    """The day that the rule names; it tells one time of a schedule from the others."""
    expected_on = models.DateField()
    """The day after weekends and holidays."""
    state = models.CharField(
        max_length=10, choices=OccurrenceState, default=OccurrenceState.EXPECTED
    )
    transaction = tenant_key(
        Transaction, null=True, blank=True, related_name="+", on_delete=models.SET_NULL
    )
    amount = models.DecimalField(**AMOUNT)
    """What was expected, as the schedule's account sees it."""
    accounts = ArrayField(models.BigIntegerField())
    """Those of the schedule."""
    version = models.PositiveIntegerField(default=1)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["expected_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "schedule", "due_on"], name="occurrence_once"
            ),
            models.UniqueConstraint(
                fields=["household", "transaction"],
                name="occurrence_transaction_once",
                condition=models.Q(transaction__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_on}"
