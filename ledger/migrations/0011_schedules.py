"""Schedules and what became of each time: seen by whoever sees both of their accounts."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference

# Undoing an import deletes its transactions: what had arrived by them is expected again.
TRANSACTION_KEY = """
alter table ledger_occurrence add constraint ledger_occurrence_transaction_id_in_household
foreign key (household_id, transaction_id) references ledger_transaction (household_id, id)
on delete set null (transaction_id)
"""
DROP_TRANSACTION_KEY = """
alter table ledger_occurrence drop constraint ledger_occurrence_transaction_id_in_household
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_anonymous_idempotency"),
        ("ledger", "0010_books_of_other_programs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "accounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("memo", models.CharField(blank=True, max_length=500, verbose_name="memo")),
                ("tag_ids", models.JSONField(blank=True, default=list)),
                (
                    "amount_kind",
                    models.CharField(
                        choices=[
                            ("exact", "exactly"),
                            ("about", "about"),
                            ("range", "between"),
                            ("balance", "what the card is owed on the day"),
                        ],
                        default="exact",
                        max_length=10,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=8, max_digits=22)),
                (
                    "amount_to",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=22, null=True),
                ),
                (
                    "total",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=22, null=True),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("day", "days"),
                            ("week", "weeks"),
                            ("month", "months"),
                            ("year", "years"),
                        ],
                        default="month",
                        max_length=10,
                    ),
                ),
                ("every", models.PositiveSmallIntegerField(default=1)),
                ("days", models.JSONField(blank=True, default=list)),
                ("nth", models.SmallIntegerField(default=0)),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(blank=True, null=True)),
                ("times", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "shift",
                    models.CharField(
                        choices=[
                            ("none", "stays where it is"),
                            ("before", "moves to the working day before"),
                            ("after", "moves to the working day after"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("posts", models.BooleanField(default=False)),
                ("early_days", models.PositiveSmallIntegerField(default=3)),
                ("late_days", models.PositiveSmallIntegerField(default=5)),
                ("detected_key", models.CharField(blank=True, max_length=24)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.payee",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                ("expected_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("matched", "Arrived"),
                            ("posted", "Recorded"),
                            ("skipped", "Skipped"),
                            ("missed", "Missed"),
                        ],
                        default="expected",
                        max_length=10,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=8, max_digits=22)),
                (
                    "accounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "transaction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ledger.transaction",
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="ledger.schedule",
                    ),
                ),
            ],
            options={
                "ordering": ["expected_on", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(fields=["household", "state"], name="schedule_state"),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                fields=("household", "schedule", "due_on"), name="occurrence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("transaction__isnull", False)),
                fields=("household", "transaction"),
                name="occurrence_transaction_once",
            ),
        ),
        protect_rows("ledger_schedule"),
        protect_rows("ledger_occurrence"),
        tenant_key("ledger_schedule"),
        tenant_key("ledger_occurrence"),
        tenant_reference("ledger_schedule", "account_id", "ledger_account"),
        tenant_reference("ledger_schedule", "other_id", "ledger_account"),
        tenant_reference("ledger_schedule", "payee_id", "ledger_payee"),
        tenant_reference("ledger_occurrence", "schedule_id", "ledger_schedule"),
        migrations.RunSQL(TRANSACTION_KEY, DROP_TRANSACTION_KEY),
        limit_rows("ledger_schedule", visible=f"not (accounts && {HIDDEN})"),
        limit_rows("ledger_occurrence", visible=f"not (accounts && {HIDDEN})"),
    ]
