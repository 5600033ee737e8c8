"""The API of the audit trail: read only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Origin
from accounts.api.base import ReadViewSet
from accounts.api.fields import Choice, QueryDay
from accounts.enums import AuditKind
from accounts.models import AuditEvent
from accounts.reports.audit_log import AuditFilter, find_events
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One act; `sequence` and `hash` are its place in the chain, null and empty for a moment."""

    kind = serializers.ChoiceField(choices=AuditKind.choices)
    user = serializers.IntegerField(source="user_id", allow_null=True)
    origin = serializers.ChoiceField(choices=Origin.choices)
    network = serializers.CharField(source="address")
    browser = serializers.CharField(source="agent")
    details = serializers.DictField()

    class Meta:
        model = AuditEvent
        fields = (
            "id",
            "at",
            "kind",
            "user",
            "user_label",
            "operator_id",
            "origin",
            "subject",
            "details",
            "network",
            "browser",
            "request_id",
            "sequence",
            "previous_hash",
            "hash",
        )
        read_only_fields = fields


class AuditQuery(serializers.Serializer[Any]):
    """Which events are meant; `start` and `until` are days, both included."""

    kind = Choice(choices=AuditKind.choices, required=False)
    user = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    start = QueryDay(required=False)
    until = QueryDay(required=False)
    q = serializers.CharField(max_length=100, required=False)


class AuditEventViewSet(ReadViewSet[AuditEvent]):
    """What was done, newest first: one's own acts, and the household's for who manages it."""

    scope = TokenScope.ADMIN
    serializer_class = AuditEventSerializer
    queryset = AuditEvent.objects.all()
    orderings = by("at", "kind", "user_label", "sequence")
    http_method_names = ["get", "head"]

    def get_queryset(self) -> QuerySet[AuditEvent]:
        if getattr(self, "swagger_fake_view", False):
            return AuditEvent.objects.none()
        return find_events(self.actor, AuditFilter())

    @extend_schema(parameters=[AuditQuery])
    def list(self, request: Request) -> Response:
        asked = self.read_query(AuditQuery)
        chosen = AuditFilter(
            asked.get("kind", ""),
            asked.get("user"),
            asked.get("start"),
            asked.get("until"),
            asked.get("q", ""),
        )
        return self.answer_page(find_events(self.actor, chosen), AuditEventSerializer)
