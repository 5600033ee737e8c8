"""Calendar feeds: secret addresses of a person's own, seen by that person alone."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import protect_rows

# Whoever opens the address is nobody yet: then the digest, which they must know, decides.
OWN = """
create policy ledger_calendarfeed_own on ledger_calendarfeed as restrictive for select using (
  user_id = (select finehance_user()) or (select finehance_user()) is null
  or (select finehance_system()));
"""
COMMON = "drop policy ledger_calendarfeed_own on ledger_calendarfeed"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_fresh_proofs"),
        ("ledger", "0020_rates_of_ones_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64)),
                ("has_amounts", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.household",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "digest"), name="calendar_feed_once"
                    )
                ],
            },
        ),
        protect_rows("ledger_calendarfeed"),
        migrations.RunSQL(OWN, COMMON),
    ]
