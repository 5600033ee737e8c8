"""Idempotency keys of whoever is not signed in: rows of no household, that anybody may claim."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "accounts_idempotencyrecord"
SCOPE = "(household_id = (select finehance_household()) or (select finehance_system()))"
OPEN = f"({SCOPE} or household_id is null)"


def policies(condition: str) -> str:
    """Return the SQL that lets the rows of `condition` be read and written."""
    return f"""
        alter policy {TABLE}_read on {TABLE} using {condition};
        alter policy {TABLE}_insert on {TABLE} with check {condition};
        alter policy {TABLE}_update on {TABLE} using {condition} with check {condition};
        alter policy {TABLE}_delete on {TABLE} using {condition};
    """


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_sign_in")]

    operations = [
        migrations.RemoveConstraint("idempotencyrecord", "idempotency_key_once"),
        migrations.AlterField(
            "idempotencyrecord",
            "household",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.household",
            ),
        ),
        migrations.AlterField(
            "idempotencyrecord",
            "user",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "idempotencyrecord",
            models.UniqueConstraint(
                fields=("household", "user", "key"),
                name="idempotency_key_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(policies(OPEN), policies(SCOPE)),
    ]
