"""What can be said of a household's books at once: one query, whatever their size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.models import Household
from ledger.enums import (
    PLACE_KINDS,
    UNCATEGORISED_ROLES,
    AssertionSource,
    BatchState,
    ReconciliationState,
)

STOPPED_AFTER = timedelta(days=45)
"""How far the statements of an account may lag behind those of the others."""
_ACTS = 50
_FACTS = """
with said as (
  select account_id, max(last_date) as last from ledger_importbatch
  where household_id = %(household)s and state = %(posted)s and account_id is not null
    and last_date is not null
  group by account_id
  union all
  select account_id, max(date) from ledger_balanceassertion
  where household_id = %(household)s and deleted_at is null and source = %(statement)s
  group by account_id
), latest as (
  select account_id, max(last) as last from said group by account_id
)
select
  array(select id from ledger_changeset where household_id = %(household)s
        order by created_at desc limit %(acts)s) as acts,
  (select count(*) from ledger_tick k
   join ledger_reconciliation r on r.household_id = k.household_id and r.id = k.reconciliation_id
   where k.household_id = %(household)s and k.is_released and r.state = %(done)s
     and r.deleted_at is null) as released,
  (select max(last) from latest) as newest,
  array(select array[a.id::text, a.name, l.last::text] from latest l
        join ledger_account a on a.household_id = %(household)s and a.id = l.account_id
        where a.deleted_at is null and a.closed_on is null
        order by a.name, a.id) as stated,
  array(select array[v.currency, sum(v.unrated)::text] from ledger_visibletotal v
        where v.household_id = %(household)s and v.unrated > 0 group by v.currency) as unrated,
  array(select distinct a.currency::text from ledger_account a
        where a.household_id = %(household)s and a.deleted_at is null and a.closed_on is null
          and a.kind = any(%(places)s) and a.currency <> %(base)s) as foreign_codes,
  coalesce((
    select sum(v.count) from ledger_visibletotal v where v.household_id = %(household)s
      and v.account_id in (select a.id from ledger_account a
        where a.household_id = %(household)s and a.system_role = any(%(uncategorised)s))
  ), 0)::int as uncategorised
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one look at the books tells, as the person in scope sees them."""

    acts: tuple[int, ...]
    """The latest acts: other ones when anything was changed since."""
    released: int
    """Rows changed since the statement that they are on was locked."""
    newest: date | None
    """The last day of any statement."""
    stopped: tuple[tuple[int, str, date], ...]
    """Accounts whose statements lag behind: id, name, last day."""
    unrated: dict[str, int]
    """By currency, how many postings have no value in the base currency."""
    foreign: tuple[str, ...]
    """The other currencies of open places."""
    uncategorised: int


def read_facts(household: Household) -> Facts:
    """Return what the tables and monthly totals say without looking at single transactions."""
    values: dict[str, Any] = {
        "household": household.pk,
        "base": household.base_currency,
        "acts": _ACTS,
        "posted": BatchState.POSTED,
        "statement": AssertionSource.STATEMENT,
        "done": ReconciliationState.DONE,
        "places": [kind.value for kind in PLACE_KINDS],
        "uncategorised": [role.value for role in UNCATEGORISED_ROLES],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, values)
        acts, released, newest, stated, unrated, foreign, count = cursor.fetchone()
    days = [(int(key), name, date.fromisoformat(last)) for key, name, last in stated]
    return Facts(
        acts=tuple(sorted(acts)),
        released=released,
        newest=newest,
        stopped=tuple(row for row in days if row[2] < newest - STOPPED_AFTER),
        unrated={code: int(number) for code, number in unrated},
        foreign=tuple(foreign),
        uncategorised=count,
    )
