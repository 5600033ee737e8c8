"""Reconciliations: a statement, the rows that may be on it, and what was ticked."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.api.fields import Day, Flag, Input, RowField, Text, Whole
from ledger.api.serializers.money import MoneyField, amount_text, money_json
from ledger.api.serializers.pairs import MOST
from ledger.enums import Status
from ledger.models import Account, Reconciliation
from ledger.reports.reconciliations import Progress

MOST_TICKS = 5_000


class ReconciliationSerializer(serializers.ModelSerializer[Reconciliation]):
    """One statement of one account; the balance from the holder's view."""

    account = serializers.IntegerField(source="account_id")
    statement_balance = MoneyField(source="money")
    adjustment = serializers.IntegerField(source="adjustment_id", allow_null=True)
    finished_by = serializers.SerializerMethodField()

    class Meta:
        model = Reconciliation
        fields = (
            "id",
            "account",
            "statement_date",
            "statement_balance",
            "since",
            "state",
            "adjustment",
            "created_at",
            "finished_by",
            "finished_at",
            "version",
        )
        read_only_fields = fields

    def get_finished_by(self, row: Reconciliation) -> str | None:
        """Return who locked it, null for the system and while it is open."""
        return str(row.finished_by) if row.finished_by else None


class StatementUpdate(Input):
    """What a statement says at its end, in the account's currency; what is owed is negative."""

    statement_date = Day()
    statement_balance = Text(validators=[amount_text], max_length=24)


class StatementInput(StatementUpdate):
    """A statement that an account is to be held against."""

    account = RowField(queryset=Account.objects.places())
    since = Day(
        required=False,
        allow_null=True,
        default=None,
        help_text="What is dated before it counts as settled.",
    )


class TicksInput(Input):
    """Transactions that are on the statement, and others that are not after all."""

    tick = serializers.ListField(
        child=Whole(min_value=1, max_value=MOST), max_length=MOST_TICKS, required=False
    )
    untick = serializers.ListField(
        child=Whole(min_value=1, max_value=MOST), max_length=MOST_TICKS, required=False
    )


class FinishInput(Input):
    """Whether a difference may be booked as an adjustment."""

    adjust = Flag(default=False)


class OpenRowSerializer(serializers.Serializer[Any]):
    """A transaction that may be on the statement; the amount as the account sees it."""

    transaction = serializers.IntegerField()
    date = serializers.DateField()
    status = serializers.ChoiceField(choices=Status.choices)
    what = serializers.CharField()
    amount = MoneyField()
    is_ticked = serializers.BooleanField()


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the ticks are from the statement: statement less settled less ticked."""

    statement = MoneyField()
    settled = MoneyField()
    ticked = MoneyField()
    difference = MoneyField()
    rows = OpenRowSerializer(many=True)


def progress_json(progress: Progress) -> dict[str, Any]:
    """Return how far a reconciliation is, as the API shows it."""
    return {
        "statement": money_json(progress.statement),
        "settled": money_json(progress.settled),
        "ticked": money_json(progress.ticked),
        "difference": money_json(progress.difference),
        "rows": [
            {
                "transaction": row.id,
                "date": row.on,
                "status": row.status,
                "what": row.what,
                "amount": money_json(row.amount),
                "is_ticked": row.is_ticked,
            }
            for row in progress.rows
        ],
    }
