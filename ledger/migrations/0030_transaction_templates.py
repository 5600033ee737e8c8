"""Templates of transactions, seen by whoever sees all of their accounts."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference


class Migration(migrations.Migration):
    dependencies = [("ledger", "0029_paid_statements")]

    operations = [
        migrations.CreateModel(
            name="TransactionTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("memo", models.CharField(blank=True, max_length=500, verbose_name="memo")),
                ("tag_ids", models.JSONField(blank=True, default=list)),
                ("currency", models.CharField(max_length=8, verbose_name="currency")),
                (
                    "has_amount",
                    models.BooleanField(default=True, verbose_name="with its amount"),
                ),
                ("legs", models.JSONField(verbose_name="postings")),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("household"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("deleted_at", None)),
                        name="template_name_once",
                    )
                ],
            },
        ),
        protect_rows("ledger_transactiontemplate"),
        tenant_key("ledger_transactiontemplate"),
        tenant_reference("ledger_transactiontemplate", "payee_id", "ledger_payee"),
        limit_rows("ledger_transactiontemplate", visible=f"not (accounts && {HIDDEN})"),
    ]
