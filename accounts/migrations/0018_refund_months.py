"""In which month money back counts, unless somebody says otherwise."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_trash_days")]

    operations = [
        migrations.AddField(
            model_name="household",
            name="refunds_in_purchase_month",
            field=models.BooleanField(
                default=False, verbose_name="count money back in the month of its purchase"
            ),
        ),
    ]
