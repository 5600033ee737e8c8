"""The register: transactions newest first, a page at a time, with what they sum to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Household
from ledger.models import Posting
from ledger.money import Money
from ledger.reports.filters import RegisterFilter
from ledger.reports.legs import (
    Counterpart,
    RegisterLeg,
    counterpart_of,
    viewed_amount,
    with_private_leg,
)
from ledger.reports.patience import run_selection
from ledger.reports.selection import Cursor, Selection, compile_filter
from ledger.reports.tree import AccountTree, account_tree

__all__ = [
    "Counterpart",
    "Cursor",
    "RegisterFilter",
    "RegisterLeg",
    "RegisterPage",
    "RegisterRow",
    "TagLabel",
    "register_page",
    "register_rows",
]


@dataclass(frozen=True, slots=True)
class TagLabel:
    """A tag as a row shows it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A transaction in a list, seen from the accounts that the list is about.

    `amount` is what it changed there, money out negative; in a list of everything, what it changed
    in all places, and for a transfer between them the amount moved, without sign.
    """

    id: int
    date: date
    payee_id: int | None
    payee: str
    """The payee's name, else the counterparty as the bank wrote it."""
    raw_payee: str
    memo: str
    currency: str
    """The transaction's own; `amount` names the account's."""
    amount: Money
    is_part: bool
    """Whether the amount is only some legs of a split."""
    counterpart: Counterpart
    legs: tuple[RegisterLeg, ...]
    tags: tuple[TagLabel, ...]
    status: str
    source: str
    import_batch_id: int | None
    payee_source: str
    category_source: str
    category_confidence: Decimal | None
    category_reason: str
    tags_source: str
    created_at: datetime
    deleted_at: datetime | None
    version: int
    balance: Money | None = None
    """The account's balance after this row, in the register of one place only."""

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.date, self.id)

    @property
    def name(self) -> str:
        """The payee, else the memo; empty when there is neither."""
        return self.payee or self.memo

    @property
    def place_names(self) -> tuple[str, ...]:
        """The names of the places among its legs, in their order."""
        return tuple(leg.account.name for leg in self.legs if leg.account.is_place)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Rows newest first, and the cursors of the pages beside this one, None at an end."""

    rows: tuple[RegisterRow, ...]
    older: Cursor | None
    """Give it as `after` for the next page."""
    newer: Cursor | None
    """Give it as `before` for the previous page."""

    @property
    def is_whole(self) -> bool:
        """Whether it is all there is; of a page beyond a cursor only when it has rows."""
        return self.older is None and self.newer is None


def register_page(
    household: Household,
    chosen: RegisterFilter,
    *,
    size: int = 50,
    after: Cursor | None = None,
    before: Cursor | None = None,
    tree: AccountTree | None = None,
) -> RegisterPage:
    """Return a page of at most `size` transactions, older than `after` or newer than `before`.

    At most four queries whatever the size, one less with the `tree` already read. Raises ValueError
    when both cursors are given.
    """
    if after and before:
        raise ValueError("a page lies after one cursor or before one, not both")
    tree = tree or account_tree(household)
    selection = compile_filter(household, chosen, tree)
    found = _headers(selection, size + 1, after or before, is_backward=before is not None)
    has_more = len(found) > size
    if before:
        found = found[-size:]
        older, newer = bool(found), has_more
    else:
        found = found[:size]
        older, newer = has_more, after is not None
    rows = _with_balances(household, chosen, tree, _rows(household, selection, tree, found))
    if not rows:
        return RegisterPage((), None, None)
    return RegisterPage(rows, rows[-1].cursor if older else None, rows[0].cursor if newer else None)


def register_rows(
    household: Household, ids: Sequence[int], chosen: RegisterFilter | None = None
) -> tuple[RegisterRow, ...]:
    """Return some transactions as the list of `chosen` shows them, newest first.

    For swapping single rows after an edit, so in the trash or not; unknown ids are left out.
    """
    tree = account_tree(household)
    view = compile_filter(household, chosen or RegisterFilter(), tree).viewed
    values = {"household": household.pk, "ids": list(ids), "viewed": []}
    picked = Selection(None, "\n  and t.id = any(%(ids)s)", values)
    found = _headers(picked, len(ids), None, is_backward=False)
    return _rows(household, replace(picked, viewed=view), tree, found)


# Joined by keys alone: a planner without statistics then has one index to choose.
_HEADER_COLUMNS = """
select t.id, t.date, t.payee_id, coalesce(y.name, t.raw_payee) as payee, t.raw_payee, t.memo,
  t.currency, t.status, t.source, t.import_batch_id, t.payee_source, t.category_source,
  t.category_confidence, t.category_reason, t.tags_source, t.created_at, t.deleted_at, t.version,
  array(select array[g.tag_id::text, l.name] from ledger_transactiontag g
        join ledger_tag l on l.id = g.tag_id
        where g.household_id = t.household_id and g.transaction_id = t.id
        order by lower(l.name), l.id) as tags
from ({page}) page
join ledger_transaction t on t.id = page.id
left join ledger_payee y on y.id = t.payee_id
order by t.date desc, t.id desc
"""


def _headers(
    selection: Selection, limit: int, cursor: Cursor | None, *, is_backward: bool
) -> list[dict[str, Any]]:
    values: dict[str, Any] = selection.values | {
        "limit": limit,
        "cursor_date": cursor.date if cursor else None,
        "cursor_id": cursor.id if cursor else None,
    }
    page = selection.page_sql(is_backward=is_backward)
    return run_selection(selection, _HEADER_COLUMNS.format(page=page), values)


def _rows(
    household: Household,
    selection: Selection,
    tree: AccountTree,
    headers: Sequence[Mapping[str, Any]],
) -> tuple[RegisterRow, ...]:
    legs = _legs(household, tree, [header["id"] for header in headers])
    rows = []
    for header in headers:
        its_legs = with_private_leg(legs[header["id"]], header["currency"])
        amount, is_part = viewed_amount(its_legs, selection.viewed, header["currency"])
        tags = tuple(TagLabel(int(key), name) for key, name in header["tags"])
        rows.append(
            RegisterRow(
                **{**header, "tags": tags},
                amount=amount,
                is_part=is_part,
                counterpart=counterpart_of(its_legs, selection.viewed),
                legs=its_legs,
            )
        )
    return tuple(rows)


def _legs(
    household: Household, tree: AccountTree, ids: Sequence[int]
) -> Mapping[int, tuple[RegisterLeg, ...]]:
    found: dict[int, tuple[RegisterLeg, ...]] = defaultdict(tuple)
    postings = Posting.objects.in_household(household).filter(transaction__in=ids)
    columns = ("transaction_id", "account_id", "amount", "currency", "value", "memo")
    for key, account, amount, currency, value, memo in postings.order_by(
        "position", "pk"
    ).values_list(*columns):
        leg = RegisterLeg(tree.by_id[account], Money(amount, currency), value, memo)
        found[key] += (leg,)
    return found


_BALANCE = """
select coalesce((
    select sum(m.amount) from ledger_visibletotal m
    where m.household_id = %(household)s and m.account_id = %(account)s and m.month < %(month)s
  ), 0) + coalesce((
    select sum(p.amount) from ledger_posting p
    where p.household_id = %(household)s and p.account_id = %(account)s and p.date >= %(month)s
      and (p.date, p.transaction_id) <= (%(date)s, %(id)s)
      and p.transaction_id <> all (array(
        select t.id from ledger_transaction t
        where t.household_id = %(household)s and t.deleted_at is not null))
  ), 0)
"""


def _with_balances(
    household: Household, chosen: RegisterFilter, tree: AccountTree, rows: tuple[RegisterRow, ...]
) -> tuple[RegisterRow, ...]:
    account = tree.by_id.get(chosen.single_account or 0)
    if not rows or account is None or not account.is_place or tree.children(account):
        return rows
    newest = rows[0]
    values: dict[str, Any] = {
        "household": household.pk,
        "account": account.pk,
        "month": newest.date.replace(day=1),
        "date": newest.date,
        "id": newest.id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, values)
        (amount,) = cursor.fetchone()
    balance = Money(amount, account.currency)
    filled = []
    for row in rows:
        filled.append(replace(row, balance=balance))
        balance -= row.amount
    return tuple(filled)
