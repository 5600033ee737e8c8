"""Transactions that may be in the books twice, with how sure that is and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Household
from ledger.models import ImportBatch, Transaction
from ledger.pairing.certainty import Certainty
from ledger.pairing.duplicates import DAYS, DAYS_OF_ONE_SOURCE, TIP, Entry, Twins, choose
from ledger.reports.hashing import fetch_hashed

_REASONS = {
    "equal": gettext_lazy("the same account and amount"),
    "tip": gettext_lazy("the same account, and an amount that may hold a tip"),
    "same_payee": gettext_lazy("the same payee"),
    "same_words": gettext_lazy("the same words"),
    "alike_words": gettext_lazy("words that are alike"),
    "other_words": gettext_lazy("but other words"),
    "same_id": gettext_lazy("the same id at the bank"),
    "other_id": gettext_lazy("but the bank gave each an id of its own"),
    "posted": gettext_lazy("one is pending and one is booked"),
    "one_source": gettext_lazy("but both came by the same road"),
    "by_hand": gettext_lazy("one was entered by hand and one came from the bank"),
    "two_sources": gettext_lazy("they came by two roads"),
    "habit": gettext_lazy("but this payee and amount are met often"),
}

# A third neighbour makes up for what a float may be off at the edge of a step.
_STEP = "floor(ln(abs({0})::float8) / ln(1.25::float8)) * sign({0}::float8)"
# One row a leg in a place, with no more of it than finding candidates takes: most legs are none.
# They are joined by equality alone, of days or eight-day weeks with their neighbours, and of the
# amount, or for what is pending of its size in steps of a quarter. Two that came by the same road
# have to be a day apart at most, so a week is looked at only around what came by a rarer one.
# What else is asked of two is read for the candidates; what a file was matched to came from the
# bank as well.
_CANDIDATES = """
with leg as materialized (
  select t.id, t.date, p.account_id, p.amount, t.payee_id, t.external_id, t.import_batch_id,
    t.source, t.status = 'pending' as is_pending, (t.date - date '1970-01-01') / 8 as week,
    coalesce(nullif(t.raw_payee, ''), concat_ws(' ', y.name, nullif(t.memo, ''))) as words
  from ledger_transaction t
  join ledger_posting p on p.household_id = t.household_id and p.transaction_id = t.id
    and p.account_id = any(t.places)
  left join ledger_payee y on y.household_id = t.household_id and y.id = t.payee_id
  where t.household_id = %(household)s and t.deleted_at is null and p.amount <> 0
    and (%(start)s::date is null or t.date >= %(start)s)
    and (%(end)s::date is null or t.date < %(end)s)
    and not t.date <@ coalesce((
      select range_agg(daterange(d.start, d."end")) from ledger_period d
      where d.household_id = %(household)s and d.state = 'closed'), '{{}}'::datemultirange)
), road as (
  select source, is_pending from leg group by 1, 2 order by count(*) desc limit 1
), rare as (
  select leg.*, week + by as near_week from leg cross join generate_series(-1, 1) by
  where (source, is_pending) not in (select source, is_pending from road)
  offset 0
), late as (
  select leg.*, date + by as near_date from leg cross join generate_series(0, %(one_source)s) by
  offset 0
), pending as (
  select leg.*, week + by as near_week, {step} + up * sign(amount::float8) as near_step
  from leg cross join generate_series(-1, 1) by cross join generate_series(0, 2) up
  where is_pending
  offset 0
), pair as (
  select least(a.id, b.id) as a_id, greatest(a.id, b.id) as b_id, a.account_id from rare a
  join leg b on b.account_id = a.account_id and b.amount = a.amount and b.week = a.near_week
  where a.source <> b.source or a.is_pending <> b.is_pending
  union
  select a.id, b.id, a.account_id from leg a
  join leg b on b.account_id = a.account_id and b.amount = a.amount
    and b.external_id = a.external_id
  where a.external_id <> '' and a.id < b.id
  union
  select least(a.id, b.id), greatest(a.id, b.id), a.account_id from leg a
  join late b on b.account_id = a.account_id and b.amount = a.amount and b.near_date = a.date
  where a.id <> b.id
    and (a.import_batch_id is null or a.import_batch_id is distinct from b.import_batch_id)
    and (a.payee_id = b.payee_id or lower(a.words) = lower(b.words))
  union
  select least(a.id, b.id), greatest(a.id, b.id), a.account_id from pending a
  join leg b on b.account_id = a.account_id and b.week = a.near_week and {b_step} = a.near_step
  where not b.is_pending and abs(b.amount) > abs(a.amount)
    and abs(b.amount) <= abs(a.amount) * %(tip)s
), side as (
  select a_id as id, account_id from pair union select b_id, account_id from pair
), one as materialized (
  select leg.*, coalesce(payee_id, 0) as payee from leg join side using (id, account_id)
), met as (
  select k.account_id, k.amount, k.payee, count(*) as times from leg
  join (select distinct account_id, amount, payee from one) k
    on k.account_id = leg.account_id and k.amount = leg.amount
    and k.payee = coalesce(leg.payee_id, 0)
  group by 1, 2, 3
), told as materialized (
  select one.*, met.times,
    array[one.source::text] || coalesce(j.sources, array[]::text[])
      || case when m.batches is null then array[]::text[] else array['import'] end as sources,
    array_remove(array[one.import_batch_id], null) || coalesce(j.batches, array[]::bigint[])
      || coalesce(m.batches, array[]::bigint[]) as batches
  from one
  join met using (account_id, amount, payee)
  left join (
    select r.first_id, array_agg(s.source::text) as sources,
      array_agg(s.import_batch_id) filter (where s.import_batch_id is not null) as batches
    from ledger_pair r
    join ledger_transaction s on s.household_id = r.household_id and s.id = r.second_id
    where r.household_id = %(household)s and r.state = 'joined' and r.deleted_at is null
      and r.kind = 'duplicate'
    group by 1
  ) j on j.first_id = one.id
  left join (
    select w.transaction_id, array_agg(w.batch_id) as batches
    from ledger_importrow w
    join ledger_importbatch b on b.household_id = w.household_id and b.id = w.batch_id
    where w.household_id = %(household)s and w.outcome = 'matched' and b.undone_at is null
      and w.transaction_id is not null
    group by 1
  ) m on m.transaction_id = one.id
)
select a.id, a.date, a.account_id, a.amount, a.words, a.payee_id, a.external_id, a.is_pending,
  a.sources, a.batches, a.times,
  b.id, b.date, b.account_id, b.amount, b.words, b.payee_id, b.external_id, b.is_pending,
  b.sources, b.batches, b.times
from pair
join told a on a.id = pair.a_id and a.account_id = pair.account_id
join told b on b.id = pair.b_id and b.account_id = pair.account_id
where abs(a.date - b.date) <= %(days)s
  and (a.import_batch_id is null or a.import_batch_id is distinct from b.import_batch_id)
  and (%(batch)s::bigint is null or %(batch)s in (a.import_batch_id, b.import_batch_id))
  and (%(only)s::bigint is null or %(only)s in (a.id, b.id))
  and not exists (
    select 1 from ledger_pair r where r.household_id = %(household)s and r.kind = 'duplicate'
      and r.state = 'rejected' and r.deleted_at is null
      and r.first_id = pair.a_id and r.second_id = pair.b_id)
""".format(step=_STEP.format("amount"), b_step=_STEP.format("b.amount"))  # noqa: S608 -- own parts
_ENTRY = ("id", "day", "account", "amount", "words", "payee", "external_id", "is_pending",
          "sources", "batches", "times")  # fmt: skip


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two transactions that are taken for one, the one recorded first first."""

    twins: Twins
    reasons: tuple[str, ...]
    """In words, what speaks for it, then against it."""

    @property
    def key(self) -> tuple[int, int]:
        """The ids of the transactions, the lower one first."""
        return self.twins.first.id, self.twins.second.id

    @property
    def certainty(self) -> Certainty:
        return self.twins.certainty


def find_duplicates(
    household: Household,
    *,
    batch: ImportBatch | None = None,
    transaction: Transaction | None = None,
) -> tuple[DuplicatePair, ...]:
    """Return the pairs that may be in the books twice, the surest first; one query.

    With `batch` or `transaction` only pairs of which one is of it. Left out are two rows of one
    file, what lies in closed periods or in the trash, what the person may not see, and pairs that
    somebody rejected. Nothing is changed.
    """
    given = _values(household, batch, transaction)
    return tuple(DuplicatePair(twins, _reasons(twins)) for twins in choose(_candidates(given)))


def _values(
    household: Household, batch: ImportBatch | None, transaction: Transaction | None
) -> dict[str, Any]:
    first = last = transaction.date if transaction else None
    if batch is not None:
        first, last = batch.first_date, batch.last_date
    around = timedelta(days=DAYS + 1)
    return {
        "household": household.pk,
        "start": first - around if first else None,
        "end": last + around if last else None,
        "batch": batch.pk if batch else None,
        "only": transaction.pk if transaction else None,
        "days": DAYS,
        "one_source": DAYS_OF_ONE_SOURCE,
        "tip": TIP,
    }


def _candidates(given: dict[str, Any]) -> Iterator[tuple[Entry, Entry]]:
    """Yield what may be twins."""
    size = len(_ENTRY)
    for row in fetch_hashed(_CANDIDATES, given):
        yield _entry(row[:size]), _entry(row[size:])


def _entry(values: tuple[Any, ...]) -> Entry:
    named = dict(zip(_ENTRY, values, strict=True))
    named["sources"] = frozenset(named["sources"])
    named["batches"] = frozenset(named["batches"])
    return Entry(**named)


def _reasons(twins: Twins) -> tuple[str, ...]:
    grounds = sorted(twins.grounds, key=lambda ground: -ground.weight)
    named = [str(_REASONS[each.name]) for each in grounds if each.name != "days"]
    apart = ngettext("%(n)d day apart", "%(n)d days apart", twins.days) % {"n": twins.days}
    return (named[0], apart if twins.days else _("on the same day"), *named[1:])
