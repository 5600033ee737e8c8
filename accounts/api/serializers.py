"""What the API shows of people, households and jobs."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Household, Job, Membership


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    class Meta:
        model = Household
        fields = ("id", "name", "base_currency", "time_zone", "month_start_day", "created_at")
        read_only_fields = fields


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A household that the caller is in, and as what."""

    household = HouseholdSerializer(read_only=True)

    class Meta:
        model = Membership
        fields = ("household", "role", "joined_at")
        read_only_fields = fields


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job; `percent` is null while the total is unknown."""

    percent = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "title",
            "state",
            "done",
            "total",
            "percent",
            "message",
            "error",
            "result",
            "is_cancel_requested",
            "request_id",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields
