"""What a person pays at once may settle several of their claims."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0022_rejected_suggestions")]

    operations = [
        migrations.RemoveConstraint(model_name="refund", name="refund_once"),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deleted_at", None)),
                fields=("household", "incoming", "claim"),
                name="refund_once",
                nulls_distinct=False,
            ),
        ),
    ]
