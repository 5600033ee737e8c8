"""Triggers that guard the books, whatever writes to them: ORM, COPY, admin or psql.

All are statement-level over transition tables, so that a bulk load pays once per statement.

1. A statement that leaves a transaction unbalanced fails. Only what it changed is summed: books
   that balanced before still do when the change itself sums to zero.
2. A posting agrees with its header's date and, where the currencies are alike, its amount is its
   value; a place takes its own currency only, a category the transaction's.
3. `ledger_monthlytotal` follows postings and soft deletes exactly, and nothing else writes to it.
4. Nothing dated in a closed period changes, unless the session set `finehance.unlock`.

Statements that join the transition tables run by `execute`, which plans them for the rows at hand:
a plan kept from a statement over one row takes quadratic time over a hundred thousand, and one kept
from a bulk load reads whole tables for a single row. Those that look for one bad row sort first: for
a bare `limit 1` the planner expects to be lucky soon, and nests loops.
"""

from __future__ import annotations

from django.db import migrations

# The statement's change: rows added with sign 1, rows taken away with sign -1.
ADDED = "select 1 as sign, n.* from new_rows n"
TAKEN = "select -1 as sign, o.* from old_rows o"
DELTA = {
    "insert": ADDED,
    "update": f"{ADDED} union all {TAKEN}",
    "delete": TAKEN,
}
TRANSITION = {
    "insert": "new table as new_rows",
    "update": "old table as old_rows new table as new_rows",
    "delete": "old table as old_rows",
}

BALANCED = """
  select d.transaction_id as id, sum(d.sign * d.value) as off into bad
  from ({delta}) d group by d.transaction_id having sum(d.sign * d.value) <> 0 limit 1;
  if found then
    raise exception 'transaction % does not balance: its values are off by %', bad.id, bad.off
      using errcode = '23F01', hint = 'write all postings of a transaction in one statement';
  end if;
"""

AGREES = """
  execute $fresh$
  select n.transaction_id as id, t.date as header_date, t.currency as header_currency,
         a.currency as account_currency, n.*
  from new_rows n
  join ledger_transaction t on t.id = n.transaction_id
  join ledger_account a on a.id = n.account_id
  where t.date <> n.date
     or (t.currency = n.currency and n.amount <> n.value)
     or n.currency <> coalesce(nullif(a.currency, ''), t.currency)
  order by n.id limit 1
  $fresh$ into bad;
  if bad.id is not null then
    raise exception 'transaction %: a posting of % % (value %) on % disagrees with its header (% %)'
      ' or its account (%)', bad.id, bad.amount, bad.currency, bad.value, bad.date,
      bad.header_date, bad.header_currency, bad.account_currency using errcode = '23F02';
  end if;
"""

OPEN = """
  if coalesce(current_setting('finehance.unlock', true), '') = '' then
    execute $fresh$
    select p.start, p."end" - 1 as last
    from (select distinct household_id, date from ({delta}) every_row) d
    join ledger_period p on p.household_id = d.household_id and p.state = 'closed'
      and d.date >= p.start and d.date < p."end"
    limit 1
    $fresh$ into bad;
    if bad.start is not null then
      raise exception 'the period % to % is closed', bad.start, bad.last
        using errcode = '23F03', hint = 'reopen the period or use a later date';
    end if;
  end if;
"""

# `change` has the shape of ledger_monthlytotal with signed figures; rows are written in one order,
# so that two writers never wait for each other in a circle.
TOTALS = """
  execute $fresh$
  insert into ledger_monthlytotal as t
    (household_id, account_id, month, currency, amount, base_value, count, unrated, last_date)
  select d.household_id, d.account_id, date_trunc('month', d.date)::date, d.currency,
         sum(d.sign * d.amount), sum(d.sign * coalesce(d.base_value, 0)), sum(d.sign),
         coalesce(sum(d.sign) filter (where d.base_value is null), 0),
         coalesce(max(d.date) filter (where d.sign > 0), date_trunc('month', min(d.date))::date)
  from ({delta}) d {live}
  group by 1, 2, 3, 4
  order by 1, 2, 3, 4
  on conflict (household_id, account_id, month, currency) do update
  set amount = t.amount + excluded.amount, base_value = t.base_value + excluded.base_value,
      count = t.count + excluded.count, unrated = t.unrated + excluded.unrated,
      last_date = greatest(t.last_date, excluded.last_date)
  $fresh$;
"""

LIVE = "join ledger_transaction t on t.id = d.transaction_id and t.deleted_at is null"

# After rows were taken away the last date may lie earlier, and an emptied total goes.
RECEDE = """
  execute $fresh$
  delete from ledger_monthlytotal t using (
    select distinct d.household_id, d.account_id, date_trunc('month', d.date)::date as month
    from ({taken}) d
  ) k
  where t.household_id = k.household_id and t.account_id = k.account_id and t.month = k.month
    and t.count = 0
  $fresh$;
  execute $fresh$
  update ledger_monthlytotal t set last_date = latest.date
  from (
    select distinct d.household_id, d.account_id, d.currency,
           date_trunc('month', d.date)::date as month
    from ({taken}) d
  ) k
  cross join lateral (
    select p.date from ledger_posting p
    join ledger_transaction h on h.id = p.transaction_id and h.deleted_at is null
    where p.household_id = k.household_id and p.account_id = k.account_id
      and p.currency = k.currency
      and p.date >= k.month and p.date < k.month + interval '1 month'
    order by p.date desc limit 1
  ) latest
  where t.household_id = k.household_id and t.account_id = k.account_id and t.month = k.month
    and t.currency = k.currency and t.last_date <> latest.date
  $fresh$;
"""


def trigger(table: str, verb: str, body: str) -> str:
    """Return the function and the statement trigger that run `body` after `verb` on `table`."""
    name = f"{table}_{verb}_guard"
    return f"""
create function {name}() returns trigger language plpgsql as $$
declare bad record;
begin
{body}
  return null;
end $$;
create trigger {name} after {verb} on {table}
referencing {TRANSITION[verb]} for each statement execute function {name}();
"""


def posting_guard(verb: str) -> str:
    """Return the guard of postings for one kind of statement."""
    delta = DELTA[verb]
    parts = [BALANCED.format(delta=delta)]
    if verb != "delete":
        parts.append(AGREES)
    parts.append(OPEN.format(delta=delta))
    parts.append(TOTALS.format(delta=delta, live=LIVE))
    if verb != "insert":
        parts.append(RECEDE.format(taken=TAKEN))
    return trigger("ledger_posting", verb, "".join(parts))


# Postings of headers whose place in the trash changed, as the totals' change.
FLIPPED = """
    select case when n.deleted_at is null then 1 else -1 end as sign, p.*
    from new_rows n
    join old_rows o on o.id = n.id and (o.deleted_at is null) <> (n.deleted_at is null)
    join ledger_posting p on p.transaction_id = n.id and p.household_id = n.household_id
"""

HEADER_UPDATE = (
    """
  execute $fresh$
  select n.id from new_rows n join old_rows o on o.id = n.id
  where n.household_id <> o.household_id
     or (n.date <> o.date and (n.deleted_at is null) <> (o.deleted_at is null))
     or (n.currency <> o.currency and exists (
           select 1 from ledger_posting p
           where p.household_id = n.household_id and p.transaction_id = n.id))
  order by n.id limit 1
  $fresh$ into bad;
  if bad.id is not null then
    raise exception 'transaction %: its household never changes, its currency only without'
      ' postings, and date and trash not in one statement', bad.id using errcode = '23F02';
  end if;
"""
    + OPEN.format(delta=DELTA["update"])
    + """
  execute $fresh$
  update ledger_posting p set date = n.date
  from new_rows n join old_rows o on o.id = n.id and o.date <> n.date
  where p.transaction_id = n.id and p.household_id = n.household_id
  $fresh$;
  execute $fresh$
  select n.id from new_rows n
  join old_rows o on o.id = n.id and (o.deleted_at is null) <> (n.deleted_at is null)
  order by n.id limit 1
  $fresh$ into bad;
  if bad.id is not null then
"""
    + TOTALS.format(delta=FLIPPED, live="")
    + RECEDE.format(taken=FLIPPED)
    + "  end if;\n"
)

TAGGED = """
    select t.household_id, t.date from ({rows}) r
    join ledger_transaction t on t.id = r.transaction_id
"""

TOTALS_OWN = """
create function ledger_monthlytotal_own() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception 'monthly totals are kept by the database' using errcode = '23F04',
      hint = 'write postings; the totals follow';
  end if;
  return null;
end $$;
create trigger ledger_monthlytotal_own before insert or update or delete on ledger_monthlytotal
for each statement execute function ledger_monthlytotal_own();
"""

GUARDS = "".join(
    [
        *(posting_guard(verb) for verb in DELTA),
        trigger("ledger_transaction", "insert", OPEN.format(delta=DELTA["insert"])),
        trigger("ledger_transaction", "update", HEADER_UPDATE),
        trigger("ledger_transaction", "delete", OPEN.format(delta=DELTA["delete"])),
        trigger(
            "ledger_transactiontag",
            "insert",
            OPEN.format(delta=TAGGED.format(rows="select * from new_rows")),
        ),
        trigger(
            "ledger_transactiontag",
            "delete",
            OPEN.format(delta=TAGGED.format(rows="select * from old_rows")),
        ),
        TOTALS_OWN,
    ]
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_tenancy")]

    operations = [migrations.RunSQL(GUARDS, migrations.RunSQL.noop)]
