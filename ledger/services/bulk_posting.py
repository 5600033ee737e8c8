"""Posting a whole stage of rows: one statement a table, inside the caller's transaction.

The second of the two places that write postings, for loads of any size. It reads the staging
tables of `ledger.imports.staging` and leaves balanced transactions behind or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ledger.services.errors import guards_explained

# Rows that neither a match nor a refusal claims are the new ones.
LEFT_OVER = (
    "not exists (select 1 from import_stage_match m where m.no = s.no)"
    " and not exists (select 1 from import_stage_failed f where f.no = s.no)"
)

TRANSACTIONS = """
insert into ledger_transaction (
  id, household_id, date, payee_id, raw_payee, memo, currency, status, source, import_batch_id,
  external_id, fingerprint, payee_source, category_source, category_reason, tags_source,
  created_by_id, updated_by_id, created_at, updated_at, version, places)
select s.transaction_id, %(household)s, s.date, p.payee_id, s.raw_payee, s.memo, s.currency,
  s.status, %(source)s, %(batch)s, s.external_id, s.fingerprint,
  case when p.payee_id is null then '' else s.payee_source end, s.category_source,
  s.category_reason, case when s.tag_set is null then '' else 'rule' end,
  %(user)s, %(user)s, now(), now(), 1, array[s.account_id]
from import_stage s left join import_stage_payee p on p.payee_no = s.payee_no
where {new}
"""

# A leg in the place, one leg a category; base values are rounded by category, and the place takes
# their sum, so that they balance too.
POSTINGS = """
with legs as (
  select s.transaction_id, s.date, s.currency, 1 as position, s.category_id as account_id,
    -s.amount as value, '' as memo, s.account_id as place_id
  from import_stage s where {new} and not s.has_splits
  union all
  select s.transaction_id, s.date, s.currency, l.position, l.category_id, -l.amount, l.memo,
    s.account_id
  from import_stage s join import_stage_split l on l.no = s.no where {new} and s.has_splits
), valued as (
  select legs.*, case when currency = %(base)s then value
    else round(value * r.rate, %(places)s) end as base_value
  from legs left join import_stage_rate r using (currency, date)
)
insert into ledger_posting (
  household_id, transaction_id, account_id, date, amount, currency, value, base_value, memo,
  position)
select %(household)s, transaction_id, account_id, date, amount, currency, amount, base_value,
  memo, position
from (
  select transaction_id, place_id as account_id, date, -sum(value) as amount, currency,
    case when count(*) = count(base_value) then -sum(base_value) end as base_value,
    '' as memo, 0 as position
  from valued group by transaction_id, place_id, date, currency
  union all
  select transaction_id, account_id, date, value, currency, base_value, memo, position
  from valued
) every_leg
order by transaction_id, position
"""

SIMPLE_POSTINGS = """
insert into ledger_posting (
  household_id, transaction_id, account_id, date, amount, currency, value, base_value, memo,
  position)
select %(household)s, s.transaction_id, leg.account_id, s.date, leg.amount, s.currency,
  leg.amount, leg.amount, '', leg.position
from import_stage s cross join lateral (values
  (s.account_id, s.amount, 0), (s.category_id, -s.amount, 1)
) leg (account_id, amount, position)
where {new}
"""

TAGS = """
insert into ledger_transactiontag (household_id, transaction_id, tag_id)
select %(household)s, s.transaction_id, g.tag_id
from import_stage s join import_stage_tag g on g.tag_set = s.tag_set
where {new}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePosting:
    """What the staged rows have in common."""

    household_id: int
    base_currency: str
    base_places: int
    """Decimal places of the base currency's minor unit."""
    batch_id: int | None
    user_id: int | None
    source: str
    is_simple: bool
    """True when every row is in the base currency and none is split: the short way."""
    is_all_new: bool
    """True when no staged row is claimed, so that none has to be looked up."""


def post_stage(what: StagePosting) -> int:
    """Post every staged row that no match claims; returns how many transactions were added.

    Rows are booked between their account and category with the file's sign: money in is a debit of
    the account. Raises ClosedPeriod and other LedgerErrors, having written nothing.
    """
    values: dict[str, int | str | None] = {
        "household": what.household_id,
        "base": what.base_currency,
        "places": what.base_places,
        "batch": what.batch_id,
        "user": what.user_id,
        "source": what.source,
    }
    new = "true" if what.is_all_new else LEFT_OVER
    postings = SIMPLE_POSTINGS if what.is_simple else POSTINGS
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(TRANSACTIONS.format(new=new), values)
        added: int = cursor.rowcount
        cursor.execute(postings.format(new=new), values)
        cursor.execute(TAGS.format(new=new), values)
    return added


GONE = """(
  select id from ledger_transaction
  where household_id = %(household)s and import_batch_id = %(batch)s and id <> all(%(kept)s)
)"""
OF_GONE = f"where household_id = %(household)s and transaction_id in {GONE}"
REMOVALS = (
    f"delete from ledger_transactiontag {OF_GONE}",  # noqa: S608 -- constant fragments
    f"update ledger_importrow set transaction_id = null {OF_GONE}",  # noqa: S608 -- as above
    f"delete from ledger_posting {OF_GONE}",  # noqa: S608 -- as above
    f"""with gone as (
      delete from ledger_transaction where household_id = %(household)s and id in {GONE}
      returning fingerprint
    ) select count(fingerprint) from gone""",  # noqa: S608 -- as above
)


def remove_batch(*, household_id: int, batch_id: int, kept: Sequence[int]) -> int:
    """Delete the transactions that a batch added, but for `kept`; returns how many there were.

    An opening balance goes with them and is not counted. One statement a table. Raises
    ClosedPeriod, having removed nothing.
    """
    values: dict[str, Any] = {"household": household_id, "batch": batch_id, "kept": list(kept)}
    with guards_explained(), connection.cursor() as cursor:
        for removal in REMOVALS:
            cursor.execute(removal, values)
        return int(cursor.fetchone()[0])


def refresh_statistics() -> None:
    """Tell the planner of a big load now; autovacuum would do so within a minute or two."""
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_transaction, ledger_posting, ledger_monthlytotal")
