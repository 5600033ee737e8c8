"""Values that a schedule gave say so."""

from __future__ import annotations

from django.db import migrations, models

SOURCES = [
    ("", "Not set"),
    ("user", "You"),
    ("rule", "Rule"),
    ("payee", "Payee's category"),
    ("model", "Model"),
    ("import", "Bank file"),
    ("schedule", "Schedule"),
    ("assistant", "Assistant"),
]


def _altered(name: str) -> migrations.AlterField:
    field = models.CharField(blank=True, choices=SOURCES, default="", max_length=10)
    return migrations.AlterField("transaction", name, field)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0032_reminders")]

    operations = [_altered(f"{name}_source") for name in ("payee", "category", "tags")]
