"""What recurs in a household's books, found in its history, with the rows and the reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Household
from ledger.imports.normalise import payee_name
from ledger.models import Payee
from ledger.money import Money, printed
from ledger.recurring.cadences import Cadence
from ledger.recurring.detection import detect
from ledger.recurring.series import Entry, Series

CADENCES = {
    Cadence.WEEKLY: gettext_lazy("every week"),
    Cadence.FORTNIGHTLY: gettext_lazy("every 14 days"),
    Cadence.FOUR_WEEKLY: gettext_lazy("every four weeks"),
    Cadence.MONTHLY: gettext_lazy("every month"),
    Cadence.TWO_MONTHLY: gettext_lazy("every two months"),
    Cadence.QUARTERLY: gettext_lazy("every quarter"),
    Cadence.HALF_YEARLY: gettext_lazy("every half year"),
    Cadence.YEARLY: gettext_lazy("every year"),
}

# One row a leg in a place; of money moved between places the side that it leaves. What a person
# may not see is left out by row security.
_LEGS = """
select p.account_id, p.currency, p.amount > 0, t.payee_id,
  case when t.payee_id is null then coalesce(nullif(t.raw_payee, ''), t.memo) else '' end,
  case when cardinality(t.places) > 1 then t.places::text else '' end,
  p.transaction_id, p.date - date '0001-01-01' + 1, p.amount
from ledger_posting p
join ledger_transaction t on t.household_id = p.household_id and t.id = p.transaction_id
where p.household_id = %(household)s and t.deleted_at is null and p.amount <> 0
  and p.account_id = any(t.places) and (cardinality(t.places) = 1 or p.amount < 0)
  and p.date < %(end)s
"""
# Where the money went or came from: the largest other leg of the latest row of each series.
_OTHERS = """
select distinct on (transaction_id) transaction_id, account_id from ledger_posting
where household_id = %s and (transaction_id, account_id) not in (
    select * from unnest(%s::bigint[], %s::bigint[]))
  and transaction_id = any(%s)
order by transaction_id, abs(value) desc, id
"""


_GROUPED = 6
"""Columns of the query that make a group; those after them make an entry."""


class _Group(NamedTuple):
    """What the rows of one group have in common."""

    account: int
    currency: str
    is_income: bool
    payee: int | None
    words: str
    through: str
    """Of money moved between places, which ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """One series in the books; amounts are signed as its account sees them, money out negative."""

    key: str
    """Tells it from others for as long as its first row stays."""
    name: str
    account_id: int
    payee_id: int | None
    other_id: int | None
    """The category or account on the other side of the latest row."""
    currency: str
    series: Series
    today: date

    @property
    def cadence(self) -> Cadence:
        return self.series.cadence

    @property
    def amount(self) -> Money:
        """The latest amount."""
        return Money(self.series.amounts[-1], self.currency)

    @property
    def bounds(self) -> tuple[Money, Money]:
        """The smallest and the largest amount, by size."""
        sizes = sorted(self.series.amounts, key=abs)
        return Money(sizes[0], self.currency), Money(sizes[-1], self.currency)

    @property
    def rows(self) -> tuple[int, ...]:
        """The ids of the transactions, oldest first."""
        return tuple(entry.id for entry in self.series.entries)

    @property
    def is_running(self) -> bool:
        return self.series.is_running(self.today)

    @property
    def reason(self) -> str:
        """Why it is taken for recurring, in words."""
        return _reason(self)


def find_recurring(household: Household, *, today: date) -> tuple[Recurring, ...]:
    """Return what recurs in the books before tomorrow, the surest first; ended ones too.

    Rows are grouped by account, direction, currency and payee, else by the bank's words. Three
    queries.
    """
    found = [
        (group, series)
        for group, entries in _groups(household, today).items()
        for series in detect(entries)
    ]
    names = Payee.objects.in_household(household).in_bulk(
        {group.payee for group, _series in found if group.payee}
    )
    others = _others(household, found)
    rows = [_recurring(group, series, names, others, today) for group, series in found]
    return tuple(sorted(rows, key=lambda row: (-row.series.score, row.key)))


def _groups(household: Household, today: date) -> dict[_Group, list[Entry]]:
    by_values: dict[tuple[Any, ...], list[Entry]] = defaultdict(list)
    with connection.cursor() as cursor:
        end = date.fromordinal(today.toordinal() + 1)
        cursor.execute(_LEGS, {"household": household.pk, "end": end})
        for row in cursor:
            by_values[row[:_GROUPED]].append(Entry._make(row[_GROUPED:]))
    groups: dict[_Group, list[Entry]] = defaultdict(list)
    for (*values, words, through), entries in by_values.items():
        group = _Group._make((*values, payee_name(words).casefold(), through))
        if group.payee or group.words or group.through:
            groups[group] += entries
    return groups


def _others(household: Household, found: list[tuple[_Group, Series]]) -> dict[int, int]:
    latest = [(series.entries[-1].id, group.account) for group, series in found]
    ids, accounts = [row for row, _account in latest], [account for _row, account in latest]
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, [household.pk, ids, accounts, ids])
        return dict(cursor.fetchall())


def _recurring(
    group: _Group, series: Series, names: dict[int, Payee], others: dict[int, int], today: date
) -> Recurring:
    payee = names.get(group.payee or 0)
    return Recurring(
        key=_key(group, series),
        name=payee.name if payee else group.words.title(),
        account_id=group.account,
        payee_id=group.payee,
        other_id=others.get(series.entries[-1].id),
        currency=group.currency,
        series=series,
        today=today,
    )


def _key(group: _Group, series: Series) -> str:
    text = f"{group.account}|{group.currency}|{series.cadence}|{series.entries[0].id}"
    return blake2b(text.encode(), digest_size=12).hexdigest()


def _reason(row: Recurring) -> str:
    series = row.series
    parts = [_("%(n)d times, %(cadence)s") % _rhythm(series), _price(row)]
    if series.missed:
        missed = ngettext("missed once", "missed %(n)d times", series.missed)
        parts.append(missed % {"n": series.missed})
    change = series.change
    if change is not None:
        changed = _("%(before)s until %(day)s") % {
            "before": _said(Money(change.before, row.currency)),
            "day": date_format(change.day, "j M Y"),
        }
        parts.append(changed)
    return "; ".join(parts)


def _rhythm(series: Series) -> dict[str, object]:
    return {"n": len(series.entries), "cadence": CADENCES[series.cadence]}


def _price(row: Recurring) -> str:
    if row.series.is_fixed:
        return _("%(amount)s each") % {"amount": _said(row.amount)}
    low, high = row.bounds
    return _("between %(low)s and %(high)s") % {"low": _said(low), "high": _said(high)}


def _said(money: Money) -> str:
    return f"{printed(abs(money.amount), money.currency)} {money.currency}"
