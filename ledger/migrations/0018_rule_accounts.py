"""The accounts that a rule names in any way: whoever may not see one of them sees no such rule."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows

BEFORE = f"ledger_rule_seen(conditions, actions, {HIDDEN})"
POLICIES, POLICIES_BEFORE = (
    limit_rows("ledger_rule", visible=visible).sql
    for visible in (f"({BEFORE} and not (accounts && {HIDDEN}))", BEFORE)
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0017_rule_groups")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="accounts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.RunSQL(POLICIES, POLICIES_BEFORE),
    ]
