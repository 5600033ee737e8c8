"""Two more guards: tags of closed days keep what they are, and posted accounts their currency.

1. An update of a tag row is held to the closed periods of the transactions it leaves and joins.
2. An account's currency never changes once it has postings, which would disagree with it.
"""

from __future__ import annotations

from django.db import migrations

GUARDS = """
create function ledger_transactiontag_update_guard() returns trigger language plpgsql as $$
declare bad record;
begin
  if coalesce(current_setting('finehance.unlock', true), '') = '' then
    select p.start, p."end" - 1 as last into bad
    from (
      select distinct t.household_id, t.date
      from (select * from new_rows union all select * from old_rows) r
      join ledger_transaction t on t.id = r.transaction_id
    ) d
    join ledger_period p on p.household_id = d.household_id and p.state = 'closed'
      and d.date >= p.start and d.date < p."end"
    limit 1;
    if found then
      raise exception 'the period % to % is closed', bad.start, bad.last
        using errcode = '23F03', hint = 'reopen the period or use a later date';
    end if;
  end if;
  return null;
end $$;
create trigger ledger_transactiontag_update_guard after update on ledger_transactiontag
referencing old table as old_rows new table as new_rows
for each statement execute function ledger_transactiontag_update_guard();

create function ledger_account_update_guard() returns trigger language plpgsql as $$
declare bad record;
begin
  select n.id, o.currency into bad
  from new_rows n join old_rows o on o.id = n.id and o.currency <> n.currency
  where exists (
    select 1 from ledger_posting p where p.household_id = n.household_id and p.account_id = n.id
  )
  limit 1;
  if found then
    raise exception 'account % has postings: its currency stays %', bad.id, bad.currency
      using errcode = '23F02', hint = 'open another account in the new currency';
  end if;
  return null;
end $$;
create trigger ledger_account_update_guard after update on ledger_account
referencing old table as old_rows new table as new_rows
for each statement execute function ledger_account_update_guard();
"""
UNDO = """
drop trigger ledger_account_update_guard on ledger_account;
drop function ledger_account_update_guard();
drop trigger ledger_transactiontag_update_guard on ledger_transactiontag;
drop function ledger_transactiontag_update_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_guards")]

    operations = [migrations.RunSQL(GUARDS, UNDO)]
