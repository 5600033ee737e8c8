"""Reminders."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.fields import Day, Input, RowField, Text
from ledger.models import Reminder, Transaction


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    """Words that stand among the alerts from a day on, until they are ticked as done."""

    transaction = serializers.IntegerField(
        source="transaction_id", allow_null=True, help_text="What it is about, if anything."
    )

    class Meta:
        model = Reminder
        fields = ("id", "transaction", "remind_on", "text", "done_at", "deleted_at", "version")
        read_only_fields = fields


class ReminderUpdate(Input):
    """What may be changed of a reminder."""

    remind_on = Day(help_text="The day from which on it stands among the alerts.")
    text = Text(max_length=200)


class ReminderInput(ReminderUpdate):
    """A reminder; `transaction` is what it is about, if anything."""

    transaction = RowField(
        queryset=Transaction.objects.all(), required=False, allow_null=True, default=None
    )


class ReminderQuery(serializers.Serializer[object]):
    """Which reminders are meant."""

    due = serializers.BooleanField(
        default=False, help_text="List the open ones alone whose day has come."
    )
