"""What the API shows of jobs."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import Job


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
