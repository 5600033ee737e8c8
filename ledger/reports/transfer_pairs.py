"""Halves of transfers that nobody joined yet, paired, with how sure that is and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Household
from ledger.models import Account, ImportBatch
from ledger.money import Money
from ledger.pairing.certainty import Certainty
from ledger.pairing.transfers import (
    DAYS_AFTER,
    DAYS_BEFORE,
    FEE_FLAT,
    FEE_MOST,
    FEE_SHARE,
    FX_TOLERANCE,
    STRONG,
    WEAK,
    Half,
    Match,
    Place,
    choose,
)
from ledger.periods import Period
from ledger.reports.hashing import fetch_hashed

_LEAST_NAME = 4
_REASONS = {
    "equal": gettext_lazy("the same amount"),
    "fee": gettext_lazy("the amounts differ by what may be a fee"),
    "exchange": gettext_lazy("the amounts agree at the day’s rate"),
    "names_account": gettext_lazy("the bank’s words name the other account"),
    "names_another": gettext_lazy("but the bank’s words name another account"),
    "transfer_words": gettext_lazy("the words speak of a transfer"),
    "same_words": gettext_lazy("both say the same"),
    "chosen_category": gettext_lazy("but you chose a category"),
    "filed_category": gettext_lazy("but it was given a category"),
    "no_category": gettext_lazy("without a category so far"),
    "rare_amount": gettext_lazy("an amount that is rarely met twice"),
    "common_amount": gettext_lazy("but an amount that is often met"),
    "no_words": gettext_lazy("but no words of a transfer"),
    "pays_debt": gettext_lazy("it pays a card or loan"),
    "other_account_fits": gettext_lazy("but another account would fit as well"),
}

# One row a transaction with one leg in a place and one in a category that mirrors it: neither a
# transfer already, nor split, nor an opening balance. Where days are limited, a half may lie a few
# days outside. What a person may not see is left out by row security.
_LEGS = """
leg as materialized (
  select t.id, t.date, p.account_id, p.currency, p.amount, abs(p.amount) as size, p.base_value,
    k.system_role = '' as is_categorised, t.category_source = 'user' as is_by_user,
    t.raw_payee, t.memo, t.payee_id, t.import_batch_id,
    (t.date - date '1970-01-01') / 8 as week,
    floor(ln(abs(p.amount)::float8) / ln(1.25::float8))::int as step
  from ledger_transaction t
  join ledger_posting p on p.household_id = t.household_id and p.transaction_id = t.id
    and p.account_id = t.places[1]
  join ledger_posting c on c.household_id = t.household_id and c.transaction_id = t.id
    and c.id <> p.id and c.value = -p.value
  join ledger_account k on k.household_id = t.household_id and k.id = c.account_id
    and k.kind in ('income', 'expense')
  where t.household_id = %(household)s and t.deleted_at is null and cardinality(t.places) = 1
    and p.amount <> 0 and p.currency = t.currency
    and (%(start)s::date is null or t.date >= %(start)s)
    and (%(end)s::date is null or t.date < %(end)s)
    and not exists (
      select 1 from ledger_period d where d.household_id = t.household_id and d.state = 'closed'
        and t.date >= d.start and t.date < d."end")
    and not exists (
      select 1 from ledger_posting s where s.household_id = t.household_id
        and s.transaction_id = t.id and s.id not in (p.id, c.id))
)
"""
# Joined by equality alone: of eight days and of amounts a quarter apart, each with its neighbours.
# Words are looked at last, where few are left.
_CANDIDATES = """
with {legs}, outs as (
  select * from leg where amount < 0
), ins as materialized (
  select leg.*, week + near as near_week
  from leg cross join generate_series(-1, 1) near where amount > 0
), ins_by_size as materialized (
  select id, currency, size, near_week, step + up as near_step
  from ins cross join generate_series(0, 1) up
), foreign_ins as materialized (
  select id, currency, base_value, near_week,
    floor(ln(base_value::float8) / ln(1.25::float8))::int + up as near_step
  from ins cross join generate_series(-1, 1) up where %(has_exchange)s and base_value > 0
), pair as (
  select o.id as out_id, i.id as in_id, 'equal' as nature from outs o
  join ins i on i.near_week = o.week and i.currency = o.currency and i.size = o.size
  union all
  select o.id, i.id, 'fee' from outs o
  join ins_by_size i
    on i.near_week = o.week and i.currency = o.currency and i.near_step = o.step
  where i.size < o.size
    and o.size - i.size <= least(greatest(o.size * %(fee_share)s, %(fee_flat)s),
                                 o.size * %(fee_most)s)
  union all
  select o.id, i.id, case when abs(i.base_value / -o.base_value - 1) <= 0.005 then 'near'
    else 'exchange' end
  from (
    select *, floor(ln(-base_value::float8) / ln(1.25::float8))::int as base_step
    from outs where %(has_exchange)s and base_value < 0
  ) o
  join foreign_ins i on i.near_week = o.week and i.near_step = o.base_step
  where i.currency <> o.currency
    and abs(i.base_value / -o.base_value - 1) <= %(fx_tolerance)s
), possible as materialized (
  select o.id, o.date, o.account_id, o.amount, o.currency,
    concat_ws(' ', nullif(o.raw_payee, ''), nullif(o.memo, ''), oy.name) as words,
    o.base_value, o.is_categorised, o.is_by_user,
    i.id as in_id, i.date as in_date, i.account_id as in_account, i.amount as in_amount,
    i.currency as in_currency,
    concat_ws(' ', nullif(i.raw_payee, ''), nullif(i.memo, ''), iy.name) as in_words,
    i.base_value as in_base, i.is_categorised as in_categorised, i.is_by_user as in_by_user,
    pair.nature
  from pair
  join leg o on o.id = pair.out_id
  join leg i on i.id = pair.in_id
  left join ledger_payee oy on oy.household_id = %(household)s and oy.id = o.payee_id
  left join ledger_payee iy on iy.household_id = %(household)s and iy.id = i.payee_id
  where o.account_id <> i.account_id
    and i.date - o.date between -%(before)s and %(after)s
    and (%(batch)s::bigint is null or %(batch)s in (o.import_batch_id, i.import_batch_id))
    and not exists (
      select 1 from ledger_pair r where r.household_id = %(household)s and r.kind = 'transfer'
        and r.state = 'rejected' and r.deleted_at is null
        and r.first_id = pair.out_id and r.second_id = pair.in_id)
)
select id, date, account_id, amount, currency, words, base_value, is_categorised, is_by_user,
  in_id, in_date, in_account, in_amount, in_currency, in_words, in_base, in_categorised, in_by_user
from possible
where nature in ('equal', 'near') or words ~* %(words)s or in_words ~* %(words)s
"""
_HALF = ("id", "day", "account", "amount", "currency", "words", "base",
         "is_categorised", "is_by_user")  # fmt: skip


@dataclass(frozen=True, slots=True)
class TransferPair:
    """Two transactions that are taken for one transfer, money out first."""

    match: Match
    reasons: tuple[str, ...]
    """In words, what speaks for it, then against it."""

    @property
    def key(self) -> tuple[int, int]:
        """The ids of the transactions: money out, money in."""
        return self.match.out.id, self.match.into.id

    @property
    def certainty(self) -> Certainty:
        return self.match.certainty

    @property
    def accounts(self) -> frozenset[int]:
        return frozenset({self.match.out.account, self.match.into.account})

    @property
    def sent(self) -> Money:
        """What left, without sign."""
        return Money(-self.match.out.amount, self.match.out.currency)

    @property
    def arrived(self) -> Money:
        return Money(self.match.into.amount, self.match.into.currency)

    @property
    def fee(self) -> Money:
        """What was lost on the way, nothing where currencies differ."""
        return Money(self.match.fee, self.match.out.currency)


def find_transfer_pairs(
    household: Household, *, days: Period | None = None, batch: ImportBatch | None = None
) -> tuple[TransferPair, ...]:
    """Return the pairs that may be transfers, the surest first; two queries.

    With `days` only what was booked then; with `batch` only pairs with a half that it brought. Left
    out are transfers that are joined already, splits, what lies in closed periods or in the trash,
    what the person may not see, and pairs that somebody rejected. Nothing is changed.
    """
    accounts = list(Account.objects.in_household(household).live().places())
    places = {row.pk: _place(row) for row in accounts}
    if len(places) < 2:
        return ()
    has_exchange = len({row.currency for row in accounts}) > 1
    given = _values(household, places, days, batch) | {"has_exchange": has_exchange}
    found = (
        (out, into)
        for out, into in _candidates(given)
        if out.account in places and into.account in places
    )
    return tuple(TransferPair(match, _reasons(match)) for match in choose(found, places))


def _place(account: Account) -> Place:
    names = [account.name, account.institution, account.number_masked[-_LEAST_NAME:]]
    kept = {name.casefold() for name in names if len(name) >= _LEAST_NAME}
    return Place(id=account.pk, names=tuple(sorted(kept)), is_debt=account.is_liability)


def _values(
    household: Household, places: dict[int, Place], days: Period | None, batch: ImportBatch | None
) -> dict[str, Any]:
    if batch is not None and batch.first_date and batch.last_date:
        days = Period(batch.first_date, batch.last_date + timedelta(days=1))
    around = timedelta(days=DAYS_AFTER)
    names = [re.escape(name) for place in places.values() for name in place.names]
    return {
        "household": household.pk,
        "start": days.start - around if days else None,
        "end": days.end + around if days else None,
        "batch": batch.pk if batch else None,
        "words": "|".join([STRONG, WEAK, *(rf"\m{name}\M" for name in names)]),
        "fee_share": FEE_SHARE,
        "fee_flat": FEE_FLAT,
        "fee_most": FEE_MOST,
        "fx_tolerance": FX_TOLERANCE,
        "before": DAYS_BEFORE,
        "after": DAYS_AFTER,
    }


def _candidates(given: dict[str, Any]) -> Iterator[tuple[Half, Half]]:
    """Yield what may be one transfer."""
    size = len(_HALF)
    for row in fetch_hashed(_CANDIDATES.format(legs=_LEGS), given):
        yield (
            Half(**dict(zip(_HALF, row[:size], strict=True))),
            Half(**dict(zip(_HALF, row[size:], strict=True))),
        )


def _reasons(match: Match) -> tuple[str, ...]:
    grounds = sorted(match.grounds, key=lambda ground: -ground.weight)
    named = [str(_REASONS[each.name]) for each in grounds if each.name != "days"]
    return (named[0], _days_words(match.days), *named[1:])


def _days_words(days: int) -> str:
    if not days:
        return str(gettext_lazy("on the same day"))
    later = ngettext("%(n)d day later", "%(n)d days later", days)
    earlier = ngettext("%(n)d day earlier", "%(n)d days earlier", -days)
    return (later if days > 0 else earlier) % {"n": abs(days)}


def count_by_certainty(pairs: tuple[TransferPair, ...]) -> dict[Certainty, int]:
    """Return how many pairs are how certain."""
    return {each: sum(pair.certainty is each for pair in pairs) for each in Certainty}
