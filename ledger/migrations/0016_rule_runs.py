"""The runs of rules: seen by whoever sees the act in which the rules changed something."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import limit_rows, protect_rows, tenant_reference

SEEN = "exists (select 1 from ledger_changeset c where c.id = change_set_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_audit_kinds"),
        ("ledger", "0015_reconciliations"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("import", "Import"),
                            ("edit", "Entry or edit"),
                            ("hand", "By hand"),
                        ],
                        max_length=10,
                    ),
                ),
                ("changed_count", models.PositiveIntegerField()),
                ("rule_counts", models.JSONField(default=dict)),
                (
                    "change_set",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_runs",
                        to="ledger.changeset",
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
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["household", "-id"], name="rule_run_recent")],
            },
        ),
        protect_rows("ledger_rulerun"),
        tenant_reference("ledger_rulerun", "change_set_id", "ledger_changeset"),
        limit_rows("ledger_rulerun", visible=SEEN),
    ]
