"""Which staged rows are in the books already: whole-batch passes, each transaction taken once.

A pass finishes for every row before the next begins, so that a sure match is never lost to an
earlier, weaker one. Equal rows are paired one to one: the n-th in the file with the n-th in the
books, which keeps two equal coffees two.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

TIP = "1.25"
"""A pending card payment may be posted with up to a quarter more."""
MOST_ROUNDS = 50

IS_ANYTHING_THERE = """
select exists (
  select 1 from ledger_posting where household_id = %(household)s
    and account_id in (select distinct account_id from import_stage)
) or exists (
  select 1 from ledger_transaction where household_id = %(household)s
    and deleted_at is not null and purged_at is not null
)
"""

# The same row of the same file, or of an overlapping one. Looked up fingerprint by fingerprint, one
# probe of its index a row; `+ 0` keeps the planner from walking the household's rows instead, which
# it prefers while it knows nothing of a household that was just filled.
SEEN = """
insert into import_stage_match
select s.no, case when is_posted then 'matched' else 'skipped' end,
  case when is_posted then 'posted: it was pending'
       when e.deleted_at is null then 'already imported'
       when is_joined then 'already imported, and joined with another transaction since'
       else 'you deleted this transaction on ' || e.deleted_at::date end,
  e.id
from (
  select no, fingerprint, status, row_number() over (partition by fingerprint order by no) as nth
  from import_stage
) s
join (
  select known.*, w.fingerprint,
         row_number() over (partition by w.fingerprint order by known.id) as nth
  from (select distinct fingerprint from import_stage) w
  cross join lateral (
    select t.id, t.deleted_at, t.status from ledger_transaction t
    where t.fingerprint = w.fingerprint and t.household_id + 0 = %(household)s
    union
    select t.id, t.deleted_at, t.status from ledger_importrow r
    join ledger_transaction t on t.household_id = r.household_id and t.id = r.transaction_id
    where r.fingerprint = w.fingerprint and r.outcome = 'matched'
      and r.household_id + 0 = %(household)s
    offset 0
  ) known
) e on e.fingerprint = s.fingerprint and e.nth = s.nth
cross join lateral (
  select e.deleted_at is null and e.status = 'pending' and s.status <> 'pending' as is_posted,
    e.deleted_at is not null and exists (
      select 1 from ledger_pair r where r.household_id = %(household)s and r.second_id = e.id
        and r.state = 'joined' and r.deleted_at is null) as is_joined
) how
on conflict do nothing
"""

# The rows that are left, and what of the books could be one of them: gathered in one walk over the
# days of the file, so that what follows joins by equality, in proportion to the rows.
LEFT = """
insert into import_stage_left
select s.no, s.account_id, s.date, s.amount, s.external_id, s.status <> 'pending', p.payee_id,
  lower(nullif(s.raw_payee, '')), coalesce(lower(nullif(s.raw_payee, '')), s.memo),
  s.date > f.first_date
from import_stage s
join (select account_id, min(date) as first_date from import_stage group by 1) f using (account_id)
left join import_stage_payee p on p.payee_no = s.payee_no
where not exists (select 1 from import_stage_match m where m.no = s.no)
"""

# What a schedule recorded is no pending row of the bank's before the bank has spoken of it.
# Ids that a bank gives anew with every file are known by being absent from a file that should hold
# them: such rows have been reissued.
POOL = """
insert into import_stage_pool
select t.id, p.account_id, p.date, p.amount, t.external_id, how.*, t.payee_id,
  lower(nullif(t.raw_payee, '')), coalesce(lower(nullif(t.raw_payee, '')), t.memo)
from (
  select account_id, min(date) - 60 as first, max(date) + 60 as last
  from import_stage_left group by 1
) span
join ledger_posting p on p.household_id = %(household)s and p.account_id = span.account_id
  and p.date between span.first and span.last
join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
  and t.deleted_at is null
left join ledger_importbatch b on b.household_id = t.household_id and b.id = t.import_batch_id
left join (
  select external_id, count(*) as times from import_stage where external_id <> '' group by 1
) own on own.external_id = t.external_id
cross join lateral (
  select t.status = 'pending' and (t.source <> 'schedule' or t.fingerprint is not null)
      as is_pending,
    t.fingerprint is null and t.import_batch_id is null as is_unclaimed,
    t.fingerprint is not null and coalesce(
      b.format <> %(format)s or b.options -> 'columns' is distinct from (
        select options -> 'columns' from ledger_importbatch where id = %(batch)s
      ), true) as is_other_layout,
    t.fingerprint is not null and t.status <> 'pending' and t.external_id <> ''
      and own.times is null as is_reissued
) how
where (is_pending or is_unclaimed or is_other_layout or is_reissued or own.times > 0)
  and not exists (select 1 from import_stage_match m where m.matched_id = t.id)
"""

# Every pair that may be one, with how near it is; `apart` pairs the n-th of equal rows with the
# n-th of equal transactions.
CANDIDATES = """
insert into import_stage_candidate
select l.no, p.id, l.date - p.date,
  abs(dense_rank() over (partition by l.account_id, l.date, l.amount order by l.no)
    - dense_rank() over (partition by p.account_id, p.date, p.amount order by p.id)),
  p.amount = l.amount, p.is_pending and l.is_booked, p.is_unclaimed, p.is_other_layout,
  p.payee_id = l.payee_id or p.raw_payee = l.raw_payee,
  l.external_id <> '' and p.external_id = l.external_id,
  p.is_reissued and l.external_id <> '' and p.said = l.said, l.is_inside
from (
  select l.no, p.id from import_stage_left l
  join import_stage_pool p using (account_id, external_id)
  where external_id <> '' and p.amount * l.amount >= 0 and abs(l.date - p.date) <= 60
  union
  select l.no, p.id from import_stage_left l
  join import_stage_pool p using (account_id, amount, date)
  union
  select l.no, p.id from import_stage_left l
  join (
    select id, account_id, amount, date + ahead as date
    from import_stage_pool, generate_series(-7, 8) ahead where is_pending or is_unclaimed
  ) p using (account_id, amount, date)
  union
  select l.no, p.id from import_stage_left l
  join (
    select id, account_id, amount, date + ahead as date
    from import_stage_pool, generate_series(0, 3) ahead where is_pending
  ) p using (account_id, date)
  where p.amount * l.amount > 0 and abs(l.amount) between abs(p.amount) and abs(p.amount) * {tip}
) pair
join import_stage_left l using (no)
join import_stage_pool p using (id)
"""

# A pair is settled when each is the other's nearest; the rest wait for the next round.
SETTLE = """
insert into import_stage_match
select no, %(outcome)s, %(reason)s, id from (
  select c.no, c.id,
    row_number() over (partition by c.no order by abs(c.ahead), c.apart, c.id) as best_for_row,
    row_number() over (partition by c.id order by abs(c.ahead), c.apart, c.no) as best_for_id,
    count(*) over (partition by c.no) as choices
  from import_stage_candidate c
  where {condition}
    and not exists (select 1 from import_stage_match m where m.no = c.no)
    and not exists (select 1 from import_stage_match m where m.matched_id = c.id)
) pairs
where best_for_row = 1 and best_for_id = 1 and {only}
on conflict do nothing
"""
REISSUED = "already imported under another id of the bank"


class Pass(NamedTuple):
    """One way by which a row may be known already; conditions are of import_stage_candidate."""

    outcome: str
    reason: str
    condition: str
    must_be_only: bool = False

    def sql(self) -> str:
        """Return the statement that settles this pass's pairs."""
        only = "choices = 1" if self.must_be_only else "true"
        return SETTLE.format(condition=self.condition, only=only)


PASSES = (
    Pass(
        "skipped",
        "the bank's id is in the books already",
        "same_id and is_equal and not is_pending and ahead between -5 and 5",
    ),
    Pass("matched", "posted: it was pending under the same id", "same_id and is_pending"),
    Pass(
        "matched",
        "posted: it was pending with the same amount",
        "is_pending and is_equal and ahead between 0 and 8",
    ),
    Pass(
        "matched",
        "same payee and amount, entered before",
        "is_unclaimed and is_equal and same_payee and ahead between -7 and 7",
    ),
    Pass(
        "matched",
        "same amount within a week, entered before",
        "is_unclaimed and is_equal and ahead between -7 and 7",
    ),
    Pass(
        "matched",
        "posted with a tip: it was pending with a little less",
        "is_pending and same_payee and ahead between 0 and 3",
        must_be_only=True,
    ),
    Pass(
        "matched",
        "same day and amount in a file of another layout",
        "is_other_layout and is_equal and ahead = 0",
    ),
    # On its first day a file may begin where the one before ended: then only in such company.
    Pass("skipped", REISSUED, "is_reissued and is_equal and ahead = 0 and is_inside"),
    Pass(
        "skipped",
        REISSUED,
        "is_reissued and is_equal and ahead = 0"
        " and exists (select 1 from import_stage_match m where m.reason = %(reason)s)",
    ),
)


def match_stage(*, household_id: int, batch_id: int, file_format: str) -> None:
    """Fill `import_stage_match`: the row, what becomes of it, why, and the transaction it is."""
    given: dict[str, int | str] = {
        "household": household_id,
        "batch": batch_id,
        "format": file_format,
    }
    with connection.cursor() as cursor:
        cursor.execute(IS_ANYTHING_THERE, given)
        if not cursor.fetchone()[0]:
            return
        cursor.execute(SEEN, given)
        cursor.execute("analyze import_stage_match")
        for statement, table in ((LEFT, "import_stage_left"), (POOL, "import_stage_pool")):
            cursor.execute(statement, given)
            if not cursor.rowcount:
                return
            cursor.execute(f"analyze {table}")
        cursor.execute(CANDIDATES.format(tip=TIP), given)
        if not cursor.rowcount:
            return
        for step in PASSES:
            sql, values = step.sql(), {"outcome": step.outcome, "reason": step.reason}
            # Mutual best pairs leave others free; each round settles at least one pair.
            for _round in range(MOST_ROUNDS):
                cursor.execute(sql, values)
                if not cursor.rowcount:
                    break
