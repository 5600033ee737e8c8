"""Schedules in the API: what is due, each time of it, and what detection proposes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import Choice, Day, Flag, Input, QueryDay, RowField, Text, Whole
from ledger.api.serializers.money import MoneyField, amount_text, money_json
from ledger.enums import AmountKind, OccurrenceState, ScheduleState
from ledger.models import Account, Payee, Schedule, Tag
from ledger.recurrence import Shift, Unit
from ledger.recurring.cadences import Cadence
from ledger.reports.recurring import Recurring
from ledger.reports.schedules import Alert, AlertKind, Expected
from ledger.services.schedules import MOST_WINDOW, ScheduleDraft

SETTABLE = [
    (state.value, state.label) for state in ScheduleState if state != ScheduleState.DISMISSED
]
_AMOUNTS = ("amount", "amount_to", "total")


class ScheduleSerializer(serializers.ModelSerializer[Schedule]):
    """A schedule; amounts as `account` sees them, money out negative, in its currency."""

    payee = serializers.IntegerField(source="payee_id", allow_null=True)
    account = serializers.IntegerField(source="account_id")
    other = serializers.IntegerField(source="other_id")
    tags = serializers.ListField(child=serializers.IntegerField(), source="tag_ids")
    days = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = Schedule
        fields = (
            "id", "name", "state", "account", "other", "payee", "memo", "tags", "amount_kind",
            "amount", "amount_to", "total", "unit", "every", "days", "nth", "weekday", "starts_on",
            "ends_before", "times", "shift", "country", "posts", "early_days", "late_days",
            "deleted_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class ScheduleInput(Input):
    """What may be set on a schedule; see the pages' words for what each means."""

    name = Text(max_length=200)
    account = RowField(queryset=Account.objects.places(), help_text="Whose money it is.")
    other = RowField(queryset=Account.objects.all(), help_text="A category, or another account.")
    starts_on = Day()
    amount_kind = Choice(choices=AmountKind.choices, required=False)
    amount = Text(validators=[amount_text], max_length=24, required=False)
    amount_to = Text(validators=[amount_text], max_length=24, required=False, allow_null=True)
    total = Text(validators=[amount_text], max_length=24, required=False, allow_null=True)
    payee = RowField(queryset=Payee.objects.all(), required=False, allow_null=True)
    memo = Text(max_length=500, allow_blank=True, required=False)
    tags = serializers.ListField(
        child=RowField(queryset=Tag.objects.all()), max_length=50, required=False
    )
    unit = Choice(choices=Unit.choices, required=False)
    every = Whole(min_value=1, max_value=366, required=False)
    days = serializers.ListField(
        child=Whole(min_value=1, max_value=31), max_length=31, required=False
    )
    nth = Whole(min_value=-1, max_value=5, required=False)
    weekday = Whole(min_value=0, max_value=6, required=False, help_text="0 is Monday.")
    ends_before = Day(required=False, allow_null=True)
    times = Whole(min_value=1, max_value=999, required=False, allow_null=True)
    shift = Choice(choices=Shift.choices, required=False)
    country = Text(max_length=2, allow_blank=True, required=False)
    posts = Flag(required=False)
    early_days = Whole(min_value=0, max_value=MOST_WINDOW, required=False)
    late_days = Whole(min_value=0, max_value=MOST_WINDOW, required=False)


def draft_of(values: Mapping[str, Any], kept: Schedule | None = None) -> ScheduleDraft:
    """Return a draft of what was sent, over what a schedule says already."""
    before: dict[str, Any] = {}
    if kept is not None:
        names = set(ScheduleInput().get_fields()) - {"tags", "days"}
        before = {name: getattr(kept, name) for name in names}
        before["tags"] = list(Tag.objects.filter(pk__in=kept.tag_ids))
        before["days"] = kept.days
    sent = {
        name: Decimal(value) if name in _AMOUNTS and value is not None else value
        for name, value in values.items()
    }
    found = before | sent
    kinds = {"amount_kind": AmountKind, "unit": Unit, "shift": Shift}
    found |= {name: kind(found[name]) for name, kind in kinds.items() if name in found}
    found |= {name: tuple(found[name]) for name in ("tags", "days") if name in found}
    return ScheduleDraft(**found)


class TimesQuery(serializers.Serializer[Any]):
    """Which days are meant: [start, end), at most ten years."""

    start = QueryDay(required=False, help_text="Today where it is left out.")
    end = QueryDay(required=False, help_text="A year later where it is left out.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("start"), attrs.get("end")
        if start and end and not 0 < (end - start).days <= 3_660:
            raise serializers.ValidationError({"end": _("Choose up to ten years.")})
        return attrs


class TimeInput(Input):
    """Which time of a schedule is meant: its day before weekends and holidays."""

    due_on = Day()


class MatchInput(TimeInput):
    """Which transaction is that time."""

    transaction = Whole(min_value=1, max_value=2**63 - 1)


class TimeSerializer(serializers.Serializer[Any]):
    """One time of a schedule."""

    schedule = serializers.IntegerField()
    number = serializers.IntegerField()
    due_on = serializers.DateField()
    expected_on = serializers.DateField()
    state = serializers.ChoiceField(choices=OccurrenceState.choices)
    amount = MoneyField()
    arrived = MoneyField(allow_null=True)
    transaction = serializers.IntegerField(allow_null=True)


class TimesSerializer(serializers.Serializer[Any]):
    """Times in order of days."""

    times = TimeSerializer(many=True)


def time_json(each: Expected) -> dict[str, Any]:
    """Return one time of a schedule as the API shows it."""
    return {
        "schedule": each.schedule.pk,
        "number": each.number,
        "due_on": each.due_on,
        "expected_on": each.expected_on,
        "state": each.state,
        "amount": money_json(each.amount),
        "arrived": money_json(each.arrived) if each.arrived else None,
        "transaction": each.transaction_id,
    }


class AlertSerializer(serializers.Serializer[Any]):
    """Something that needs a look; `time` is null of a schedule that is broken.

    Missed: record, skip or match it. Another price: reprice. Renewed soon: pause, if cancelled.
    Broken: change its accounts.
    """

    kind = serializers.ChoiceField(choices=[each.value for each in AlertKind])
    schedule = serializers.IntegerField()
    name = serializers.CharField()
    time = TimeSerializer(allow_null=True)


class AlertsSerializer(serializers.Serializer[Any]):
    """What is broken first, then the times in order of days."""

    alerts = AlertSerializer(many=True)


class PriceInput(Input):
    """The amount that is expected from now on, signed as the schedule's account sees it."""

    amount = MoneyField()


def alert_json(alert: Alert) -> dict[str, Any]:
    """Return what needs a look as the API shows it."""
    return {
        "kind": alert.kind.value,
        "schedule": alert.schedule.pk,
        "name": alert.schedule.name,
        "time": time_json(alert.expected) if alert.expected else None,
    }


class SettledSerializer(serializers.Serializer[Any]):
    """What became of a time."""

    due_on = serializers.DateField()
    expected_on = serializers.DateField()
    state = serializers.ChoiceField(choices=OccurrenceState.choices)
    transaction = serializers.IntegerField(source="transaction_id", allow_null=True)


class ProposalKey(Input):
    """Which proposal is meant."""

    key = Text(max_length=24)


class StateInput(Input):
    """What the schedule is to do."""

    state = Choice(choices=SETTABLE)


class RecurringSerializer(serializers.Serializer[Any]):
    """What recurs in the books and is no schedule yet, with its rows and the reason."""

    key = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    account = serializers.IntegerField()
    payee = serializers.IntegerField(allow_null=True)
    other = serializers.IntegerField(allow_null=True)
    cadence = serializers.ChoiceField(choices=[each.value for each in Cadence])
    amount = MoneyField()
    next_due = serializers.DateField()
    score = serializers.FloatField()
    reason = serializers.CharField()
    transactions = serializers.ListField(child=serializers.IntegerField())


class ProposalsSerializer(serializers.Serializer[Any]):
    """The proposals, the surest first."""

    proposals = RecurringSerializer(many=True)


def proposal_json(found: Recurring) -> dict[str, Any]:
    """Return a proposal as the API shows it."""
    return {
        "key": found.key,
        "name": found.name,
        "account": found.account_id,
        "payee": found.payee_id,
        "other": found.other_id,
        "cadence": found.cadence.value,
        "amount": money_json(found.amount),
        "next_due": found.series.next_due,
        "score": found.series.score,
        "reason": found.reason,
        "transactions": list(found.rows),
    }
