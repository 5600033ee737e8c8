"""Schedules that pay what the statement of a card says."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0028_refund_months")]

    operations = [
        migrations.AlterField(
            model_name="schedule",
            name="amount_kind",
            field=models.CharField(
                choices=[
                    ("exact", "exactly"),
                    ("about", "about"),
                    ("range", "between"),
                    ("balance", "what the card is owed on the day"),
                    ("statement", "what the card’s statement says"),
                ],
                default="exact",
                max_length=10,
            ),
        ),
    ]
