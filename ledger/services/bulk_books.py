"""Posting the transactions of other books in bulk: staged whole, then one statement a table.

Beside bulk posting of statements, and for the same reason: row-level security does not allow COPY
into the books themselves. The staging tables are dropped on commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from accounts.bulk import copy_rows
from ledger.services.errors import guards_explained

TABLES = {
    "books_stage": """
        no integer primary key, date date not null, currency varchar(8) not null,
        payee_id bigint, raw_payee varchar(300) not null, memo varchar(500) not null,
        status varchar(10) not null, external_id varchar(200) not null, digest bigint,
        places bigint[] not null,
        transaction_id bigint not null default nextval('ledger_transaction_id_seq')
    """,
    "books_stage_leg": """
        no integer not null, position smallint not null, account_id bigint not null,
        amount numeric(22, 8) not null, currency varchar(8) not null,
        value numeric(22, 8) not null, memo varchar(300) not null
    """,
    "books_stage_tag": "no integer not null, tag_id bigint not null",
    "books_stage_rate": """
        currency varchar(8) not null, date date not null, rate numeric not null,
        primary key (currency, date)
    """,
}
TRANSACTIONS = """
insert into ledger_transaction (
  id, household_id, date, payee_id, raw_payee, memo, currency, status, source, import_batch_id,
  external_id, fingerprint, payee_source, category_source, category_reason, tags_source,
  created_by_id, updated_by_id, created_at, updated_at, version, places)
select s.transaction_id, %(household)s, s.date, s.payee_id, s.raw_payee, s.memo, s.currency,
  s.status, 'import', %(batch)s, s.external_id, s.digest,
  case when s.payee_id is null then '' else 'import' end, 'import', '',
  case when exists (select 1 from books_stage_tag g where g.no = s.no) then 'import' else '' end,
  %(user)s, %(user)s, now(), now(), 1, s.places
from books_stage s order by s.no
"""
# Base values are rounded leg by leg; the first leg takes what rounding leaves, so that they
# balance too. Without a rate all of them stay unknown.
POSTINGS = """
with valued as (
  select s.transaction_id, s.date, l.*,
    case when s.currency = %(base)s then l.value
      else round(l.value * r.rate, %(places)s) end as rounded
  from books_stage s join books_stage_leg l using (no)
  left join books_stage_rate r on r.currency = s.currency and r.date = s.date
)
insert into ledger_posting (
  household_id, transaction_id, account_id, date, amount, currency, value, base_value, memo,
  position)
select %(household)s, transaction_id, account_id, date, amount, currency, value,
  case when position = 0
    then rounded - sum(rounded) over (partition by transaction_id) else rounded end,
  memo, position
from valued order by transaction_id, position
"""
TAGS = """
insert into ledger_transactiontag (household_id, transaction_id, tag_id)
select distinct %(household)s::bigint, s.transaction_id, g.tag_id
from books_stage s join books_stage_tag g using (no)
"""


class StagedTransaction(NamedTuple):
    """The header of one transaction; `digest` is None for a further part of one before it."""

    no: int
    date: date
    currency: str
    payee_id: int | None
    raw_payee: str
    memo: str
    status: str
    external_id: str
    digest: int | None
    places: list[int]
    """Ids of the places that its legs are on, each once."""


class StagedLeg(NamedTuple):
    """One posting, debit positive: `amount` in `currency`, `value` in its header's."""

    no: int
    position: int
    account_id: int
    amount: Decimal
    currency: str
    value: Decimal
    memo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksPosting:
    """What the staged transactions have in common."""

    household_id: int
    base_currency: str
    base_places: int
    batch_id: int
    user_id: int | None


def create_books_stage() -> None:
    """Make the staging tables of this transaction anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {', '.join(TABLES)}")
        for name, columns in TABLES.items():
            cursor.execute(f"create temporary table {name} ({columns}) on commit drop")


def stage_books(
    transactions: Iterable[StagedTransaction],
    legs: Iterable[StagedLeg],
    tags: Iterable[tuple[int, int]],
    rates: Iterable[tuple[str, date, Decimal]],
) -> None:
    """Copy transactions, legs, (transaction, tag) pairs and rates to the base currency."""
    columns = "no, date, currency, payee_id, raw_payee, memo, status, external_id, digest, places"
    copy_rows("books_stage", columns, transactions)
    columns = "no, position, account_id, amount, currency, value, memo"
    copy_rows("books_stage_leg", columns, legs)
    copy_rows("books_stage_tag", "no, tag_id", tags)
    copy_rows("books_stage_rate", "currency, date, rate", rates)


def post_books(what: BooksPosting) -> int:
    """Post all that is staged; returns how many transactions were added.

    Raises LedgerErrors, having written nothing.
    """
    values: dict[str, int | str | None] = {
        "household": what.household_id,
        "base": what.base_currency,
        "places": what.base_places,
        "batch": what.batch_id,
        "user": what.user_id,
    }
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute("analyze books_stage")
        cursor.execute("analyze books_stage_leg")
        cursor.execute(TRANSACTIONS, values)
        added: int = cursor.rowcount
        cursor.execute(POSTINGS, values)
        cursor.execute(TAGS, values)
    return added
