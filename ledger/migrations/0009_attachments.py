"""Files attached to transactions: seen by whoever sees the transaction, and so is their history."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.tenancy import limit_rows, protect_rows, tenant_key, tenant_reference

SHOWN = "(t.places = array[]::bigint[] or not (t.places <@ hidden))"
CHANGE_SEEN = """
create or replace function ledger_change_seen(
  model text, key bigint, before jsonb, after jsonb, hidden bigint[]) returns boolean
language plpgsql stable parallel restricted as $$
begin
  if ledger_mentions(before, hidden) or ledger_mentions(after, hidden) then
    return false;
  end if;
  return case model
    when 'transaction' then exists (
      select 1 from ledger_transaction t
      where t.id = key and t.household_id = finehance_household() and {shown})
    {attachment}
    when 'account' then key <> all(hidden)
    when 'right' then key <> all(hidden)
    when 'payee' then ledger_payee_seen(key, hidden)
    when 'rule' then ledger_rule_seen(
        coalesce(before -> 'conditions', after -> 'conditions', '{{}}'),
        coalesce(before -> 'actions', after -> 'actions', '{{}}'), hidden)
      and ledger_rule_seen(
        coalesce(after -> 'conditions', '{{}}'), coalesce(after -> 'actions', '{{}}'), hidden)
    else true
  end;
end $$;
"""
# Asked of the act's own words: the file may be gone for good.
ATTACHMENT = f"""
    when 'attachment' then exists (
      select 1 from ledger_transaction t
      where t.id = coalesce(after ->> 'transaction_id', before ->> 'transaction_id')::bigint
        and t.household_id = finehance_household() and {SHOWN})
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_privacy"),
        ("ledger", "0008_keys_by_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("storage_key", models.CharField(max_length=100)),
                (
                    "scan_state",
                    models.CharField(
                        choices=[
                            ("unscanned", "Not scanned"),
                            ("waiting", "Waiting for the scanner"),
                            ("clean", "Clean"),
                            ("infected", "Quarantined"),
                        ],
                        default="unscanned",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "transaction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="ledger.transaction",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["household", "transaction"], name="attachment_transaction"
                    ),
                    models.Index(
                        condition=models.Q(("scan_state", "waiting")),
                        fields=["created_at"],
                        name="attachment_waiting",
                    ),
                ],
            },
        ),
        protect_rows("ledger_attachment"),
        tenant_key("ledger_attachment"),
        tenant_reference("ledger_attachment", "transaction_id", "ledger_transaction"),
        limit_rows("ledger_attachment", visible="ledger_transaction_seen(transaction_id)"),
        migrations.RunSQL(
            CHANGE_SEEN.format(shown=SHOWN, attachment=ATTACHMENT),
            CHANGE_SEEN.format(shown=SHOWN, attachment=""),
        ),
    ]
