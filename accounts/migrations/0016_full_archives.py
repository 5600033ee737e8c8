"""Archives that restore into an empty household, beside those that are only read."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_recovery")]

    operations = [
        migrations.AddField(
            model_name="dataexport",
            name="is_full",
            field=models.BooleanField(default=False),
        )
    ]
