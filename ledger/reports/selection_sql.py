"""SQL of a selection: a page of it in order, some of it, or all.

Its candidates, when they are few, are looked at one by one; else the books are scanned. A branch is
closed by a condition that is decided once, before it runs.
"""

from __future__ import annotations

# By the key alone: a planner without statistics then has one index to choose.
_LIVE_JOIN = """
  from ledger_posting p
  join ledger_transaction t on t.id = p.transaction_id
"""
LEGS = """
  join ledger_posting p on p.household_id = %(household)s and p.transaction_id = t.id
    and p.account_id = any(%(viewed)s)"""
HEADERS_PAGE = """
select t.date, t.id from ledger_transaction t
where t.household_id = %(household)s {gate} {conditions}
  and (%(cursor_date)s::date is null or (t.date, t.id) {sign} (%(cursor_date)s, %(cursor_id)s))
order by t.date {order}, t.id {order} limit %(limit)s
"""
POSTINGS_PAGE = (
    """
select distinct nearest.date, nearest.id from unnest(%(viewed)s::bigint[]) a(id)
cross join lateral (
  select distinct p.date, p.transaction_id as id"""
    + _LIVE_JOIN
    + """
  where p.household_id = %(household)s and p.account_id = a.id {gate} {conditions}
    and (%(cursor_date)s::date is null
         or (p.date, p.transaction_id) {sign} (%(cursor_date)s, %(cursor_id)s))
  order by p.date {order}, p.transaction_id {order} limit %(limit)s
) nearest
order by nearest.date {order}, nearest.id {order} limit %(limit)s
"""
)
HEADERS = """
select t.id from ledger_transaction t
where t.household_id = %(household)s {gate} {conditions} {limit}
"""
POSTINGS = (
    "select t.id"
    + _LIVE_JOIN
    + """
where p.household_id = %(household)s and p.account_id = any(%(viewed)s) {gate} {conditions}
{limit}
"""
)
# Of many candidates one in ten, whatever their numbers, tells how many are meant on any day.
SAMPLE = """,
  sample as materialized (
    select looked.n, looked.hits, 2 * looked.hits > looked.n as is_dense from (
      select count(*) as n, count(*) filter (where exists (
        select 1 from ledger_transaction t {legs}
        where t.id = few.id and t.household_id = %(household)s {undated}
        offset 0
      )) as hits
      from few where mod(hashint8(few.id), 10) = 0 and (select n from size) > %(few)s) looked)"""
# Where hardly any of the books is meant, a scan meets enough late: each candidate is looked at.
MANY = """,
  many as materialized (
    select found.n > %(few)s and ({is_worth_it}) as is_each
    from (select count(*) as n from (
      select from ({candidates}) c
      where (select n from size) > %(few)s and not (select is_dense from sample)
      limit %(many)s + 1) c) found, sample)"""
FEW_MEANT = "found.n <= %(many)s and found.n * sample.hits < %(rare)s * greatest(sample.n, 1)"
MANY_MEANT = "found.n <= %(many)s or 20 * sample.hits >= sample.n"
EACH_GATE = "(select is_each from many)"
TOO_MANY = "and (select n from size) > %(few)s"
NOT_ENOUGH = """and (select n from size) > %(few)s
  and (select count(*) from hits) < %(limit)s"""
DENSE = "and (select is_dense from sample)"
SPARSE = "and not (select is_dense from sample)"
NOT_EACH = f"and not {EACH_GATE}"
EITHER = "({dense}) union all ({sparse})"
FEW_PAGE = """
with few as materialized (select id from ({candidates}) c limit %(few)s + 1),
  size as materialized (select count(*) as n from few){sample}{many}
select both_ways.date, both_ways.id from (
  (select distinct meant.date, meant.id from few cross join lateral (
     select t.date, t.id from ledger_transaction t {legs}
     where t.id = few.id and t.household_id = %(household)s {conditions}
       and (%(cursor_date)s::date is null or (t.date, t.id) {sign} (%(cursor_date)s, %(cursor_id)s))
     offset 0
   ) meant where (select n from size) <= %(few)s
   order by meant.date {order}, meant.id {order} limit %(limit)s)
  {each}
  union all
  ({scan})
) both_ways
order by both_ways.date {order}, both_ways.id {order} limit %(limit)s
"""
EACH_PAGE = """union all
  (select distinct meant.date, meant.id from ({candidates}) c cross join lateral (
     select t.date, t.id from ledger_transaction t
     where t.id = c.id and t.household_id = %(household)s {conditions}
       and (%(cursor_date)s::date is null or (t.date, t.id) {sign} (%(cursor_date)s, %(cursor_id)s))
     offset 0
   ) meant where {gate}
   order by meant.date {order}, meant.id {order} limit %(limit)s)"""
# Candidate by candidate, so that the limit ends it: a planner that hashes reads every transaction.
EACH = """
select meant.id from ({candidates}) c cross join lateral (
  select t.id from ledger_transaction t {legs}
  where t.id = c.id and t.household_id = %(household)s {conditions}
  offset 0
) meant {gate} {limit}
"""
# Of a query's many candidates only few may be meant: then one scan is cheaper than each of them.
FEW = """
with few as materialized (select id from ({candidates}) c limit %(few)s + 1),
  size as materialized (select count(*) as n from few){sample},
  hits as materialized (
    select meant.id from (select distinct id from few) few cross join lateral (
      select t.id from ledger_transaction t {legs}
      where t.id = few.id and t.household_id = %(household)s {conditions}
      offset 0
    ) meant where (select n from size) <= %(few)s {or_dense} {limit}){many}
select both_ways.id from (
  (select hits.id from hits where (select n from size) <= %(few)s {or_enough})
  {each}
  union all
  ({scan})
) both_ways {limit}
"""
OR_DENSE = "or (select is_dense from sample)"
OR_ENOUGH = "or (select count(*) from hits) >= %(limit)s"
LIMIT = "limit %(limit)s"
