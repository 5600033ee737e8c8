"""What exchange rates made of balances in other currencies, account by account.

A gain is realised when foreign money is spent, changed back or paid off: what it was worth on that
day less what it had cost, at the average of what was paid. It is unrealised while the balance is
there: its worth at the rate of the day less its cost. On an account in the base currency the
difference between what arrived and what it was worth at the day's rate is realised at once.

Gains are computed, never posted: together they are the equity that balances of foreign money at
today's rates need beside postings at their own days' rates. Each part is computed by itself, and of
every account opening worth + flows + realised + unrealised = closing worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection

from accounts.models import Household
from ledger.models import Account
from ledger.money import Money, quantize
from ledger.periods import DAY, Monthly, Period, periods_in
from ledger.positions import ZERO, Position, moved
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.filters import RegisterFilter
from ledger.reports.rate_table import Rate, RateTable
from ledger.reports.tree import AccountTree, account_tree

EARLIEST, LATEST = date(1900, 1, 1), date(2190, 1, 1)
"""Between these days a period may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What rates made of something in a stretch of days, in the base currency; losses negative."""

    opening: Money
    """The worth at the end of the day before, at that day's rate."""
    flows: Money
    """What postings added, each at its own day's rate."""
    realised: Money
    unrealised: Money
    closing: Money
    """The worth at the end of the last day, at that day's rate."""

    @property
    def gain(self) -> Money:
        """Both parts together."""
        return self.realised + self.unrealised

    @property
    def is_proven(self) -> bool:
        """Whether the parts, each computed by itself, come to the closing worth exactly."""
        return self.opening + self.flows + self.gain == self.closing


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGain(Gain):
    """The gain of one account, with its balances in its own currency and the rates used."""

    account: Account
    opening_balance: Money
    closing_balance: Money
    opening_rate: Rate | None
    """None in the base currency, and where nothing was held."""
    closing_rate: Rate | None
    chosen: RegisterFilter
    """The transactions behind the flows."""


@dataclass(frozen=True, slots=True)
class MonthGain:
    """The gains of all accounts in a month, or the part of it that is asked for."""

    period: Period
    realised: Money
    unrealised: Money

    @property
    def gain(self) -> Money:
        return self.realised + self.unrealised


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyGains:
    """The gains of a period by account and by month, and in all."""

    period: Period
    lines: tuple[AccountGain, ...]
    months: tuple[MonthGain, ...]
    whole: Gain
    equity_opening: Money
    """Every gain before the period: what the equity account of currency gains held."""
    left_out: tuple[Account, ...]
    """Accounts with postings or balances whose rate is not known: nothing is guessed of them."""

    @property
    def equity_closing(self) -> Money:
        """Every gain up to the end of the period."""
        return self.equity_opening + self.whole.gain


def currency_gains(household: Household, *, period: Period) -> CurrencyGains:
    """Return what exchange rates made of every account in a period, in four queries.

    Reads a row a day on which a foreign account moved, since its beginning.
    """
    months = tuple(
        part
        for month in periods_in(Monthly(household.month_start_day), period)
        if (part := month.overlap(period))
    )
    tree = account_tree(household)
    reader = _Reader(household, tree, months)
    tracks = [*reader.foreign(), *reader.native()]
    return _assembled(period, months, tracks, reader)


def until_today(period: Period, today: date) -> Period:
    """Return the days of a period up to today, whose rates can be known; all of one to come."""
    return Period(period.start, min(period.end, max(period.start, today) + DAY))


@dataclass(frozen=True, slots=True)
class _Mark:
    """An account at a boundary between stretches: everything up to and without that day."""

    balance: Decimal
    worth: Decimal
    flows: Decimal
    realised: Decimal
    unrealised: Decimal
    rate: Rate | None


@dataclass(slots=True)
class _Track:
    """An account at each boundary."""

    account: Account
    marks: list[_Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Day:
    """What moved on a foreign account on a day: what came, what went, and what had no amount."""

    account_id: int
    day: date
    come: Decimal
    come_value: Decimal
    gone: Decimal
    gone_value: Decimal
    bare_value: Decimal
    unrated: int


_DAYS = """
select p.account_id, p.date,
       coalesce(sum(p.amount) filter (where p.amount > 0), 0),
       coalesce(sum(p.base_value) filter (where p.amount > 0), 0),
       coalesce(sum(p.amount) filter (where p.amount < 0), 0),
       coalesce(sum(p.base_value) filter (where p.amount < 0), 0),
       coalesce(sum(p.base_value) filter (where p.amount = 0), 0),
       count(*) filter (where p.base_value is null)::int
from ledger_posting p
join ledger_transaction t on t.id = p.transaction_id and t.deleted_at is null
where p.household_id = %(household)s and p.account_id = any(%(accounts)s) and p.date < %(end)s
group by p.account_id, p.date
order by p.account_id, p.date
"""


class _Reader:
    """Reads the books of some stretches and marks each account at their boundaries."""

    def __init__(self, household: Household, tree: AccountTree, months: Sequence[Period]) -> None:
        self.household = household
        self.base = household.base_currency
        self.tree = tree
        self.months = months
        self.boundaries = [months[0].start, *(month.end for month in months)]
        self.left_out: list[Account] = []

    def foreign(self) -> Iterator[_Track]:
        """Yield the accounts in other currencies that ever moved."""
        accounts = [each for each in self.tree.accounts if self._is_foreign(each)]
        if not accounts:
            return
        days = self._days([account.pk for account in accounts])
        if not days:
            return
        currencies = {account.currency for account in accounts} | {self.base}
        span = self.boundaries[0] - DAY, self.boundaries[-1]
        rates = RateTable.load(self.household, currencies, *span)
        for key, moves in groupby(days, key=attrgetter("account_id")):
            account = self.tree.by_id[key]
            track = self._track(account, list(moves), rates)
            if track is None:
                self.left_out.append(account)
            else:
                yield track

    def native(self) -> Iterator[_Track]:
        """Yield the accounts in the base currency that ever moved."""
        accounts = [
            each.pk for each in self.tree.accounts if each.is_place and each.currency == self.base
        ]
        stretches = [Period(BEGINNING, self.boundaries[0]), *self.months]
        sums: dict[int, dict[int, tuple[Decimal, Decimal, int]]] = {}
        for each in sum_stretches(self.household, stretches, accounts=accounts):
            found = each.amount.amount, each.base_value, each.unrated
            sums.setdefault(each.account_id, {})[each.stretch] = found
        for key, by_stretch in sums.items():
            account = self.tree.by_id[key]
            if any(unrated for _amount, _value, unrated in by_stretch.values()):
                self.left_out.append(account)
            else:
                yield _native_track(account, by_stretch, len(stretches))

    def _is_foreign(self, account: Account) -> bool:
        return account.is_place and account.currency != self.base

    def _days(self, accounts: list[int]) -> list[_Day]:
        values: dict[str, Any] = {
            "household": self.household.pk,
            "accounts": accounts,
            "end": self.boundaries[-1],
        }
        with connection.cursor() as cursor:
            cursor.execute(_DAYS, values)
            return [_Day(*row) for row in cursor.fetchall()]

    def _track(self, account: Account, days: Sequence[_Day], rates: RateTable) -> _Track | None:
        """Return an account at each boundary, None where a rate that it needs is missing."""
        if any(day.unrated for day in days):
            return None
        track = _Track(account)
        held, flows, at = Position(), ZERO, 0
        for boundary in self.boundaries:
            while at < len(days) and days[at].day < boundary:
                day = days[at]
                held = _after(held, day, self.base)
                flows += day.come_value + day.gone_value + day.bare_value
                at += 1
            rate = rates.rate(account.currency, self.base, on=boundary - DAY)
            if held.amount and rate is None:
                return None
            track.marks.append(_mark(held, flows, rate, self.base))
        return track


def _after(held: Position, day: _Day, base: str) -> Position:
    """Return a position after a day; what adds to the balance comes before what takes from it."""
    come, gone = (day.come, day.come_value), (day.gone, day.gone_value)
    for amount, value in (gone, come) if held.amount < 0 else (come, gone):
        if amount:
            held = moved(held, amount, value, base)
    return moved(held, ZERO, day.bare_value, base) if day.bare_value else held


def _mark(held: Position, flows: Decimal, rate: Rate | None, base: str) -> _Mark:
    used = rate if held.amount else None
    worth = quantize(held.amount * used.value, base) if used else ZERO
    return _Mark(held.amount, worth, flows, held.realised, worth - held.cost, used)


def _native_track(
    account: Account, sums: Mapping[int, tuple[Decimal, Decimal, int]], count: int
) -> _Track:
    track = _Track(account)
    balance = flows = ZERO
    for stretch in range(count):
        amount, value, _unrated = sums.get(stretch, (ZERO, ZERO, 0))
        balance, flows = balance + amount, flows + value
        track.marks.append(_Mark(balance, balance, flows, balance - flows, ZERO, None))
    return track


def _assembled(
    period: Period, months: Sequence[Period], tracks: Sequence[_Track], reader: _Reader
) -> CurrencyGains:
    base = reader.base
    order = {account.pk: place for place, (_depth, account) in enumerate(reader.tree.walk())}
    tracks = sorted(tracks, key=lambda track: order[track.account.pk])
    lines = tuple(_line(track, period, base) for track in tracks)
    kept = (track.marks[0] for track in tracks)
    before = sum((mark.realised + mark.unrealised for mark in kept), ZERO)
    return CurrencyGains(
        period=period,
        lines=lines,
        months=tuple(_month(n, month, tracks, base) for n, month in enumerate(months)),
        whole=_whole(lines, base),
        equity_opening=Money(before, base),
        left_out=tuple(sorted(reader.left_out, key=lambda account: order[account.pk])),
    )


def _line(track: _Track, period: Period, base: str) -> AccountGain:
    first, last = track.marks[0], track.marks[-1]
    account = track.account
    return AccountGain(
        account=account,
        opening=Money(first.worth, base),
        flows=Money(last.flows - first.flows, base),
        realised=Money(last.realised - first.realised, base),
        unrealised=Money(last.unrealised - first.unrealised, base),
        closing=Money(last.worth, base),
        opening_balance=Money(first.balance, account.currency),
        closing_balance=Money(last.balance, account.currency),
        opening_rate=first.rate,
        closing_rate=last.rate,
        chosen=RegisterFilter(accounts=(account.pk,), start=period.start, end=period.end),
    )


def _month(number: int, month: Period, tracks: Iterable[_Track], base: str) -> MonthGain:
    realised = unrealised = ZERO
    for track in tracks:
        first, last = track.marks[number], track.marks[number + 1]
        realised += last.realised - first.realised
        unrealised += last.unrealised - first.unrealised
    return MonthGain(month, Money(realised, base), Money(unrealised, base))


def _whole(lines: Iterable[AccountGain], base: str) -> Gain:
    def total(name: str) -> Money:
        parts = (getattr(line, name).amount for line in lines)
        return Money(sum(parts, ZERO), base)

    return Gain(
        opening=total("opening"),
        flows=total("flows"),
        realised=total("realised"),
        unrealised=total("unrealised"),
        closing=total("closing"),
    )
