"""What lies in the trash, and when it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from accounts.api.base import ReadViewSet
from accounts.token_scopes import TokenScope
from finehance.kit.lists import by
from ledger.models import Transaction


class TrashSerializer(serializers.ModelSerializer[Transaction]):
    """A deleted transaction; restored by `transactions/{id}/restore/`."""

    payee = serializers.CharField(source="payee.name", allow_null=True, default=None)
    goes_at = serializers.SerializerMethodField(help_text="When it is deleted for good.")

    class Meta:
        model = Transaction
        fields = ("id", "date", "payee", "memo", "deleted_at", "goes_at", "version")
        read_only_fields = fields

    def get_goes_at(self, row: Transaction) -> str:
        """Return the moment after which it is deleted for good."""
        kept = timedelta(days=self.context["request"].household.trash_days)
        deleted_at: Any = row.deleted_at
        moment: str = (deleted_at + kept).isoformat()
        return moment


class TrashViewSet(ReadViewSet[Transaction]):
    """Deleted transactions, those deleted last first."""

    scope = TokenScope.TRANSACTIONS
    serializer_class = TrashSerializer
    queryset = Transaction.objects.in_trash().select_related("payee")
    ordering = ("-deleted_at", "-pk")
    orderings = by("date", "deleted_at")
