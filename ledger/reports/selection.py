"""A filter compiled to SQL: which transactions are meant, and which of their postings are viewed.

A selection by account or category is driven from the postings' index, one ordered scan an account,
so that a page costs the same however long the history is; any other from the headers' index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from accounts.models import Household
from ledger.enums import UNCATEGORISED_ROLES
from ledger.query.errors import Span
from ledger.reports.filters import RegisterFilter
from ledger.reports.searching import FEW, compile_search
from ledger.reports.tree import AccountTree


class Cursor(NamedTuple):
    """The place of a transaction in the register; ties of a date are broken by id."""

    date: date
    id: int

    def __str__(self) -> str:
        return f"{self.date.isoformat()}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote; raises ValueError for anything else."""
        day, _dot, number = text.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise ValueError(f"{text!r} is not a place in the register")
        return cls(date.fromisoformat(day), int(number))


@dataclass(frozen=True, slots=True)
class Selection:
    """A compiled filter: conditions on headers and the accounts whose postings are viewed.

    `viewed` None means every place. With `candidates`, SQL of ids, no others are meant.
    """

    viewed: tuple[int, ...] | None
    conditions: str
    values: dict[str, Any]
    candidates: str = ""
    is_asked: bool = False
    """Whether a query asks more than words."""
    slow: Span | None = None
    """Where a query has a regular expression, whose time is limited."""

    def page_sql(self, *, is_backward: bool) -> str:
        """Return SQL for (date, id) of at most %(limit)s transactions beyond the cursor, in order.

        Beyond is older, or newer when `is_backward`; %(cursor_date)s null means no cursor.
        """
        sign, order = (">", "asc") if is_backward else ("<", "desc")
        parts = {"conditions": self.conditions, "sign": sign, "order": order}
        page = _HEADERS_PAGE if self.viewed is None else _POSTINGS_PAGE
        if not self.candidates:
            return page.format(**parts, gate="")
        parts |= {"candidates": self.candidates, "legs": self._legs()}
        return _FEW_PAGE.format(**parts, scan=page.format(**parts, gate=_TOO_MANY))

    def some_sql(self) -> str:
        """Return SQL for the ids of at most %(limit)s of the transactions, in no order.

        One may come twice; the limit counts both.
        """
        source = _HEADERS if self.viewed is None else _POSTINGS
        if not self.candidates:
            return source.format(conditions=self.conditions, gate="")
        parts = {"candidates": self.candidates, "legs": self._legs(), "conditions": self.conditions}
        if not self.is_asked:
            return _SOME.format(**parts)
        return _FEW.format(**parts, scan=source.format(conditions=self.conditions, gate=_TOO_MANY))

    def _legs(self) -> str:
        return "" if self.viewed is None else _LEGS


# By the key alone: a planner without statistics then has one index to choose.
_LIVE_JOIN = """
  from ledger_posting p
  join ledger_transaction t on t.id = p.transaction_id
"""
_LEGS = """
  join ledger_posting p on p.household_id = %(household)s and p.transaction_id = t.id
    and p.account_id = any(%(viewed)s)"""
_HEADERS_PAGE = """
select t.date, t.id from ledger_transaction t
where t.household_id = %(household)s {gate} {conditions}
  and (%(cursor_date)s::date is null or (t.date, t.id) {sign} (%(cursor_date)s, %(cursor_id)s))
order by t.date {order}, t.id {order} limit %(limit)s
"""
_POSTINGS_PAGE = (
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
_TOO_MANY = "and (select n from size) > %(few)s"
# Either branch is closed by a condition that is decided once, before it runs.
_FEW_PAGE = """
with few as materialized (select id from ({candidates}) c limit %(few)s + 1),
  size as materialized (select count(*) as n from few)
select both_ways.date, both_ways.id from (
  (select distinct meant.date, meant.id from few cross join lateral (
     select t.date, t.id from ledger_transaction t {legs}
     where t.id = few.id and t.household_id = %(household)s {conditions}
       and (%(cursor_date)s::date is null or (t.date, t.id) {sign} (%(cursor_date)s, %(cursor_id)s))
     offset 0
   ) meant where (select n from size) <= %(few)s
   order by meant.date {order}, meant.id {order} limit %(limit)s)
  union all
  ({scan})
) both_ways
order by both_ways.date {order}, both_ways.id {order} limit %(limit)s
"""
# Candidate by candidate, so that the limit ends it: a planner that hashes reads every transaction.
_SOME = """
select meant.id from ({candidates}) c cross join lateral (
  select t.id from ledger_transaction t {legs}
  where t.id = c.id and t.household_id = %(household)s {conditions}
  offset 0
) meant limit %(limit)s
"""
# Of a query's many candidates only few may be meant: then one scan is cheaper than each of them.
_FEW = """
with few as materialized (select id from ({candidates}) c limit %(few)s + 1),
  size as materialized (select count(*) as n from few)
select both_ways.id from (
  (select meant.id from few cross join lateral (
    select t.id from ledger_transaction t {legs}
    where t.id = few.id and t.household_id = %(household)s {conditions}
    offset 0
  ) meant where (select n from size) <= %(few)s)
  union all
  ({scan})
) both_ways limit %(limit)s
"""
_HEADERS = """
select t.id from ledger_transaction t
where t.household_id = %(household)s {gate} {conditions} limit %(limit)s
"""
_POSTINGS = (
    "select t.id"
    + _LIVE_JOIN
    + """
where p.household_id = %(household)s and p.account_id = any(%(viewed)s) {gate} {conditions}
limit %(limit)s
"""
)


_LIVE = "t.deleted_at is null"
_TRASHED = "t.deleted_at is not null and t.purged_at is null"


def compile_filter(household: Household, chosen: RegisterFilter, tree: AccountTree) -> Selection:
    """Return the filter as conditions and values; the tree resolves what lies below accounts."""
    viewed = _viewed(chosen, tree)
    asked = chosen.condition
    values: dict[str, Any] = {"household": household.pk, "viewed": list(viewed or ()), "few": FEW}
    parts = [_TRASHED if chosen.in_trash else _LIVE]
    for part, found in _conditions(chosen, tree, is_leg=viewed is not None):
        parts.append(part)
        values |= found
    search = compile_search(chosen, is_leg=viewed is not None)
    parts += search.conditions
    if asked is not None:
        parts.append(f"({asked.sql})")
        values |= asked.values
    conditions = "".join(f"\n  and {part}" for part in parts)
    candidates = search.candidates or (asked.candidates if asked else "")
    return Selection(
        viewed,
        conditions,
        values | search.values,
        candidates,
        is_asked=asked is not None,
        slow=asked.slow if asked else None,
    )


def _viewed(chosen: RegisterFilter, tree: AccountTree) -> tuple[int, ...] | None:
    """Return the accounts that a list is about; a query may say so too, an account page first."""
    asked = chosen.condition
    if asked is not None and asked.viewed is not None:
        return asked.viewed
    return viewed_accounts(chosen, tree)


def viewed_accounts(chosen: RegisterFilter, tree: AccountTree) -> tuple[int, ...] | None:
    """Return the accounts that a filter's own conditions name, with all below; None for every."""
    categories = chosen.categories
    if chosen.is_uncategorised:
        system = (each.pk for each in tree.accounts if each.system_role in UNCATEGORISED_ROLES)
        categories = (*categories, *system)
    if categories or chosen.is_uncategorised:
        return tree.with_descendants(categories)
    return tree.with_descendants(chosen.accounts) if chosen.accounts else None


def _conditions(
    chosen: RegisterFilter, tree: AccountTree, *, is_leg: bool
) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    dated = "p.date" if is_leg else "t.date"
    start, end = _days(chosen)
    if start:
        found.append((f"{dated} >= %(start)s", {"start": start}))
    if end:
        found.append((f"{dated} < %(end)s", {"end": end}))
    is_seen_by_category = chosen.condition is not None and chosen.condition.views_categories
    if chosen.accounts and (chosen.categories or chosen.is_uncategorised or is_seen_by_category):
        also = list(tree.with_descendants(chosen.accounts))
        found.append((_ALSO_IN, {"also": also}))
    if chosen.payees:
        found.append(("t.payee_id = any(%(payees)s)", {"payees": list(chosen.payees)}))
    if chosen.tags:
        found.append((_TAGGED, {"tags": list(chosen.tags)}))
    if len(chosen.statuses) == 1:
        # An equality, for which there is an index of what is pending.
        found.append(("t.status = %(status)s", {"status": chosen.statuses[0]}))
    elif chosen.statuses:
        found.append(("t.status = any(%(statuses)s)", {"statuses": list(chosen.statuses)}))
    if chosen.import_batch is not None:
        found.append(("t.import_batch_id = %(batch)s", {"batch": chosen.import_batch}))
    if chosen.ids:
        found.append(("t.id = any(%(ids)s)", {"ids": list(chosen.ids)}))
    return found


def _days(chosen: RegisterFilter) -> tuple[date | None, date | None]:
    """Return from which day on and before which one, by the filter and by its query."""
    asked = chosen.condition
    starts = [day for day in (chosen.start, asked.start if asked else None) if day]
    ends = [day for day in (chosen.end, asked.end if asked else None) if day]
    return max(starts, default=None), min(ends, default=None)


_ALSO_IN = """exists (
    select 1 from ledger_posting o where o.household_id = t.household_id
      and o.transaction_id = t.id and o.account_id = any(%(also)s))"""
_TAGGED = """t.id in (
    select g.transaction_id from ledger_transactiontag g
    where g.household_id = %(household)s and g.tag_id = any(%(tags)s))"""
