"""Reminders: words for a day, perhaps about a transaction."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import RowViewSet, TrashQuery
from accounts.api.fields import NoInput
from accounts.roles import Permission
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.api.serializers.reminders import (
    ReminderInput,
    ReminderQuery,
    ReminderSerializer,
    ReminderUpdate,
)
from ledger.models import Reminder
from ledger.reports.reminders import are_due
from ledger.services.reminders import (
    create_reminder,
    delete_reminder,
    restore_reminder,
    set_reminder_done,
    update_reminder,
)


@extend_schema_view(list=extend_schema(parameters=[TrashQuery, ReminderQuery]))
class ReminderViewSet(RowViewSet[Reminder]):
    """What the household wants to be told from a day on, until it is done."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = ReminderSerializer
    queryset = Reminder.objects.all()
    ordering = ("remind_on", "pk")
    orderings = by("remind_on", "text", "done_at", "deleted_at")
    create_input = ReminderInput
    update_input = ReminderUpdate
    write_permission = Permission.ANNOTATE

    def get_queryset(self) -> QuerySet[Reminder]:
        rows = super().get_queryset()
        if self.action == "list" and self.read_query(ReminderQuery)["due"]:
            return rows.filter(pk__in=are_due(self.household, today=self.today).values("pk"))
        return rows

    def create_row(self, values: dict[str, Any]) -> Reminder:
        return create_reminder(by=self.actor, **values)

    def update_row(self, row: Reminder, values: dict[str, Any]) -> Reminder:
        kept = {name: getattr(row, name) for name in ReminderUpdate().get_fields()}
        return update_reminder(by=self.actor, reminder=row, **kept | values)

    def delete_row(self, row: Reminder) -> None:
        delete_reminder(by=self.actor, reminder=row)

    def restore_row(self, row: Reminder) -> Reminder:
        return restore_reminder(by=self.actor, reminder=row)

    @extend_schema(request=NoInput, responses=ReminderSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: int) -> Response:
        """Tick a reminder as done: it leaves the alerts."""
        return self._tick(is_done=True)

    @extend_schema(request=NoInput, responses=ReminderSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Open a reminder again that was ticked as done."""
        return self._tick(is_done=False)

    def _tick(self, *, is_done: bool) -> Response:
        row = set_reminder_done(by=self.actor, reminder=self.find_locked(), is_done=is_done)
        return self.answer(row)
