"""Which staged rows are in the books already: whole-batch passes, each transaction taken once.

A pass finishes for every row before the next begins, so that a sure match is never lost to an
earlier, weaker one. Equal rows are paired one to one: the n-th in the file with the n-th in the
books, which keeps two equal coffees two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

WINDOW = timedelta(days=7)
PENDING_WINDOW = timedelta(days=8)
TIP = "1.25"
"""A pending card payment may be posted with up to a quarter more."""

# The same row of the same file, or of an overlapping one.
SEEN = """
insert into import_stage_match
select s.no, 'skipped',
  case when e.deleted_at is null then 'already imported'
       else 'you deleted this transaction on ' || e.deleted_at::date end,
  e.id
from import_stage s
join (
  select x.id, x.fingerprint, x.deleted_at,
         row_number() over (partition by x.fingerprint order by x.id) as nth
  from (
    select t.id, t.fingerprint, t.deleted_at from ledger_transaction t
    where t.household_id = %(household)s
      and t.fingerprint in (select fingerprint from import_stage)
    union
    select t.id, r.fingerprint, t.deleted_at from ledger_importrow r
    join ledger_transaction t on t.household_id = r.household_id and t.id = r.transaction_id
    where r.household_id = %(household)s and r.outcome = 'matched'
      and r.fingerprint in (select fingerprint from import_stage)
  ) x
) e on e.fingerprint = s.fingerprint and e.nth = s.nth
on conflict do nothing
"""

# Pairs of staged rows and transactions; the nearest date wins, both ways at once.
PAIRS = """
insert into import_stage_match
select no, %(outcome)s, %(reason)s, id from (
  select s.no, t.id,
    row_number() over (partition by s.no order by {order}, t.id) as best_for_line,
    row_number() over (partition by t.id order by {order}, s.no) as best_for_id,
    count(*) over (partition by s.no) as choices
  from import_stage s
  join ledger_posting p on p.household_id = %(household)s and p.account_id = s.account_id
    and {amounts} and {dates}
  join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
    and t.deleted_at is null
  {joins}
  where {condition}
    and not exists (select 1 from import_stage_match m where m.no = s.no)
    and not exists (select 1 from import_stage_match m where m.matched_id = t.id)
) pairs
where best_for_line = 1 and best_for_id = 1 {only}
on conflict do nothing
"""
EQUAL = "p.amount = s.amount"
NEAR = "p.date between s.date - %(days)s and s.date + %(days)s"
PAYEE = "left join import_stage_payee sp on sp.payee_no = s.payee_no"
SAME_PAYEE = "(t.payee_id = sp.payee_id or lower(t.raw_payee) = lower(s.raw_payee))"
UNCLAIMED = "t.fingerprint is null and t.import_batch_id is null"
MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Pass:
    """One way by which a row may be known already."""

    outcome: str
    reason: str
    condition: str
    amounts: str = EQUAL
    dates: str = NEAR
    order: str = "abs(p.date - s.date)"
    joins: str = ""
    days: int = WINDOW.days
    must_be_only: bool = False

    def sql(self) -> str:
        return PAIRS.format(
            order=self.order,
            amounts=self.amounts,
            dates=self.dates,
            joins=self.joins,
            condition=self.condition,
            only="and choices = 1" if self.must_be_only else "",
        )


PASSES = (
    Pass(
        "skipped",
        "the bank's id is in the books already",
        "s.external_id <> '' and t.external_id = s.external_id",
        days=60,
    ),
    Pass(
        "matched",
        "posted: it was pending under the same id",
        "s.external_id <> '' and t.external_id = s.external_id and t.status = 'pending'",
        amounts="p.amount * s.amount >= 0",
        days=60,
    ),
    Pass(
        "matched",
        "posted: it was pending with the same amount",
        "t.status = 'pending' and t.import_batch_id is not null and s.status <> 'pending'"
        " and t.import_batch_id <> %(batch)s",
        dates="s.date between p.date and p.date + %(days)s",
        days=PENDING_WINDOW.days,
    ),
    Pass(
        "matched",
        "same payee and amount, entered before",
        f"{UNCLAIMED} and {SAME_PAYEE}",
        joins=PAYEE,
    ),
    Pass("matched", "same amount within a week, entered before", UNCLAIMED),
    Pass(
        "matched",
        "posted with a tip: it was pending with a little less",
        f"t.status = 'pending' and s.status <> 'pending' and {SAME_PAYEE}"
        " and t.import_batch_id is distinct from %(batch)s",
        amounts=f"abs(s.amount) between abs(p.amount) and abs(p.amount) * {TIP}"
        " and p.amount * s.amount > 0",
        dates="s.date between p.date and p.date + 3",
        joins=PAYEE,
        must_be_only=True,
    ),
    Pass(
        "matched",
        "same day and amount in another file's format",
        "b.format <> %(format)s",
        joins="join ledger_importbatch b on b.household_id = t.household_id"
        " and b.id = t.import_batch_id",
        days=0,
    ),
)

# Only accounts that already hold something can know a row; the passes cost nothing elsewhere.
WORTH_IT = """
select exists (
  select 1 from ledger_posting p join ledger_transaction t
    on t.household_id = p.household_id and t.id = p.transaction_id and t.deleted_at is null
  where p.household_id = %(household)s
    and p.account_id in (select distinct account_id from import_stage)
    and not exists (select 1 from import_stage_match m where m.matched_id = t.id)
) and exists (
  select 1 from import_stage s
  where not exists (select 1 from import_stage_match m where m.no = s.no)
)
"""


def match_stage(*, household_id: int, batch_id: int, file_format: str) -> None:
    """Fill `import_stage_match`: the row, what becomes of it, why, and the transaction it is."""
    given = {"household": household_id, "batch": batch_id, "format": file_format}
    with connection.cursor() as cursor:
        cursor.execute(SEEN, given)
        cursor.execute("analyze import_stage_match")
        cursor.execute(WORTH_IT, given)
        if not cursor.fetchone()[0]:
            return
        for step in PASSES:
            values = given | {
                "outcome": step.outcome,
                "reason": step.reason,
                "days": step.days,
            }
            # Mutual best pairs leave others free; each round settles at least one pair.
            for _round in range(MOST_ROUNDS):
                cursor.execute(step.sql(), values)
                if not cursor.rowcount:
                    break
