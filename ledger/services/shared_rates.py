"""The exchange rates that all households share: loaded from files or a feed, by the operator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from accounts.bulk import copy_rows
from accounts.models import Household
from accounts.scope import system_scope
from finehance.outbound import OutboundRefused, fetch
from ledger.imports.rate_files import Rates, read_rates
from ledger.imports.statement import StatementFile
from ledger.reports.rate_table import LONGEST_GAP
from ledger.services.errors import LedgerError
from ledger.services.rerating import queue_rerating

ECB = "ECB"
LARGEST_FEED = 16 * 1024 * 1024


class FeedFailed(LedgerError):
    """The feed of rates is off, does not answer, or answers something else."""

    code = "EXTERNAL_7001"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading rates changed, on which days."""

    read: int
    added: int
    corrected: int
    first: date | None
    last: date | None
    """The first and last day of those added or corrected."""
    households: int = 0
    """How many have transactions that are valued anew."""


_STAGE = """
create temporary table if not exists rate_stage (
  date date, base varchar(8), quote varchar(8), rate numeric(26, 12)) on commit drop;
truncate rate_stage
"""
_STORE = """
with put as (
  insert into ledger_exchangerate as kept (household_id, base, quote, date, rate, source)
  select null, base, quote, date, rate, %s from rate_stage
  on conflict (household_id, base, quote, date) do update
  set rate = excluded.rate, source = excluded.source
  where kept.rate <> excluded.rate
  returning date, xmax = 0 as is_new
)
select count(*) filter (where is_new), count(*) filter (where not is_new), min(date), max(date)
from put
"""
# Their postings may have waited for the rates, or been valued at older ones.
_CONCERNED = """
select distinct t.household_id from ledger_transaction t
join accounts_household h on h.id = t.household_id and h.base_currency <> t.currency
where t.date >= %s and t.date <= %s
order by 1
"""


def load_rates(source: StatementFile, *, by_whom: str = ECB) -> Loaded:
    """Store the rates of a file for all households, in place of others of the same day and pair.

    Loading the same again changes nothing. Households with transactions on those days, or on the
    seven after them, get a job each that values these anew. Atomic. Raises StatementError, having
    stored nothing.
    """
    rates = read_rates(source)
    with system_scope("loading exchange rates"):
        loaded = _store(rates, by_whom)
        if loaded.first is None or loaded.last is None:
            return loaded
        concerned = _concerned(loaded.first, loaded.last)
        for household in concerned:
            queue_rerating(household, loaded.first, loaded.last)
    return replace(loaded, households=len(concerned))


def load_feed() -> Loaded:
    """Load the rates that RATES_FEED_URL answers; raises FeedFailed, StatementError."""
    if not settings.RATES_FEED_URL:
        raise FeedFailed(_("No feed of exchange rates is set: see RATES_FEED_URL."))
    try:
        answer = fetch(settings.RATES_FEED_URL, largest=LARGEST_FEED)
    except OutboundRefused as error:
        raise FeedFailed(str(error)) from error
    if answer.status != 200:
        raise FeedFailed(_("The feed of exchange rates answers %d.") % answer.status)
    return load_rates(StatementFile.from_bytes(answer.body, name="feed"))


def _store(rates: Rates, by_whom: str) -> Loaded:
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        rows = ((*key, rate) for key, rate in rates.items())
        copy_rows("rate_stage", "date, base, quote, rate", rows)
        cursor.execute(_STORE, [by_whom])
        added, corrected, first, last = cursor.fetchone()
    return Loaded(len(rates), added, corrected, first, last)


def _concerned(first: date, last: date) -> list[Household]:
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, [first, last + LONGEST_GAP])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Household.objects.filter(pk__in=ids).order_by("pk"))
