"""Money back for purchases: seen by whoever sees the places it is about."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference

# Undoing an import deletes its transactions, and what was said of them.
REFERENCE = """
alter table {table} add constraint {table}_{column}_in_household
foreign key (household_id, {column}) references {target} (household_id, id) on delete cascade
"""
DROP_REFERENCE = "alter table {table} drop constraint {table}_{column}_in_household"
TRANSACTION = "ledger_transaction"


def reference(table: str, column: str, target: str) -> migrations.RunSQL:
    """Make a column refer to a row of the household, with which its own goes."""
    forward, back = (
        sql.format(table=table, column=column, target=target) for sql in (REFERENCE, DROP_REFERENCE)
    )
    return migrations.RunSQL(forward, back)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_audit_kinds"),
        ("ledger", "0012_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=8, max_digits=22)),
                ("currency", models.CharField(max_length=8)),
                ("asked_on", models.DateField(verbose_name="asked on")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("waived", "Given up")],
                        default="open",
                        max_length=10,
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
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.payee",
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=8, max_digits=22)),
                ("currency", models.CharField(max_length=8)),
                (
                    "accounts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refunds",
                        to="ledger.claim",
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
                    "incoming",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.transaction",
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refunds",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["household", "purchase"], name="claim_purchase"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["household", "purchase"], name="refund_purchase"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["household", "claim"], name="refund_claim"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("household", "incoming"),
                name="refund_once",
            ),
        ),
        protect_rows("ledger_claim"),
        protect_rows("ledger_refund"),
        tenant_key("ledger_claim"),
        tenant_key("ledger_refund"),
        tenant_reference("ledger_claim", "payee_id", "ledger_payee"),
        reference("ledger_claim", "purchase_id", TRANSACTION),
        reference("ledger_refund", "purchase_id", TRANSACTION),
        reference("ledger_refund", "incoming_id", TRANSACTION),
        reference("ledger_refund", "claim_id", "ledger_claim"),
        limit_rows("ledger_claim", visible=f"not (accounts && {HIDDEN})"),
        limit_rows("ledger_refund", visible=f"not (accounts && {HIDDEN})"),
    ]
