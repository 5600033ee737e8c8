"""Rates that a household enters have a history: versions, and a trash."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0019_import_keys")]

    operations = [
        migrations.AddField(
            model_name="exchangerate",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="exchangerate",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
