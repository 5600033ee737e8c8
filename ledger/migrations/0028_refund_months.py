"""Money back may count in the month of its purchase; while it does, both stay in the books."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import tenant_reference

ROLES = [
    ("", "None"),
    ("opening", "Opening balances"),
    ("adjustment", "Balance adjustments"),
    ("trading", "Currency trading"),
    ("uncategorised_income", "Uncategorised income"),
    ("uncategorised_expense", "Uncategorised expense"),
    ("refunds", "Money back of other months"),
]
KEEP = """
create function ledger_transaction_keep_refunds() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select n.id into bad
  from new_rows n
  join ledger_refund r on r.household_id = n.household_id and n.id in (r.purchase_id, r.incoming_id)
  where n.deleted_at is not null and r.category_id is not null and r.deleted_at is null
  limit 1;
  if bad is not null then
    raise exception 'money back of it counts in another month: let it count in its own, first'
      using errcode = '23F02';
  end if;
  return null;
end $$;
create trigger ledger_transaction_keep_refunds after update on ledger_transaction
referencing new table as new_rows for each statement
execute function ledger_transaction_keep_refunds();
"""
FREE = """
drop trigger ledger_transaction_keep_refunds on ledger_transaction;
drop function ledger_transaction_keep_refunds();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0027_person_accounts")]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="system_role",
            field=models.CharField(blank=True, choices=ROLES, default="", max_length=25),
        ),
        migrations.AddField(
            model_name="refund",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.account",
            ),
        ),
        tenant_reference("ledger_refund", "category_id", "ledger_account"),
        migrations.RunSQL(KEEP, FREE),
    ]
