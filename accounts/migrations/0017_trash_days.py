"""For how many days a household keeps what was deleted."""

from __future__ import annotations

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_full_archives")]

    operations = [
        migrations.AddField(
            model_name="household",
            name="trash_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(3650),
                ],
                verbose_name="days in the trash",
            ),
        ),
    ]
