"""Accounts of what is owed to people, seen by whoever sees the account."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference

SEEN = f"account_id <> all({HIDDEN})"


def reference(name: str, target: str) -> tuple[str, Any]:
    """Return a field that names a row of the household."""
    key: Any = models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+" if name == "payee" else "person_accounts",
        to=target,
    )
    return name, key


class Migration(migrations.Migration):
    dependencies = [("ledger", "0026_words_of_notes")]

    operations = [
        migrations.CreateModel(
            name="PersonAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                reference("account", "ledger.account"),
                reference("payee", "ledger.payee"),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="personaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("household", "account"),
                name="person_account_once",
            ),
        ),
        migrations.AddIndex(
            model_name="personaccount",
            index=models.Index(fields=["household", "payee"], name="person_account_payee"),
        ),
        protect_rows("ledger_personaccount"),
        tenant_key("ledger_personaccount"),
        tenant_reference("ledger_personaccount", "account_id", "ledger_account"),
        tenant_reference("ledger_personaccount", "payee_id", "ledger_payee"),
        limit_rows("ledger_personaccount", visible=SEEN, writable=SEEN),
    ]
