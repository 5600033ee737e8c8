"""Imports: the file's batch, what became of its rows, and what importing it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.fields import Input, JsonObject, RowField
from ledger.api.serializers.money import MoneyField, money_json
from ledger.enums import RowOutcome
from ledger.imports.books.comparison import MoveReport
from ledger.imports.report import ImportReport
from ledger.imports.tabular.mapping import MappingError, TabularMapping
from ledger.models import Account, ImportBatch, ImportRow
from ledger.money import Money
from ledger.services.import_undo import UndoneImport


class UploadInput(serializers.Serializer[Any]):
    """A file and the account that it belongs to, as multipart/form-data.

    Whole books of another program need no account. A table of books is read as the statement of an
    account that is given.
    """

    account = RowField(
        queryset=Account.objects.places(),
        pk_field=serializers.IntegerField(),
        required=False,
        default=None,
    )
    file = serializers.FileField(allow_empty_file=True, help_text="At most 10 MB.")


class ReadingInput(Input):
    """How a file that waits is to be read instead."""

    account = RowField(queryset=Account.objects.places(), required=False)
    options = JsonObject(required=False, help_text="The whole mapping of a table, as answered.")

    def validate_options(self, value: dict[str, Any]) -> TabularMapping:
        try:
            return TabularMapping.from_options(value)
        except MappingError as error:
            raise serializers.ValidationError(str(error)) from error


class ComparisonSerializer(serializers.Serializer[Any]):
    """One account of whole books on both sides; debit positive, so a debt is negative."""

    path = serializers.CharField()
    kind = serializers.CharField()
    account_id = serializers.IntegerField()
    account = serializers.CharField()
    currency = serializers.CharField()
    source_balance = serializers.CharField()
    ledger_balance = serializers.CharField()
    difference = serializers.CharField(help_text="The source's balance less the ledger's.")
    source_rows = serializers.IntegerField()
    ledger_rows = serializers.IntegerField()
    is_stated = serializers.BooleanField(help_text="The file itself states the balance.")


class NotCarriedSerializer(serializers.Serializer[Any]):
    """Something of whole books that has no place here, why, and how much of it there is."""

    what = serializers.CharField()
    reason = serializers.CharField()
    count = serializers.IntegerField()


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    """A file on its way into the books, or in them; money out is negative."""

    options = serializers.DictField(read_only=True)
    sums = serializers.SerializerMethodField()
    statement_balance = serializers.SerializerMethodField()
    ledger_balance = serializers.SerializerMethodField()
    difference = serializers.SerializerMethodField()
    accounts = serializers.SerializerMethodField()
    not_carried = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = (
            "id",
            "account",
            "state",
            "job",
            "file_name",
            "file_size",
            "format",
            "dialect",
            "confidence",
            "options",
            "added_count",
            "matched_count",
            "skipped_count",
            "failed_count",
            "sums",
            "first_date",
            "last_date",
            "statement_balance",
            "ledger_balance",
            "difference",
            "accounts",
            "not_carried",
            "error",
            "created_at",
            "posted_at",
            "undone_at",
        )
        read_only_fields = fields

    @extend_schema_field(MoneyField(many=True))
    def get_sums(self, batch: ImportBatch) -> list[dict[str, str]]:
        return _sums({name: Decimal(amount) for name, amount in batch.sums.items()}, batch)

    @extend_schema_field(MoneyField(allow_null=True))
    def get_statement_balance(self, batch: ImportBatch) -> dict[str, str] | None:
        return _balance(batch, batch.statement_balance)

    @extend_schema_field(MoneyField(allow_null=True))
    def get_ledger_balance(self, batch: ImportBatch) -> dict[str, str] | None:
        return _balance(batch, batch.ledger_balance)

    @extend_schema_field(MoneyField(allow_null=True))
    def get_difference(self, batch: ImportBatch) -> dict[str, str] | None:
        """Return the bank's balance less the ledger's."""
        if batch.statement_balance is None or batch.ledger_balance is None:
            return None
        return _balance(batch, batch.statement_balance - batch.ledger_balance)

    @extend_schema_field(ComparisonSerializer(many=True))
    def get_accounts(self, batch: ImportBatch) -> list[dict[str, Any]]:
        """Return both sides of every account of whole books, none for a statement."""
        kept: list[dict[str, Any]] = batch.report.get("accounts", [])
        return kept

    @extend_schema_field(NotCarriedSerializer(many=True))
    def get_not_carried(self, batch: ImportBatch) -> list[dict[str, Any]]:
        """Return what of whole books has no place here, and why."""
        kept: list[dict[str, Any]] = batch.report.get("not_carried", [])
        return kept


def _balance(batch: ImportBatch, amount: Decimal | None) -> dict[str, str] | None:
    return None if amount is None else money_json(Money(amount, batch.currency))


def _sums(sums: Mapping[str, Decimal], batch: ImportBatch) -> list[dict[str, str]]:
    """Return sums by currency; a file that names none is in the account's."""
    own = batch.currency
    return [money_json(Money(amount, currency or own)) for currency, amount in sums.items()]


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    """A row of a file that was not simply added, and why."""

    amount = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = (
            "line",
            "outcome",
            "reason",
            "date",
            "amount",
            "description",
            "external_id",
            "transaction",
        )
        read_only_fields = fields

    @extend_schema_field(MoneyField(allow_null=True))
    def get_amount(self, row: ImportRow) -> dict[str, str] | None:
        if row.amount is None or not row.currency:
            return None
        return money_json(Money(row.amount, row.currency))


class RowQuery(serializers.Serializer[Any]):
    """Which rows are meant."""

    outcome = serializers.ChoiceField(choices=RowOutcome.choices, required=False)


class ReportRow(serializers.Serializer[Any]):
    """A row of the file that would not simply be added."""

    line = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=RowOutcome.choices)
    reason = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    amount = MoneyField(allow_null=True)
    description = serializers.CharField()
    transaction = serializers.IntegerField(allow_null=True)


class ProblemRow(serializers.Serializer[Any]):
    """A record that could not be read, or a warning about one."""

    line = serializers.IntegerField(allow_null=True)
    message = serializers.CharField()
    is_warning = serializers.BooleanField(help_text="Nothing was lost.")


class TieOutSerializer(serializers.Serializer[Any]):
    """The bank's balance against the ledger's at the end of a day."""

    on = serializers.DateField()
    statement = MoneyField()
    ledger = MoneyField()
    difference = MoneyField()


class ReportSerializer(serializers.Serializer[Any]):
    """What importing the file would do; nothing was done."""

    added = serializers.IntegerField()
    matched = serializers.IntegerField()
    skipped = serializers.IntegerField()
    failed = serializers.IntegerField()
    sums = MoneyField(many=True)
    first_date = serializers.DateField(allow_null=True)
    last_date = serializers.DateField(allow_null=True)
    opening_balance = MoneyField(allow_null=True)
    tie_out = TieOutSerializer(allow_null=True)
    rows = ReportRow(many=True)
    problems = ProblemRow(many=True)
    accounts_made = serializers.ListField(child=serializers.CharField())
    accounts = ComparisonSerializer(many=True)
    not_carried = NotCarriedSerializer(many=True)


def report_json(report: ImportReport, batch: ImportBatch) -> dict[str, Any]:
    """Return a dry run's report as the API shows it."""
    opening = report.opening_balance
    return {
        "added": report.added,
        "matched": report.matched,
        "skipped": report.skipped,
        "failed": report.failed,
        "sums": _sums(report.sums, batch),
        "first_date": report.first_date,
        "last_date": report.last_date,
        "opening_balance": _balance(batch, opening),
        "tie_out": _tie_out_json(report),
        "rows": [_row_json(row, batch) for row in report.rows],
        "problems": [asdict(problem) for problem in report.problems],
        "accounts_made": list(report.accounts_made),
        "accounts": [],
        "not_carried": [],
    }


def move_json(report: MoveReport, batch: ImportBatch) -> dict[str, Any]:
    """Return the report of a dry run of whole books as the API shows it."""
    kept = report.as_json()
    return {
        "added": report.added,
        "matched": report.matched,
        "skipped": report.skipped,
        "failed": report.failed,
        "sums": _sums(report.sums, batch),
        "first_date": report.first_date,
        "last_date": report.last_date,
        "opening_balance": None,
        "tie_out": None,
        "rows": [],
        "problems": kept["problems"],
        "accounts_made": list(report.accounts_made),
        "accounts": kept["accounts"],
        "not_carried": kept["not_carried"],
    }


def _tie_out_json(report: ImportReport) -> dict[str, Any] | None:
    found = report.tie_out
    if found is None:
        return None
    names = ("statement", "ledger", "difference")
    moneys = {name: Money(getattr(found, name), found.currency) for name in names}
    return {"on": found.on} | {name: money_json(money) for name, money in moneys.items()}


def _row_json(row: Any, batch: ImportBatch) -> dict[str, Any]:
    currency = row.currency or batch.currency
    return {
        "line": row.line,
        "outcome": row.outcome,
        "reason": row.reason,
        "date": row.date,
        "amount": None if row.amount is None else money_json(Money(row.amount, currency)),
        "description": row.description,
        "transaction": row.transaction_id,
    }


class KeptSerializer(serializers.Serializer[Any]):
    """A transaction that an undone import left as it is, and why."""

    transaction = serializers.IntegerField()
    reason = serializers.CharField()


class UndoneImportSerializer(serializers.Serializer[Any]):
    """What undoing an import removed and kept."""

    removed = serializers.IntegerField()
    kept = KeptSerializer(many=True)


def undone_json(undone: UndoneImport) -> dict[str, Any]:
    """Return what undoing an import did, as the API shows it."""
    return {
        "removed": undone.removed,
        "kept": [
            {"transaction": kept.transaction_id, "reason": kept.reason} for kept in undone.kept
        ],
    }
