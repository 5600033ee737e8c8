"""Transactions as bulk edits and rules read them: one query, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Household


class EditRow(NamedTuple):
    """A transaction with its legs and tags, as ids."""

    id: int
    date: date
    version: int
    deleted_at: datetime | None
    payee_id: int | None
    payee_name: str
    payee_source: str
    raw_payee: str
    memo: str
    currency: str
    status: str
    category_source: str
    category_confidence: Decimal | None
    category_reason: str
    tags_source: str
    postings: list[int]
    accounts: list[int]
    """The account of each posting, in the postings' order."""
    amounts: list[Decimal]
    tags: list[int]
    source: str
    external_id: str


_LEGS = (
    "(select array_agg(p.{column} order by p.position, p.id) from ledger_posting p"
    " where p.household_id = t.household_id and p.transaction_id = t.id)"
)
_TAGS = (
    "(select array_agg(g.tag_id order by g.tag_id) from ledger_transactiontag g"
    " where g.household_id = t.household_id and g.transaction_id = t.id)"
)
_SELECT = f"""
select t.id, t.date, t.version, t.deleted_at, t.payee_id, coalesce(y.name, ''),
  t.payee_source, t.raw_payee, t.memo, t.currency, t.status, t.category_source,
  t.category_confidence, t.category_reason, t.tags_source,
  coalesce({_LEGS.format(column="id")}, array[]::bigint[]),
  coalesce({_LEGS.format(column="account_id")}, array[]::bigint[]),
  coalesce({_LEGS.format(column="amount")}, array[]::numeric[]),
  coalesce({_TAGS}, array[]::bigint[]), t.source, t.external_id
from ledger_transaction t
left join ledger_payee y on y.household_id = t.household_id and y.id = t.payee_id
where t.household_id = %s and {{condition}}
order by t.id
"""  # noqa: S608 -- built of this module's own parts


def read_rows(household: Household, ids: Sequence[int]) -> list[EditRow]:
    """Return the household's transactions of these ids, in id order; unknown ids are left out."""
    return _read(household, "t.id = any(%s)", [list(ids)])


def lock_rows(household: Household, ids: Sequence[int]) -> list[EditRow]:
    """Return them as `read_rows` does, locked until the current database transaction ends."""
    return _read(household, "t.id = any(%s)", [list(ids)], lock="for update of t")


def lock_rows_with_payee(household: Household, payee_id: int) -> list[EditRow]:
    """Return the transactions of a payee, those in the trash too, locked."""
    return _read(household, "t.payee_id = %s", [payee_id], lock="for update of t")


def lock_rows_with_account(household: Household, account_id: int) -> list[EditRow]:
    """Return the transactions with a leg in an account, those in the trash too, locked."""
    condition = (
        "t.id in (select p.transaction_id from ledger_posting p"
        " where p.household_id = t.household_id and p.account_id = %s)"
    )
    return _read(household, condition, [account_id], lock="for update of t")


def _read(
    household: Household, condition: str, given: list[Any], *, lock: str = ""
) -> list[EditRow]:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(condition=condition) + lock, [household.pk, *given])
        return [EditRow._make(row) for row in cursor.fetchall()]
