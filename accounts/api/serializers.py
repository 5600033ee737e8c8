"""What the API shows and takes of people, households and jobs."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import Input, Text, Whole
from accounts.models import Household, Job
from accounts.roles import Role


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    """A household that the caller is in, and as what."""

    role = serializers.SerializerMethodField()

    class Meta:
        model = Household
        fields = (
            "id",
            "name",
            "role",
            "base_currency",
            "time_zone",
            "month_start_day",
            "created_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Role.choices))
    def get_role(self, household: Household) -> str:
        roles: dict[int, str] = self.context["roles"]
        return roles[household.pk]


class HouseholdUpdate(Input):
    """What may be changed on a household."""

    name = Text(max_length=100)
    time_zone = Text(max_length=64, help_text="An IANA name such as Europe/Vienna.")
    month_start_day = Whole(min_value=1, max_value=31)


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
