"""Balance assertions, seen by whoever sees the account they are of."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference

SEEN = f"account_id <> all({HIDDEN})"


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0023_settling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BalanceAssertion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                (
                    "amount",
                    models.DecimalField(decimal_places=8, max_digits=22, verbose_name="balance"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("typed", "Typed"), ("statement", "Bank file")],
                        default="typed",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assertions",
                        to="ledger.account",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "import_batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledger.importbatch",
                    ),
                ),
            ],
            options={"ordering": ["-date", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="balanceassertion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("household", "account", "date", "amount"),
                name="assertion_once",
            ),
        ),
        migrations.AddIndex(
            model_name="balanceassertion",
            index=models.Index(fields=["household", "account", "-date"], name="assertion_account"),
        ),
        protect_rows("ledger_balanceassertion"),
        tenant_key("ledger_balanceassertion"),
        tenant_reference("ledger_balanceassertion", "account_id", "ledger_account"),
        tenant_reference("ledger_balanceassertion", "import_batch_id", "ledger_importbatch"),
        limit_rows("ledger_balanceassertion", visible=SEEN, writable=SEEN),
    ]
