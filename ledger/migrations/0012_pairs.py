"""Pairs of transactions that are one event: seen by whoever sees the places of both."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key

# Undoing an import deletes its transactions, and what was said of them.
REFERENCE = """
alter table ledger_pair add constraint ledger_pair_{column}_in_household
foreign key (household_id, {column}) references ledger_transaction (household_id, id)
on delete cascade
"""
DROP_REFERENCE = "alter table ledger_pair drop constraint ledger_pair_{column}_in_household"


def reference(column: str) -> migrations.RunSQL:
    """Make a column refer to a transaction of the household."""
    forward, back = (sql.format(column=column) for sql in (REFERENCE, DROP_REFERENCE))
    return migrations.RunSQL(forward, back)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_audit_kinds"),
        ("ledger", "0011_schedules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transfer", "Two halves of a transfer"),
                            ("duplicate", "The same thing twice"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("joined", "Joined"), ("rejected", "Rejected")], max_length=10
                    ),
                ),
                (
                    "accounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "first",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.transaction",
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
                    "second",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["household", "first"], name="pair_first"),
                    models.Index(fields=["household", "second"], name="pair_second"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("household", "first", "second", "kind"),
                        name="pair_once",
                    )
                ],
            },
        ),
        protect_rows("ledger_pair"),
        tenant_key("ledger_pair"),
        reference("first_id"),
        reference("second_id"),
        limit_rows("ledger_pair", visible=f"not (accounts && {HIDDEN})"),
    ]
