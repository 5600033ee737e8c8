"""What a person sees from whom accounts are kept: narrower policies, and totals without the rest.

A transaction is hidden when it has legs in places and all of these are hidden; with it go its other
legs, its tags, its history, and the payees that are met nowhere else. Categories, tags and rules
are the household's common words and stay, but for rules that name a hidden account or payee.

Functions that have to look behind the curtain open it for themselves and draw it again; an error
in between rolls that back with everything else.
"""

from __future__ import annotations

from django.db import migrations, models

from accounts.tenancy import HIDDEN, limit_rows

SHOWN = "({row}.places = array[]::bigint[] or not ({row}.places <@ hidden))"

FUNCTIONS = f"""
create function finehance_draw_curtain(hidden text) returns void language sql volatile as
$$ select set_config('finehance.hidden', hidden, true) $$;

-- The policy of headers decides, so that postings cannot disagree with it.
create function ledger_transaction_seen(key bigint) returns boolean
language plpgsql stable parallel safe as $$
begin
  return exists (select 1 from ledger_transaction t where t.id = key);
end $$;

create function ledger_payee_seen(key bigint, hidden bigint[]) returns boolean
language plpgsql stable parallel restricted as $$
declare
  held text := current_setting('finehance.hidden', true);
  is_seen boolean;
begin
  perform finehance_draw_curtain('');
  is_seen := exists (
      select 1 from ledger_transaction t
      where t.household_id = finehance_household() and t.payee_id = key
        and {SHOWN.format(row="t")})
    or not exists (
      select 1 from ledger_transaction t
      where t.household_id = finehance_household() and t.payee_id = key);
  perform finehance_draw_curtain(held);
  return is_seen;
end $$;

create function ledger_alias_seen(payee bigint, name text, hidden bigint[]) returns boolean
language plpgsql stable parallel restricted as $$
declare
  held text := current_setting('finehance.hidden', true);
  is_seen boolean;
begin
  perform finehance_draw_curtain('');
  select coalesce(bool_or({SHOWN.format(row="t")}), true) into is_seen
  from ledger_transaction t
  where t.household_id = finehance_household() and t.payee_id = payee and t.raw_payee = name;
  perform finehance_draw_curtain(held);
  return is_seen and ledger_payee_seen(payee, hidden);
end $$;

create function ledger_batch_seen(key bigint, hidden bigint[]) returns boolean
language plpgsql stable parallel restricted as $$
declare
  held text := current_setting('finehance.hidden', true);
  is_seen boolean;
begin
  perform finehance_draw_curtain('');
  is_seen := not exists (
    select 1 from ledger_transaction t
    where t.household_id = finehance_household() and t.import_batch_id = key
      and t.places && hidden);
  perform finehance_draw_curtain(held);
  return is_seen;
end $$;

create function ledger_rule_seen(conditions jsonb, actions jsonb, hidden bigint[])
returns boolean language plpgsql stable parallel restricted as $$
begin
  return not exists (
      select 1 from jsonb_path_query(conditions, '$.** ? (@.field == "account").value[*]') v (x)
      where x #>> '{{}}' = any(hidden::text[]))
    and (actions -> 'set_payee' is null
         or ledger_payee_seen((actions ->> 'set_payee')::bigint, hidden));
end $$;

create function ledger_mentions(doc jsonb, hidden bigint[]) returns boolean
language sql stable parallel safe as $$
  select coalesce(jsonb_path_exists(
    doc,
    '$ ? (@.postings[*].account_id == $h[*] || @.accounts[*] == $h[*] || @.parent_id == $h[*])',
    jsonb_build_object('h', to_jsonb(hidden))), false)
$$;

create function ledger_change_seen(
  model text, key bigint, before jsonb, after jsonb, hidden bigint[]) returns boolean
language plpgsql stable parallel restricted as $$
begin
  if ledger_mentions(before, hidden) or ledger_mentions(after, hidden) then
    return false;
  end if;
  return case model
    when 'transaction' then exists (
      select 1 from ledger_transaction t
      where t.id = key and t.household_id = finehance_household() and {SHOWN.format(row="t")})
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

-- One change that is kept from the person keeps the whole act: its words and its count tell of it.
create function ledger_changeset_seen(key bigint, batch bigint, hidden bigint[]) returns boolean
language plpgsql stable parallel restricted as $$
declare
  held text := current_setting('finehance.hidden', true);
  is_seen boolean;
begin
  perform finehance_draw_curtain('');
  is_seen := not exists (
      select 1 from ledger_change c
      where c.household_id = finehance_household() and c.change_set_id = key
        and not ledger_change_seen(c.model, c.object_id, c.before, c.after, hidden))
    and not exists (
      select 1 from ledger_importbatch b where b.id = batch and b.account_id = any(hidden));
  is_seen := is_seen and (batch is null or ledger_batch_seen(batch, hidden));
  perform finehance_draw_curtain(held);
  return is_seen;
end $$;
"""
NO_FUNCTIONS = """
drop function ledger_changeset_seen(bigint, bigint, bigint[]);
drop function ledger_change_seen(text, bigint, jsonb, jsonb, bigint[]);
drop function ledger_mentions(jsonb, bigint[]);
drop function ledger_rule_seen(jsonb, jsonb, bigint[]);
drop function ledger_batch_seen(bigint, bigint[]);
drop function ledger_alias_seen(bigint, text, bigint[]);
drop function ledger_payee_seen(bigint, bigint[]);
drop function ledger_transaction_seen(bigint);
drop function finehance_draw_curtain(text);
"""

# For whoever sees everything the view is the table; for others the table shows nothing, and what
# wholly hidden transactions put into categories and equity is taken off.
TOTALS = """
create function ledger_totals_without(hidden bigint[]) returns setof ledger_monthlytotal
language plpgsql stable parallel restricted rows 1 as $$
declare held text := current_setting('finehance.hidden', true);
begin
  perform finehance_draw_curtain('');
  return query
  with gone as (
    select p.account_id, p.currency, date_trunc('month', p.date)::date as month,
           sum(p.amount) as amount, sum(coalesce(p.base_value, 0)) as base_value,
           count(*)::int as count, (count(*) - count(p.base_value))::int as unrated
    from (
      select distinct h.transaction_id as id from ledger_posting h
      where h.household_id = finehance_household() and h.account_id = any(hidden)
    ) touched
    join ledger_transaction t
      on t.id = touched.id and t.deleted_at is null and t.places <@ hidden
    join ledger_posting p
      on p.household_id = finehance_household() and p.transaction_id = t.id
        and p.account_id <> all(hidden)
    group by 1, 2, 3
  )
  select m.id, m.month, m.currency, (m.amount - coalesce(g.amount, 0))::numeric(26, 8),
         (m.base_value - coalesce(g.base_value, 0))::numeric(26, 8), m.count - coalesce(g.count, 0),
         m.unrated - coalesce(g.unrated, 0), m.last_date, m.account_id, m.household_id
  from ledger_monthlytotal m
  left join gone g using (account_id, month, currency)
  where m.household_id = finehance_household() and m.account_id <> all(hidden)
    and m.count > coalesce(g.count, 0);
  perform finehance_draw_curtain(held);
end $$;

create view ledger_visibletotal with (security_invoker = true) as
select id, household_id, account_id, month, currency, amount, base_value, count, unrated, last_date
from ledger_monthlytotal
union all
select id, household_id, account_id, month, currency, amount, base_value, count, unrated, last_date
from ledger_totals_without((select finehance_hidden())) where not (select finehance_sees_all());
"""
NO_TOTALS = """
drop view ledger_visibletotal;
drop function ledger_totals_without(bigint[]);
"""


def kept_off(column: str) -> str:
    """Return the condition that an account's id is not hidden."""
    return f"{column} <> all({HIDDEN})"


OF_BATCH = "batch_id in (select b.id from ledger_importbatch b)"
LIMITS = {
    "account": (kept_off("id"), ""),
    "accountright": (kept_off("account_id"), ""),
    "importprofile": (kept_off("account_id"), kept_off("account_id")),
    "importbatch": (
        f"({kept_off('account_id')} and ledger_batch_seen(id, {HIDDEN}))",
        kept_off("account_id"),
    ),
    "importrow": (
        f"({OF_BATCH} and (transaction_id is null or ledger_transaction_seen(transaction_id)))",
        "",
    ),
    "posting": (
        f"({kept_off('account_id')} and ledger_transaction_seen(transaction_id))",
        kept_off("account_id"),
    ),
    "transaction": (f"(places = array[]::bigint[] or not (places <@ {HIDDEN}))", ""),
    "transactiontag": ("ledger_transaction_seen(transaction_id)", ""),
    "monthlytotal": ("false", ""),
    "payee": (f"ledger_payee_seen(id, {HIDDEN})", ""),
    "payeealias": (f"ledger_alias_seen(payee_id, raw_name, {HIDDEN})", ""),
    "rule": (f"ledger_rule_seen(conditions, actions, {HIDDEN})", ""),
    "change": (f"ledger_change_seen(model, object_id, before, after, {HIDDEN})", ""),
    "changeset": (f"ledger_changeset_seen(id, import_batch_id, {HIDDEN})", ""),
}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_account_rights")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(TOTALS, NO_TOTALS),
        *(
            limit_rows(f"ledger_{table}", visible=visible, writable=writable)
            for table, (visible, writable) in LIMITS.items()
        ),
        migrations.CreateModel(
            name="VisibleTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("currency", models.CharField(max_length=8)),
                ("amount", models.DecimalField(decimal_places=8, max_digits=26)),
                ("base_value", models.DecimalField(decimal_places=8, max_digits=26)),
                ("count", models.IntegerField()),
                ("unrated", models.IntegerField()),
                ("last_date", models.DateField()),
            ],
            options={"db_table": "ledger_visibletotal", "managed": False},
        ),
    ]
