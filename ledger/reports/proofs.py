"""The checks of `verify_ledger`, one statement each: rows are (object id, what is wrong)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """One check; every row that its SQL returns is a difference."""

    kind: str
    sql: str


UNBALANCED = """
select p.transaction_id, format('values sum to %%s', trim_scale(sum(p.value)))
from ledger_posting p where p.household_id = %(household)s
group by p.transaction_id having sum(p.value) <> 0
order by p.transaction_id
"""
# Base values are all known or all missing, and balance as the values do.
UNBALANCED_BASE = """
select p.transaction_id,
  format('base values of %%s postings sum to %%s, %%s are missing', count(*),
         trim_scale(sum(coalesce(p.base_value, 0))), count(*) - count(p.base_value))
from ledger_posting p where p.household_id = %(household)s
group by p.transaction_id
having sum(coalesce(p.base_value, 0)) <> 0 or count(p.base_value) not in (0, count(*))
order by p.transaction_id
"""
HEADERS = """
select t.id, format('has %%s postings', count(p.id))
from ledger_transaction t
left join ledger_posting p on p.household_id = t.household_id and p.transaction_id = t.id
where t.household_id = %(household)s and t.purged_at is null
group by t.id having count(p.id) < 2
order by t.id
"""
POSTINGS = """
select p.transaction_id,
  format('posting %%s of %%s %%s (value %%s) on %%s disagrees with header (%%s, %%s) or account'
         ' (%%s)', p.id, trim_scale(p.amount), p.currency, trim_scale(p.value), p.date,
         coalesce(t.date::text, 'none'), t.currency, coalesce(a.name, 'none'))
from ledger_posting p
left join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
left join ledger_account a on a.household_id = p.household_id and a.id = p.account_id
where p.household_id = %(household)s and (
  t.id is null or a.id is null or t.date <> p.date
  or p.currency <> coalesce(nullif(a.currency, ''), t.currency)
  or (p.currency = t.currency and p.amount <> p.value)
  or p.amount * p.value < 0)
order by p.transaction_id, p.id
"""
BASE_CURRENCY = """
select p.transaction_id,
  format('posting %%s is in the base currency, yet %%s has the base value %%s', p.id,
         trim_scale(p.value), coalesce(trim_scale(p.base_value)::text, 'none'))
from ledger_posting p
join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
join accounts_household h on h.id = p.household_id and h.base_currency = t.currency
where p.household_id = %(household)s and p.base_value is distinct from p.value
order by p.transaction_id, p.id
"""
TOTALS = """
with summed as (
  select p.account_id, date_trunc('month', p.date)::date as month, p.currency,
         sum(p.amount) as amount, sum(coalesce(p.base_value, 0)) as base_value,
         count(*)::int as count, count(*) filter (where p.base_value is null)::int as unrated,
         max(p.date) as last_date
  from ledger_posting p
  join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
    and t.deleted_at is null
  where p.household_id = %(household)s group by 1, 2, 3
), kept as (
  select * from ledger_monthlytotal where household_id = %(household)s
)
select coalesce(s.account_id, k.account_id),
  format('%%s %%s: postings sum to %%s, the total says %%s; base %%s and %%s; count %%s and %%s;'
         ' unrated %%s and %%s; last date %%s and %%s',
         to_char(coalesce(s.month, k.month), 'YYYY-MM'), coalesce(s.currency, k.currency),
         trim_scale(s.amount), trim_scale(k.amount), trim_scale(s.base_value),
         trim_scale(k.base_value), s.count, k.count, s.unrated, k.unrated, s.last_date,
         k.last_date)
from summed s full join kept k using (account_id, month, currency)
where (s.amount, s.base_value, s.count, s.unrated, s.last_date)
  is distinct from (k.amount, k.base_value, k.count, k.unrated, k.last_date)
order by 1, 2
"""
ACCOUNTS = """
select a.id, format('its parent %%s is not in the household, or is of another kind', a.parent_id)
from ledger_account a
left join ledger_account above on above.household_id = a.household_id and above.id = a.parent_id
where a.household_id = %(household)s and a.parent_id is not null and above.id is null
order by a.id
"""
TAGS = """
select g.transaction_id, format('carries tag %%s, which is not in the household', g.tag_id)
from ledger_transactiontag g
left join ledger_tag l on l.household_id = g.household_id and l.id = g.tag_id
left join ledger_transaction t on t.household_id = g.household_id and t.id = g.transaction_id
where g.household_id = %(household)s and (l.id is null or t.id is null)
order by g.transaction_id, g.tag_id
"""
# An act keeps the version that it made: no row is older than its newest change.
HISTORY = """
select t.id, format('is at version %%s, its history at %%s', t.version, max(c.version))
from ledger_change c
join ledger_transaction t on t.household_id = c.household_id and t.id = c.object_id
where c.household_id = %(household)s and c.model = 'transaction'
group by t.id, t.version having max(c.version) > t.version
order by t.id
"""
# Every row of a file has a fingerprint; the opening balance booked for a first one has none.
BATCHES = """
with added as (
  select import_batch_id as id, count(fingerprint) as count from ledger_transaction
  where household_id = %(household)s and import_batch_id is not null group by 1
), noted as (
  select batch_id as id, count(*) filter (where outcome = 'matched') as matched,
         count(*) filter (where outcome = 'skipped') as skipped,
         count(*) filter (where outcome = 'failed') as failed
  from ledger_importrow where household_id = %(household)s group by 1
)
select b.id,
  format('added %%s and has %%s transactions; matched %%s, skipped %%s, failed %%s, and has rows'
         ' of %%s, %%s, %%s', b.added_count, coalesce(a.count, 0), b.matched_count,
         b.skipped_count, b.failed_count, coalesce(n.matched, 0), coalesce(n.skipped, 0),
         coalesce(n.failed, 0))
from ledger_importbatch b left join added a using (id) left join noted n using (id)
where b.household_id = %(household)s and (
  (b.state = 'posted' and (b.added_count <> coalesce(a.count, 0)
    or (b.matched_count, b.skipped_count, b.failed_count)
       <> (coalesce(n.matched, 0), coalesce(n.skipped, 0), coalesce(n.failed, 0))))
  or (b.state in ('uploaded', 'running', 'failed') and a.count > 0))
order by b.id
"""

# The header says which places a transaction lies in, by which rights on accounts are kept.
PLACES = """
select t.id, format('is noted in places %%s and has legs in %%s', t.places,
  array_agg(distinct p.account_id order by p.account_id))
from ledger_posting p
join ledger_account a on a.household_id = p.household_id and a.id = p.account_id
  and a.kind not in ('income', 'expense', 'equity')
join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
where p.household_id = %(household)s
group by t.id, t.places
having t.places <> array_agg(distinct p.account_id order by p.account_id)
order by t.id
"""

PROOFS = (
    Proof("unbalanced", UNBALANCED),
    Proof("unbalanced_base", UNBALANCED_BASE),
    Proof("without_postings", HEADERS),
    Proof("places", PLACES),
    Proof("posting", POSTINGS),
    Proof("base_currency", BASE_CURRENCY),
    Proof("monthly_total", TOTALS),
    Proof("account", ACCOUNTS),
    Proof("tag", TAGS),
    Proof("history", HISTORY),
    Proof("import_batch", BATCHES),
)

COUNTS = """
select
  (select count(*) from ledger_transaction where household_id = %(household)s) as transactions,
  (select count(*) from ledger_posting where household_id = %(household)s) as postings,
  (select count(*) from ledger_monthlytotal where household_id = %(household)s) as monthly_totals,
  (select count(*) from ledger_account where household_id = %(household)s) as accounts,
  (select count(*) from ledger_change where household_id = %(household)s) as changes,
  (select count(*) from ledger_importbatch where household_id = %(household)s) as import_batches
"""
