"""Reminders: seen by whoever sees the transaction that they are about, and so is their history."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import limit_rows, protect_rows, tenant_key

# Undoing an import deletes its transactions, and what people are to be reminded of them.
REFERENCE = """
alter table ledger_reminder add constraint ledger_reminder_transaction_id_in_household
foreign key (household_id, transaction_id) references ledger_transaction (household_id, id)
on delete cascade
"""
NO_REFERENCE = """
alter table ledger_reminder drop constraint ledger_reminder_transaction_id_in_household
"""
VISIBLE = "(transaction_id is null or ledger_transaction_seen(transaction_id))"
SHOWN = "(t.places = array[]::bigint[] or not (t.places <@ hidden))"
# Of both, the act's own words are asked: the row may be gone for good.
OF_TRANSACTION = f"""exists (
      select 1 from ledger_transaction t
      where t.id = coalesce(after ->> 'transaction_id', before ->> 'transaction_id')::bigint
        and t.household_id = finehance_household() and {SHOWN})"""
REMINDER = f"""
    when 'reminder' then
      coalesce(after ->> 'transaction_id', before ->> 'transaction_id') is null
      or {OF_TRANSACTION}
"""
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
    when 'attachment' then {of_transaction}
    {reminder}
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


def _seen(reminder: str) -> str:
    return CHANGE_SEEN.format(shown=SHOWN, of_transaction=OF_TRANSACTION, reminder=reminder)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0031_operations")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("remind_on", models.DateField(verbose_name="day")),
                ("text", models.CharField(max_length=200, verbose_name="words")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
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
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="ledger.transaction",
                    ),
                ),
            ],
            options={
                "ordering": ["remind_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("done_at", None)),
                        fields=["household", "remind_on"],
                        name="reminder_open",
                    ),
                    models.Index(fields=["household", "transaction"], name="reminder_transaction"),
                ],
            },
        ),
        protect_rows("ledger_reminder"),
        tenant_key("ledger_reminder"),
        migrations.RunSQL(REFERENCE, NO_REFERENCE),
        limit_rows("ledger_reminder", visible=VISIBLE),
        migrations.RunSQL(_seen(REMINDER), _seen("")),
    ]
