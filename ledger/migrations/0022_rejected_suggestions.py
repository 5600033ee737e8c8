"""Suggestions of rules that people rejected: seen by whoever sees the payee."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows, protect_rows, tenant_key, tenant_reference

# The history of one is hidden with its payee.
SEEN = """
create policy ledger_change_suggestion on ledger_change as restrictive for select using (
  model <> 'rejectedsuggestion' or (select finehance_sees_all())
  or ledger_payee_seen(coalesce(after ->> 'payee_id', before ->> 'payee_id')::bigint,
    ((select finehance_hidden())::bigint[])));
"""
UNSEEN = "drop policy ledger_change_suggestion on ledger_change"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0021_calendar_feeds")]

    operations = [
        migrations.CreateModel(
            name="RejectedSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
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
                    "payee",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.payee",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        protect_rows("ledger_rejectedsuggestion"),
        tenant_key("ledger_rejectedsuggestion"),
        tenant_reference("ledger_rejectedsuggestion", "payee_id", "ledger_payee"),
        tenant_reference("ledger_rejectedsuggestion", "category_id", "ledger_account"),
        limit_rows("ledger_rejectedsuggestion", visible=f"ledger_payee_seen(payee_id, {HIDDEN})"),
        migrations.RunSQL(SEEN, UNSEEN),
    ]
