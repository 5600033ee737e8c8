"""The balances that other books assert, kept as assertions of ours where they can be held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from accounts.actors import Actor
from ledger.imports.books.model import BookBalance, NotCarried
from ledger.imports.books.planning import Plan
from ledger.models import ImportBatch, Posting
from ledger.money import quantize_stored
from ledger.reports.moved_balances import moved_balances
from ledger.services.assertions import note_closings
from ledger.services.history import RowChange
from ledger.services.moving_accounts import Chart, Target

OTHER_ROWS = "the account holds other rows, too"
NO_PLACE = "only accounts that hold money are said to have a balance"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The balances that books assert, and how the books were placed here."""

    batch: ImportBatch
    chart: Chart
    plan: Plan
    balances: Sequence[BookBalance]
    digests: Sequence[int]


def note_balances(*, by: Actor, wanted: Wanted) -> tuple[list[RowChange], list[NotCarried]]:
    """Keep the balances that books assert; returns what was noted, and what was not carried over.

    An account that holds rows of other origin, or stands for several of the source, has another
    balance than the source says. Part of the import: undoing it takes them back.
    """
    if not wanted.balances:
        return [], []
    lost: Counter[str] = Counter()
    closings = dict.fromkeys(_closings(wanted, _whole(by, wanted), lost))
    noted = note_closings(by, wanted.batch, list(closings))
    return noted, [
        NotCarried("balance assertions", reason, count) for reason, count in lost.items()
    ]


def _closings(
    wanted: Wanted, whole: set[int], lost: Counter[str]
) -> Iterator[tuple[int, date, Decimal]]:
    for each in wanted.balances:
        target = Target(each.account, wanted.plan.codes.get(each.currency, ""))
        account = wanted.chart.targets.get(target)
        if account is None or not account.is_place:
            lost[NO_PLACE] += 1
        elif account.pk not in whole:
            lost[OTHER_ROWS] += 1
        else:
            yield account.pk, each.on, quantize_stored(each.amount)


def _whole(by: Actor, wanted: Wanted) -> set[int]:
    """Return the accounts that stand for one of the source and hold nothing but its rows."""
    uses = Counter(account.pk for account in wanted.chart.targets.values())
    rows = Posting.objects.in_household(by.household).filter(transaction__deleted_at=None)
    counted = rows.filter(account__in=uses).values("account").annotate(count=Count("pk"))
    counts = dict(counted.order_by().values_list("account", "count"))
    moved: Counter[int] = Counter()
    for (account, _code), held in moved_balances(by.household, wanted.digests).items():
        moved[account] += held.count
    return {pk for pk, n in uses.items() if n == 1 and counts.get(pk, 0) == moved[pk]}
