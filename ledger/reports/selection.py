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
from ledger.query.pieces import ONE_BY_ONE
from ledger.reports import selection_sql as sql
from ledger.reports.filters import RegisterFilter
from ledger.reports.searching import FEW, MANY, RARE, compile_search
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
    undated: str = ""
    """The conditions without those on days; made with candidates only."""
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
        page = sql.HEADERS_PAGE if self.viewed is None else sql.POSTINGS_PAGE
        if not self.candidates:
            return page.format(**parts, gate="")
        parts |= {"candidates": self.candidates, "legs": self._legs()}
        tries_each = self._has_two_ways() and self._is_likely()
        return sql.FEW_PAGE.format(
            **parts,
            sample=self._sample() if self._has_two_ways() else "",
            many=self._many(sql.FEW_MEANT) if tries_each else "",
            each=sql.EACH_PAGE.format(**parts, gate=sql.EACH_GATE) if tries_each else "",
            scan=self._scan(page, parts, gate=sql.TOO_MANY, otherwise=tries_each),
        )

    def some_sql(self) -> str:
        """Return SQL for the ids of at most %(limit)s of the transactions, in no order.

        One may come twice; the limit counts both.
        """
        if not self.candidates or not self.is_asked:
            return self._ids(sql.LIMIT)
        parts = {"conditions": self.conditions, "limit": sql.LIMIT}
        is_likely = self._is_likely()
        tries_each = is_likely and self._has_two_ways()
        scan = self._scan(self._source(), parts, gate=sql.NOT_ENOUGH, otherwise=tries_each)
        parts |= {"candidates": self.candidates, "legs": self._legs()}
        return sql.FEW.format(
            **parts,
            sample=self._sample() if is_likely or self._has_two_ways() else "",
            or_dense=sql.OR_DENSE if is_likely else "",
            or_enough=sql.OR_ENOUGH if is_likely else "",
            many=self._many(sql.MANY_MEANT) if tries_each else "",
            each=f"union all ({self._each(parts)})" if tries_each else "",
            scan=scan,
        )

    def _each(self, parts: dict[str, str]) -> str:
        return sql.EACH.format(**parts, gate=f"where {sql.EACH_GATE}")

    def _is_likely(self) -> bool:
        """Whether a sample of the candidates tells of all: few of it may lie between some days."""
        return self.conditions == self.undated

    def _many(self, is_worth_it: str) -> str:
        return sql.MANY.format(candidates=self.candidates, is_worth_it=is_worth_it)

    def all_sql(self) -> str:
        """Return SQL for the ids of all transactions, in no order; one may come twice."""
        return self._ids("")

    def _ids(self, limit: str) -> str:
        parts = {"conditions": self.conditions, "limit": limit}
        if not self.candidates:
            return self._source().format(**parts, gate="")
        parts |= {"candidates": self.candidates, "legs": self._legs()}
        if not self.is_asked:
            return sql.EACH.format(**parts, gate="")
        scan = self._source().format(**parts, gate=sql.TOO_MANY)
        return sql.FEW.format(
            **parts, sample="", or_dense="", or_enough="", many="", each="", scan=scan
        )

    def _scan(
        self, source: str, parts: dict[str, str], *, gate: str, otherwise: bool = False
    ) -> str:
        """Return SQL for a scan, looking at postings one by one when most candidates are meant.

        With `otherwise` it is left where each candidate is looked at.
        """
        if not self._has_two_ways():
            return source.format(**parts, gate=gate)
        one_by_one = parts | {"conditions": self.conditions.replace(ONE_BY_ONE, "offset 0")}
        return sql.EITHER.format(
            dense=source.format(**one_by_one, gate=f"{gate} {sql.DENSE}"),
            sparse=source.format(
                **parts, gate=f"{gate} {sql.SPARSE} {sql.NOT_EACH if otherwise else ''}"
            ),
        )

    def _has_two_ways(self) -> bool:
        return self.viewed is None and ONE_BY_ONE in self.conditions

    def _sample(self) -> str:
        return sql.SAMPLE.format(legs=self._legs(), undated=self.undated)

    def _source(self) -> str:
        return sql.HEADERS if self.viewed is None else sql.POSTINGS

    def _legs(self) -> str:
        return "" if self.viewed is None else sql.LEGS


_LIVE = "t.deleted_at is null"
_TRASHED = "t.deleted_at is not null and t.purged_at is null"


def compile_filter(household: Household, chosen: RegisterFilter, tree: AccountTree) -> Selection:
    """Return the filter as conditions and values; the tree resolves what lies below accounts."""
    viewed = _viewed(chosen, tree)
    asked = chosen.condition
    values: dict[str, Any] = {"household": household.pk, "viewed": list(viewed or ())} | {
        "few": FEW, "many": MANY, "rare": RARE,
    }  # fmt: skip
    parts = [_TRASHED if chosen.in_trash else _LIVE]
    for part, found in _conditions(chosen, tree):
        parts.append(part)
        values |= found
    search = compile_search(chosen, is_leg=viewed is not None)
    parts += search.conditions
    if asked is not None:
        parts.append(f"({asked.sql})")
        values |= asked.values
    days = _days(chosen, is_leg=viewed is not None)
    values |= {name: day for name, _test, day in days}
    undated = "".join(f"\n  and {part}" for part in parts)
    dated = "".join(f"\n  and {test}" for _name, test, _day in days)
    asked_for = asked.candidates if asked and not (asked.are_dear and days) else ""
    candidates = search.candidates or asked_for
    return Selection(
        viewed,
        undated + dated,
        values | search.values,
        candidates,
        undated=undated,
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


def _conditions(chosen: RegisterFilter, tree: AccountTree) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
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


def _days(chosen: RegisterFilter, *, is_leg: bool) -> list[tuple[str, str, date]]:
    """Return from which day on and before which one, by the filter and by its query.

    Each with the name of its value and the condition, of which there may be none.
    """
    asked = chosen.condition
    starts = [day for day in (chosen.start, asked.start if asked else None) if day]
    ends = [day for day in (chosen.end, asked.end if asked else None) if day]
    column = "p.date" if is_leg else "t.date"
    found = [("start", f"{column} >= %(start)s", max(starts))] if starts else []
    return found + ([("end", f"{column} < %(end)s", min(ends))] if ends else [])


_ALSO_IN = """exists (
    select 1 from ledger_posting o where o.household_id = t.household_id
      and o.transaction_id = t.id and o.account_id = any(%(also)s))"""
_TAGGED = """t.id in (
    select g.transaction_id from ledger_transactiontag g
    where g.household_id = %(household)s and g.tag_id = any(%(tags)s))"""
