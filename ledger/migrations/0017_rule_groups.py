"""Groups of rules, and which triggers a rule answers to."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from accounts.tenancy import protect_rows, tenant_key, tenant_reference


class Migration(migrations.Migration):
    dependencies = [("ledger", "0016_rule_runs")]

    operations = [
        migrations.CreateModel(
            name="RuleGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("position", models.PositiveIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("household"),
                        django.db.models.functions.text.Lower("name"),
                        condition=models.Q(("deleted_at", None)),
                        name="rule_group_name_once",
                    )
                ],
            },
        ),
        protect_rows("ledger_rulegroup"),
        tenant_key("ledger_rulegroup"),
        migrations.AddField(
            model_name="rule",
            name="group",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rules",
                to="ledger.rulegroup",
            ),
        ),
        tenant_reference("ledger_rule", "group_id", "ledger_rulegroup"),
        *(
            migrations.AddField(
                model_name="rule",
                name=name,
                field=models.BooleanField(default=is_on, verbose_name=words),
            )
            for name, is_on, words in (
                ("on_import", True, "on import"),
                ("on_edit", False, "on entry or edit"),
                ("by_hand", True, "when all rules are run"),
            )
        ),
    ]
