"""The staging tables of an import: rows are copied in once, then every step is set-based.

Temporary and dropped on commit, so that a killed import leaves nothing behind. Row-level security
does not allow COPY into the books themselves. Staged rows are never updated: what matching finds
goes to a table of its own, and the ids of new transactions are drawn while copying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import connection

TABLES = {
    "import_stage": """
        no integer not null, line integer not null, account_id bigint not null,
        date date not null, amount numeric(22, 8) not null, currency varchar(8) not null,
        raw_payee varchar(300) not null, memo varchar(500) not null,
        external_id varchar(200) not null, fingerprint bigint not null,
        status varchar(10) not null, payee_no integer, payee_source varchar(10) not null,
        category_id bigint not null, category_source varchar(10) not null,
        category_reason varchar(200) not null, tag_set integer, rule_set integer,
        has_splits boolean not null,
        transaction_id bigint not null default nextval('ledger_transaction_id_seq')
    """,
    "import_stage_split": """
        no integer not null, position smallint not null, amount numeric(22, 8) not null,
        category_id bigint not null, memo varchar(300) not null
    """,
    "import_stage_payee": "payee_no integer primary key, payee_id bigint not null",
    "import_stage_tag": "tag_set integer not null, tag_id bigint not null",
    "import_stage_rate": """
        currency varchar(8) not null, date date not null, rate numeric not null,
        primary key (currency, date)
    """,
    "import_stage_left": """
        no integer not null, account_id bigint not null, date date not null,
        amount numeric(22, 8) not null, external_id varchar(200) not null,
        is_booked boolean not null, payee_id bigint, raw_payee text, said text not null,
        is_inside boolean not null
    """,
    "import_stage_pool": """
        id bigint not null, account_id bigint not null, date date not null,
        amount numeric(22, 8) not null, external_id varchar(200) not null,
        is_pending boolean not null, is_unclaimed boolean not null,
        is_other_layout boolean not null, is_reissued boolean not null, payee_id bigint,
        raw_payee text, said text not null
    """,
    "import_stage_candidate": """
        no integer not null, id bigint not null, ahead integer not null, apart integer not null,
        is_equal boolean not null, is_pending boolean not null, is_unclaimed boolean not null,
        is_other_layout boolean not null, same_payee boolean, same_id boolean not null,
        is_reissued boolean not null, is_inside boolean not null
    """,
    "import_stage_failed": "no integer primary key, reason varchar(300) not null",
    "import_stage_match": """
        no integer primary key, outcome varchar(10) not null, reason varchar(300) not null,
        matched_id bigint not null unique
    """,
}
ROW_COLUMNS = (
    "no, line, account_id, date, amount, currency, raw_payee, memo, external_id, fingerprint,"
    " status, payee_no, payee_source, category_id, category_source, category_reason, tag_set,"
    " rule_set, has_splits"
)


class StagedRow(NamedTuple):
    """One line of a file on its way into the books; `amount` from the holder's view."""

    no: int
    """Its place in the file, from 1: the key of the stage."""
    line: int
    """Where it begins in the file; several rows may stand on one line."""
    account_id: int
    date: date
    amount: Decimal
    currency: str
    raw_payee: str
    memo: str
    external_id: str
    fingerprint: int
    status: str
    payee_no: int | None
    payee_source: str
    category_id: int
    category_source: str
    category_reason: str
    tag_set: int | None
    rule_set: int | None
    has_splits: bool


def await_turn(household_id: int) -> None:
    """Wait until no other import of the household runs; holds until the transaction ends.

    Two at a time would wait for each other's payees and totals in a circle, and neither could see
    what the other adds. The turn comes before any row is locked, the batch's own too: whoever
    held that row while waiting would wait for an import that waits for the row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('ledger import'), (%s %% 2147483647)::integer)",
            [household_id],
        )


def create_stage() -> None:
    """Make the staging tables of this transaction anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {', '.join(TABLES)}")
        for name, columns in TABLES.items():
            cursor.execute(f"create temporary table {name} ({columns}) on commit drop")


def oldest_first(rows: Iterable[StagedRow]) -> Iterator[StagedRow]:
    """Yield the rows of each day in the order in which they happened, for ids to follow it.

    In a file that begins with its newest day, that is from the last to the first. Which way a file
    goes, most of its changes of day say so far; no more than one day's rows are held.
    """
    direction = 0
    before: list[StagedRow] = []
    for day, group in groupby(rows, attrgetter("date")):
        if before:
            direction += 1 if day > before[0].date else -1
            yield from before if direction >= 0 else reversed(before)
        before = list(group)
    yield from before if direction >= 0 else reversed(before)


def analyse_stage() -> None:
    """Tell the planner how much was staged, and let it find equal rows whatever it guesses."""
    with connection.cursor() as cursor:
        cursor.execute("create index on import_stage (fingerprint)")
        cursor.execute("analyze import_stage (fingerprint, account_id, date, amount, external_id)")
        cursor.execute("analyze import_stage_payee")


def unclaimed_payees() -> set[int]:
    """Return the numbers of the payees of rows that neither a match nor a refusal claims."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct payee_no from import_stage s where payee_no is not null"
            " and not exists (select 1 from import_stage_match m where m.no = s.no)"
            " and not exists (select 1 from import_stage_failed f where f.no = s.no)"
        )
        return {number for (number,) in cursor.fetchall()}


def is_all_new() -> bool:
    """Return whether neither a match nor a refusal claims any staged row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select not exists (select 1 from import_stage_match)"
            " and not exists (select 1 from import_stage_failed)"
        )
        return bool(cursor.fetchone()[0])
