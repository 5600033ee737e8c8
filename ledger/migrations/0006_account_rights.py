"""Rights on single accounts, and how the places of a transaction stand in its header.

`ledger_transaction.places` holds the ids of the places that a transaction has legs in, so that a
policy can tell from the header alone whether anything of it may be shown. Triggers keep it, whatever
writes; no model has it. Bulk loads write it along, so that for them there is nothing to repair.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from accounts.tenancy import protect_rows, tenant_reference

# As in ledger.enums when this was written.
NO_PLACE = "('income', 'expense', 'equity')"

PLACES = f"""
alter table ledger_transaction add column places bigint[] not null default '{{}}';

create function ledger_places(of_household bigint, of_transaction bigint) returns bigint[]
language sql stable parallel safe as $$
  select coalesce(array_agg(distinct p.account_id order by p.account_id), array[]::bigint[])
  from ledger_posting p
  join ledger_account a on a.id = p.account_id and a.kind not in {NO_PLACE}
  where p.household_id = of_household and p.transaction_id = of_transaction
$$;

-- A statement fires triggers even when it touches no row, so nothing is updated without need.
create function ledger_posting_places() returns trigger language plpgsql as $$
declare stale bigint[];
begin
  execute $fresh$
  select array_agg(distinct n.transaction_id)
  from new_rows n
  join ledger_transaction t on t.id = n.transaction_id
  join ledger_account a on a.id = n.account_id and a.kind not in {NO_PLACE}
  where not (t.places @> array[n.account_id])
  $fresh$ into stale;
  if stale is not null then
    update ledger_transaction t set places = ledger_places(t.household_id, t.id)
    where t.id = any(stale);
  end if;
  return null;
end $$;
create trigger ledger_posting_insert_places after insert on ledger_posting
referencing new table as new_rows for each statement execute function ledger_posting_places();
create trigger ledger_posting_update_places after update on ledger_posting
referencing new table as new_rows for each statement execute function ledger_posting_places();

-- What is booked already; a migration sees every household, and closed days keep what they say.
select set_config('finehance.system', 'noting the places of every transaction', true),
       set_config('finehance.unlock', 'noting the places of every transaction', true);
update ledger_transaction t set places = ledger_places(t.household_id, t.id);
select set_config('finehance.system', '', true), set_config('finehance.unlock', '', true);
"""
NO_PLACES = """
drop trigger ledger_posting_update_places on ledger_posting;
drop trigger ledger_posting_insert_places on ledger_posting;
drop function ledger_posting_places();
drop function ledger_places(bigint, bigint);
alter table ledger_transaction drop column places;
"""

# A right holds for every account below the one it is given on, unless a smaller one is met there.
SPREAD = """
create function ledger_spread_rights(of_household bigint) returns void language sql as $$
  with recursive ranked (name, rank) as (
    values ('none', 1), ('read', 2), ('annotate', 3), ('full', 4)
  ), reach as (
    select r.membership_id, r.account_id, k.rank
    from ledger_accountright r join ranked k on k.name = r."right"
    where r.household_id = of_household
    union
    select reach.membership_id, a.id, reach.rank
    from reach join ledger_account a
      on a.household_id = of_household and a.parent_id = reach.account_id
  ), least as (
    select membership_id, account_id, min(rank) as rank from reach group by 1, 2
  ), spread as (
    select m.id, coalesce(
      jsonb_object_agg(l.account_id::text, k.name) filter (where k.rank < 4), '{}') as rights
    from accounts_membership m
    left join least l on l.membership_id = m.id
    left join ranked k on k.rank = l.rank
    where m.household_id = of_household
    group by m.id
  )
  update accounts_membership m set rights = spread.rights
  from spread where m.id = spread.id and m.rights is distinct from spread.rights
$$;

create function ledger_accountright_spread() returns trigger language plpgsql as $$
begin
  perform ledger_spread_rights(coalesce(new.household_id, old.household_id));
  return null;
end $$;
create trigger ledger_accountright_spread after insert or update or delete on ledger_accountright
for each row execute function ledger_accountright_spread();
create trigger ledger_account_insert_spread after insert on ledger_account
for each row when (new.parent_id is not null) execute function ledger_accountright_spread();
create trigger ledger_account_update_spread after update of parent_id on ledger_account
for each row when (new.parent_id is distinct from old.parent_id)
execute function ledger_accountright_spread();
"""
NO_SPREAD = """
drop trigger ledger_account_update_spread on ledger_account;
drop trigger ledger_account_insert_spread on ledger_account;
drop trigger ledger_accountright_spread on ledger_accountright;
drop function ledger_accountright_spread();
drop function ledger_spread_rights(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_rights"), ("ledger", "0005_search")]

    operations = [
        migrations.CreateModel(
            name="AccountRight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "right",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("read", "Read"),
                            ("annotate", "Annotate"),
                            ("full", "Full"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "account",
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
                    "membership",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "membership", "account"), name="account_right_once"
                    )
                ],
            },
        ),
        protect_rows("ledger_accountright"),
        tenant_reference("ledger_accountright", "account_id", "ledger_account"),
        tenant_reference("ledger_accountright", "membership_id", "accounts_membership"),
        migrations.RunSQL(PLACES, NO_PLACES),
        migrations.RunSQL(SPREAD, NO_SPREAD),
    ]
