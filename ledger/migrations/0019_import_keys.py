"""What rows of files are known by, where that is not the account's id: after a restore."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0018_rule_accounts")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="import_key",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        )
    ]
