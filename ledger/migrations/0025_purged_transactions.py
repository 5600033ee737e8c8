"""When a transaction was deleted for good; its header stays for what refers to it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0024_assertions")]

    operations = [
        migrations.AddField(
            model_name="transaction",
            name="purged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
