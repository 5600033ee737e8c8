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
)
"""

# The same row of the same file, or of an overlapping one. Looked up fingerprint by fingerprint, one
# probe of its index a row; `+ 0` keeps the planner from walking the household's rows instead, which
# it prefers while it knows nothing of a household that was just filled.
SEEN = """
insert into import_stage_match
select s.no, 'skipped',
  case when e.deleted_at is null then 'already imported'
       else 'you deleted this transaction on ' || e.deleted_at::date end,
  e.id
from import_stage s
join (
  select known.id, w.fingerprint, known.deleted_at,
         row_number() over (partition by w.fingerprint order by known.id) as nth
  from (select distinct fingerprint from import_stage) w
  cross join lateral (
    select t.id, t.deleted_at from ledger_transaction t
    where t.fingerprint = w.fingerprint and t.household_id + 0 = %(household)s
    union
    select t.id, t.deleted_at from ledger_importrow r
    join ledger_transaction t on t.household_id = r.household_id and t.id = r.transaction_id
    where r.fingerprint = w.fingerprint and r.outcome = 'matched'
      and r.household_id + 0 = %(household)s
    offset 0
  ) known
) e on e.fingerprint = s.fingerprint and e.nth = s.nth
on conflict do nothing
"""

# Every transaction near enough to be one of the rows that are left, with how near it is.
CANDIDATES = """
insert into import_stage_candidate
select s.no, t.id, s.date - p.date, p.amount = s.amount, t.status = 'pending' and s.status
  <> 'pending' and t.import_batch_id is distinct from %(batch)s,
  t.fingerprint is null and t.import_batch_id is null,
  coalesce(b.format <> %(format)s, false),
  t.payee_id = sp.payee_id or lower(t.raw_payee) = lower(s.raw_payee),
  s.external_id <> '' and t.external_id = s.external_id
from import_stage s
join ledger_posting p on p.household_id = %(household)s and p.account_id = s.account_id
  and p.date between s.date - 60 and s.date + 60
  and p.amount * s.amount >= 0 and abs(s.amount) between abs(p.amount) and abs(p.amount) * {tip}
join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
  and t.deleted_at is null
left join ledger_importbatch b on b.household_id = t.household_id and b.id = t.import_batch_id
left join import_stage_payee sp on sp.payee_no = s.payee_no
where not exists (select 1 from import_stage_match m where m.no = s.no)
  and not exists (select 1 from import_stage_match m where m.matched_id = t.id)
  and ((s.external_id <> '' and t.external_id = s.external_id)
    or (p.date between s.date - 8 and s.date + 7
        and (t.status = 'pending' or t.fingerprint is null or b.format <> %(format)s)))
"""

# A pair is settled when each is the other's nearest; the rest wait for the next round.
SETTLE = """
insert into import_stage_match
select no, %(outcome)s, %(reason)s, id from (
  select c.no, c.id,
    row_number() over (partition by c.no order by abs(c.ahead), c.id) as best_for_row,
    row_number() over (partition by c.id order by abs(c.ahead), c.no) as best_for_id,
    count(*) over (partition by c.no) as choices
  from import_stage_candidate c
  where {condition}
    and not exists (select 1 from import_stage_match m where m.no = c.no)
    and not exists (select 1 from import_stage_match m where m.matched_id = c.id)
) pairs
where best_for_row = 1 and best_for_id = 1 and {only}
on conflict do nothing
"""


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
        "same_id and is_equal and not is_pending",
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
        "same day and amount in a file of another format",
        "is_other_format and is_equal and ahead = 0",
    ),
)


def match_stage(*, household_id: int, batch_id: int, file_format: str) -> None:
    """Fill `import_stage_match`: the row, what becomes of it, why, and the transaction it is."""
    given = {"household": household_id, "batch": batch_id, "format": file_format}
    with connection.cursor() as cursor:
        cursor.execute(IS_ANYTHING_THERE, given)
        if not cursor.fetchone()[0]:
            return
        cursor.execute(SEEN, given)
        cursor.execute("analyze import_stage_match")
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
