"""Keys of the bulk tables, checked once a statement instead of once a row.

A foreign key looks its parent up for every row and column, which is two fifths of a load. The same
is promised here by statement triggers, against whatever writes: rows refer to parents of their own
household that exist, a parent that is referred to cannot go, and its key never changes. Parents are
locked as a foreign key locks them, so that none goes while a writer that refers to it has not
committed. The refusals carry the code of a foreign key, and nothing is hidden from the checks.

New postings are held to header, account, totals and places in one walk over them instead of three.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import migrations


class Key(NamedTuple):
    """A column of `table` that refers to (household_id, id) of `parent`."""

    table: str
    column: str
    parent: str
    is_many: bool = False
    """Whether one statement may refer to as many parents as it has rows."""

    @property
    def constraint(self) -> str:
        return f"{self.table}_{self.column}_in_household"


KEYS = (
    Key("ledger_transaction", "payee_id", "ledger_payee"),
    Key("ledger_transaction", "import_batch_id", "ledger_importbatch"),
    Key("ledger_posting", "account_id", "ledger_account"),
    Key("ledger_posting", "transaction_id", "ledger_transaction", is_many=True),
    Key("ledger_importrow", "batch_id", "ledger_importbatch"),
    Key("ledger_importrow", "transaction_id", "ledger_transaction", is_many=True),
)
TABLES = ("ledger_transaction", "ledger_posting", "ledger_importrow")
PARENTS = ("ledger_payee", "ledger_importbatch", "ledger_account", "ledger_transaction")

WANTED = "select distinct household_id, {column} as id from {rows} where {column} is not null"
HELD = """
with wanted as ({wanted}),
held as (
  select a.id from wanted w
  join {parent} a on a.household_id = w.household_id and a.id = w.id
  for key share of a
)
select (select count(*) from wanted) - (select count(*) from held)
"""
REFUSED = """
  if missing > 0 then
    raise exception '% of the rows of {parent} that {table} refers to are not in the household',
      missing using errcode = '23503', table = '{table}', constraint = '{constraint}';
  end if;
"""
TRANSITION = {
    "insert": "new table as new_rows",
    "update": "old table as old_rows new table as new_rows",
}


def checked(key: Key, verb: str) -> str:
    """Return the check of what a statement refers to; an update's only where that is new."""
    wanted = WANTED.format(column=key.column, rows="new_rows")
    if verb == "update":
        wanted += " except " + WANTED.format(column=key.column, rows="old_rows")
    held = HELD.format(wanted=wanted, parent=key.parent)
    # Many are planned for the rows at hand; for a handful of parents any plan is good.
    query = (
        f"execute $fresh${held}$fresh$ into missing;" if key.is_many else f"{held} into missing;"
    )
    return query + REFUSED.format(**key._asdict(), constraint=key.constraint)


def referring(table: str, verb: str) -> str:
    """Return the trigger that checks what rows of `table` refer to, before its other guards."""
    name = f"{table}_checks_{verb}"
    checks = "".join(checked(key, verb) for key in KEYS if key.table == table)
    return f"""
create function {name}() returns trigger language plpgsql as $$
declare
  missing bigint;
  held text := current_setting('finehance.hidden', true);
begin
  perform finehance_draw_curtain('');
{checks}
  perform finehance_draw_curtain(held);
  return null;
end $$;
create trigger {name} after {verb} on {table} referencing {TRANSITION[verb]}
for each statement execute function {name}();
"""


STILL = """
  execute $fresh$
  select r.{column} from old_rows o
  join {table} r on r.household_id = o.household_id and r.{column} = o.id limit 1
  $fresh$ into kept;
  if kept is not null then
    raise exception 'row % of {parent} is still referred to by {table}', kept
      using errcode = '23503', table = '{table}', constraint = '{constraint}';
  end if;
"""


def referred(parent: str) -> str:
    """Return the triggers that keep rows of `parent` while they are referred to."""
    keys = [key for key in KEYS if key.parent == parent]
    checks = "".join(STILL.format(**key._asdict(), constraint=key.constraint) for key in keys)
    return f"""
create function {parent}_checks_delete() returns trigger language plpgsql as $$
declare
  kept bigint;
  held text := current_setting('finehance.hidden', true);
begin
  perform finehance_draw_curtain('');
{checks}
  perform finehance_draw_curtain(held);
  return null;
end $$;
create trigger {parent}_checks_delete after delete on {parent} referencing old table as old_rows
for each statement execute function {parent}_checks_delete();
create trigger {parent}_keeps_key before update of id, household_id on {parent}
for each row when (old.id <> new.id or old.household_id <> new.household_id)
execute function ledger_keep_key();
"""


KEEP_KEY = """
create function ledger_keep_key() returns trigger language plpgsql as $$
begin
  raise exception 'row % of % keeps its id and its household', old.id, tg_table_name
    using errcode = '23503', table = tg_table_name;
end $$;
"""
# As in 0003 and 0006, but that headers and accounts are joined once for all of it.
INSERT_GUARD = """
create or replace function ledger_posting_insert_guard() returns trigger language plpgsql as $$
declare bad record;
begin
  select n.transaction_id as id, sum(n.value) as off into bad
  from new_rows n group by n.transaction_id having sum(n.value) <> 0 limit 1;
  if found then
    raise exception 'transaction % does not balance: its values are off by %', bad.id, bad.off
      using errcode = '23F01', hint = 'write all postings of a transaction in one statement';
  end if;

  if coalesce(current_setting('finehance.unlock', true), '') = '' then
    execute $fresh$
    select p.start, p."end" - 1 as last
    from (select distinct household_id, date from new_rows) d
    join ledger_period p on p.household_id = d.household_id and p.state = 'closed'
      and d.date >= p.start and d.date < p."end"
    limit 1
    $fresh$ into bad;
    if bad.start is not null then
      raise exception 'the period % to % is closed', bad.start, bad.last
        using errcode = '23F03', hint = 'reopen the period or use a later date';
    end if;
  end if;

  execute $fresh$
  with seen as materialized (
    select n.id, n.household_id, n.transaction_id, n.account_id, n.date, n.currency, n.amount,
           n.value, n.base_value, t.date as header_date, t.currency as header_currency,
           t.deleted_at, a.currency as account_currency,
           a.kind not in ('income', 'expense', 'equity') and not t.places @> array[n.account_id]
             as is_unplaced
    from new_rows n
    join ledger_transaction t on t.id = n.transaction_id
    join ledger_account a on a.id = n.account_id
  ), kept as (
    insert into ledger_monthlytotal as t
      (household_id, account_id, month, currency, amount, base_value, count, unrated, last_date)
    select household_id, account_id, date_trunc('month', date)::date, currency, sum(amount),
           sum(coalesce(base_value, 0)), count(*), count(*) - count(base_value), max(date)
    from seen where deleted_at is null
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (household_id, account_id, month, currency) do update
    set amount = t.amount + excluded.amount, base_value = t.base_value + excluded.base_value,
        count = t.count + excluded.count, unrated = t.unrated + excluded.unrated,
        last_date = greatest(t.last_date, excluded.last_date)
  )
  select (select array_agg(distinct transaction_id) from seen where is_unplaced) as unplaced, wrong.*
  from (values (1)) once
  left join lateral (
    select * from seen
    where header_date <> date or (header_currency = currency and amount <> value)
       or currency <> coalesce(nullif(account_currency, ''), header_currency)
    order by id limit 1
  ) wrong on true
  $fresh$ into bad;
  if bad.id is not null then
    raise exception 'transaction %: a posting of % % (value %) on % disagrees with its header (% %)'
      ' or its account (%)', bad.transaction_id, bad.amount, bad.currency, bad.value, bad.date,
      bad.header_date, bad.header_currency, bad.account_currency using errcode = '23F02';
  end if;
  if bad.unplaced is not null then
    update ledger_transaction t set places = ledger_places(t.household_id, t.id)
    where t.id = any(bad.unplaced);
  end if;
  return null;
end $$;
drop trigger ledger_posting_insert_places on ledger_posting;
"""
GUARDS = "".join(
    [
        KEEP_KEY,
        INSERT_GUARD,
        *(referring(table, verb) for table in TABLES for verb in TRANSITION),
        *(referred(parent) for parent in PARENTS),
        *(f"alter table {key.table} drop constraint {key.constraint};\n" for key in KEYS),
    ]
)
UNDO = "".join(
    [
        *(
            f"alter table {key.table} add constraint {key.constraint} foreign key"
            f" (household_id, {key.column}) references {key.parent} (household_id, id);\n"
            for key in KEYS
        ),
        *(
            f"drop trigger {parent}_keeps_key on {parent};\n"
            f"drop trigger {parent}_checks_delete on {parent};\n"
            f"drop function {parent}_checks_delete();\n"
            for parent in PARENTS
        ),
        *(
            f"drop trigger {table}_checks_{verb} on {table};\n"
            f"drop function {table}_checks_{verb}();\n"
            for table in TABLES
            for verb in TRANSITION
        ),
        "drop function ledger_keep_key();\n",
        (
            "create trigger ledger_posting_insert_places after insert on ledger_posting"
            " referencing new table as new_rows for each statement"
            " execute function ledger_posting_places();"
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_hidden_accounts")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
