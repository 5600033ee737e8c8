"""What is not in order in the books: a queue of findings, each with the page that settles it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Household
from ledger.enums import AssertionSource, BatchState, ReconciliationState, SystemRole
from ledger.models import (
    Account,
    BalanceAssertion,
    ImportBatch,
    Posting,
    Tick,
    VisibleTotal,
)
from ledger.money import Money, RateMissing
from ledger.pairing.certainty import Certainty
from ledger.reports.assertions import failed_assertions
from ledger.reports.duplicates import find_duplicates
from ledger.reports.partings import first_parting
from ledger.reports.rates import find_rate
from ledger.reports.schedules import AlertKind, live_schedules, schedule_alerts
from ledger.reports.transfer_pairs import find_transfer_pairs

MOST_SHOWN = 25
"""Findings of one kind that are told one by one; the others come up as these are settled."""
STOPPED_AFTER = timedelta(days=45)
"""How far the statements of an account may lag behind those of the others."""
KEPT_FOR = 24 * 3_600
"""Seconds for which a count is known without looking again."""


class Issue(StrEnum):
    """What may be wrong, the gravest first."""

    ASSERTION = "assertion"
    STATEMENT = "statement"
    DUPLICATE = "duplicate"
    TRANSFER = "transfer"
    SCHEDULE = "schedule"
    MISSING = "missing_statement"
    RATE = "rate"
    UNCATEGORISED = "uncategorised"


LABELS: dict[Issue, Promise] = {
    Issue.ASSERTION: gettext_lazy("Off the bank's balance"),
    Issue.STATEMENT: gettext_lazy("Changed since they were reconciled"),
    Issue.DUPLICATE: gettext_lazy("Suspected duplicates"),
    Issue.TRANSFER: gettext_lazy("Transfers in two halves"),
    Issue.SCHEDULE: gettext_lazy("Schedules missed or broken"),
    Issue.MISSING: gettext_lazy("Statements that stopped coming"),
    Issue.RATE: gettext_lazy("Exchange rates out of date"),
    Issue.UNCATEGORISED: gettext_lazy("Without a category"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not in order; `keys` are the ids that its page needs."""

    issue: Issue
    what: str
    detail: str
    keys: tuple[int, ...]
    amount: Money | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is not in order of one kind: the first ones, and how many there are."""

    issue: Issue
    count: int
    shown: tuple[Finding, ...]

    @property
    def label(self) -> str:
        return str(LABELS[self.issue])

    @property
    def hidden(self) -> int:
        return self.count - len(self.shown)


@dataclass(frozen=True, slots=True)
class Quality:
    """What is not in order in a household's books, kind by kind, the gravest first."""

    groups: tuple[Findings, ...]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


Find = Callable[[Household, date], tuple[int, Iterable[Finding]]]


def data_quality(household: Household, *, today: date) -> Quality:
    """Return what is not in order as of `today`, as the person in the scope sees it.

    Looks through all of the books for pairs, which takes a moment for a hundred thousand rows. The
    same number of queries for one finding of a kind and for many, but for failed assertions, of
    which the first are explained.
    """
    groups = []
    for issue, find in _FINDERS.items():
        count, found = find(household, today)
        if count:
            groups.append(Findings(issue, count, tuple(found)[:MOST_SHOWN]))
    return Quality(tuple(groups))


def remember_count(household: Household, hidden: Iterable[int], count: int) -> None:
    """Keep how much is not in order, as somebody sees it from whom `hidden` accounts are kept."""
    cache.set(_key(household, hidden), count, KEPT_FOR)


def known_count(household: Household, hidden: Iterable[int]) -> int | None:
    """Return how much was not in order when somebody last looked, None when nobody did today."""
    found: int | None = cache.get(_key(household, hidden))
    return found


def _key(household: Household, hidden: Iterable[int]) -> str:
    kept = "-".join(str(key) for key in sorted(hidden))
    return f"ledger.quality.{household.pk}.{kept}"


def _assertions(household: Household, _today: date) -> tuple[int, list[Finding]]:
    failed = failed_assertions(household)
    found: list[Finding] = []
    for each in failed[:MOST_SHOWN]:
        row = each.assertion
        parting = first_parting(household, row) if len(found) < 3 else None
        detail = _("The books have %(what)s.") % {"what": each.found.rounded()}
        if parting is not None:
            words = _("They part on %(day)s: %(what)s.")
            detail += " " + words % {"day": parting.on, "what": parting.what or _("a row")}
        found.append(
            Finding(
                Issue.ASSERTION, str(row.account), detail, (row.account_id,), each.difference,
                row.date,
            )
        )  # fmt: skip
    return len(failed), found


def _statements(household: Household, _today: date) -> tuple[int, list[Finding]]:
    ticks = Tick.objects.in_household(household).filter(
        is_released=True,
        reconciliation__state=ReconciliationState.DONE,
        reconciliation__deleted_at=None,
    )
    rows = ticks.select_related("reconciliation__account", "transaction__payee")
    found = [
        Finding(
            Issue.STATEMENT,
            str(tick.transaction),
            _("On the statement of %(what)s.") % {"what": tick.reconciliation},
            (tick.reconciliation_id,),
            Money(tick.amount, tick.reconciliation.account.currency),
            tick.date,
        )
        for tick in rows.order_by("-date", "-pk")
    ]
    return len(found), found


def _pairs(
    issue: Issue, find: Callable[..., Any], household: Household, _today: date
) -> tuple[int, list[Finding]]:
    pairs = [pair for pair in find(household) if pair.certainty is not Certainty.UNSURE]
    shown = pairs[:MOST_SHOWN]
    legs = Posting.objects.in_household(household).filter(
        transaction__in=[pair.key[0] for pair in shown], account__in=_places(household)
    )
    firsts = {leg.transaction_id: leg for leg in legs.select_related("transaction__payee")}
    found = []
    for pair in shown:
        leg = firsts.get(pair.key[0])
        if leg is not None:
            what, amount = str(leg.transaction), Money(leg.amount, leg.currency)
            detail = "; ".join(str(reason) for reason in pair.reasons)
            found.append(Finding(issue, what, detail, pair.key, amount, leg.date))
    return len(pairs), found


def _places(household: Household) -> Any:
    return Account.objects.in_household(household).places().values("pk")


def _schedules(household: Household, today: date) -> tuple[int, list[Finding]]:
    alerts = [
        alert
        for alert in schedule_alerts(household, live_schedules(household), today=today)
        if alert.kind in {AlertKind.MISSED, AlertKind.BROKEN}
    ]
    found = []
    for alert in alerts:
        expected = alert.expected
        is_missed = expected is not None
        detail = _("It did not come.") if is_missed else _("An account of it is closed or deleted.")
        amount = expected.amount if expected else None
        on = expected.expected_on if expected else None
        found.append(
            Finding(Issue.SCHEDULE, alert.schedule.name, detail, (alert.schedule.pk,), amount, on)
        )
    return len(found), found


def _missing(household: Household, _today: date) -> tuple[int, list[Finding]]:
    """Return accounts that had statements while others go on having them."""
    latest = _last_statements(household)
    if not latest:
        return 0, []
    newest = max(latest.values())
    accounts = Account.objects.in_household(household).live().open().filter(pk__in=latest)
    found = [
        Finding(
            Issue.MISSING,
            account.name,
            _("Other accounts have statements up to %(day)s.") % {"day": newest},
            (account.pk,),
            on=latest[account.pk],
        )
        for account in accounts.order_by("name")
        if latest[account.pk] < newest - STOPPED_AFTER
    ]
    return len(found), found


def _last_statements(household: Household) -> dict[int, date]:
    batches = ImportBatch.objects.in_household(household).filter(
        state=BatchState.POSTED, account__isnull=False, last_date__isnull=False
    )
    posted = batches.values("account").annotate(last=Max("last_date"))
    latest: dict[int, date] = dict(posted.values_list("account", "last"))
    said = (
        BalanceAssertion.objects.in_household(household)
        .live()
        .filter(source=AssertionSource.STATEMENT)
    )
    stated = said.values("account").annotate(last=Max("date"))
    for account, last in stated.values_list("account", "last"):
        latest[account] = max(last, latest.get(account, last))
    return latest


def _rates(household: Household, today: date) -> tuple[int, list[Finding]]:
    """Return the currencies of open accounts that have no rate to the base currency today."""
    places = Account.objects.in_household(household).live().open().places()
    codes = places.exclude(currency=household.base_currency).values_list("currency", flat=True)
    unrated = dict(
        VisibleTotal.objects.in_household(household)
        .filter(unrated__gt=0)
        .values("currency")
        .annotate(n=Sum("unrated"))
        .values_list("currency", "n")
    )
    found = []
    for code in sorted({*codes, *unrated}):
        count = unrated.get(code, 0)
        if not count and _has_rate(household, code, today):
            continue
        text = _("%(n)d postings have no value in %(base)s.")
        none = _("There is no rate to %(base)s of the last week.")
        words = {"n": count, "base": household.base_currency}
        found.append(Finding(Issue.RATE, code, (text if count else none) % words, ()))
    return len(found), found


def _has_rate(household: Household, code: str, today: date) -> bool:
    try:
        find_rate(household, code, household.base_currency, on=today)
    except RateMissing:
        return False
    return True


def _uncategorised(household: Household, _today: date) -> tuple[int, Iterable[Finding]]:
    """Return what lies in the categories of what has none; counted by the monthly totals."""
    roles = (SystemRole.UNCATEGORISED_INCOME, SystemRole.UNCATEGORISED_EXPENSE)
    accounts = list(
        Account.objects.in_household(household)
        .filter(system_role__in=roles)
        .values_list("pk", flat=True)
    )
    totals = VisibleTotal.objects.in_household(household).filter(account__in=accounts)
    count = totals.aggregate(n=Sum("count"))["n"] or 0
    if not count:
        return 0, ()
    legs = Posting.objects.in_household(household).live().filter(account__in=accounts)
    rows = legs.select_related("transaction__payee").order_by("-date", "-transaction")[:MOST_SHOWN]
    return count, [
        Finding(
            Issue.UNCATEGORISED,
            str(leg.transaction.payee or leg.transaction.raw_payee or leg.transaction.memo or "–"),
            leg.transaction.memo,
            (leg.transaction_id,),
            Money(-leg.amount, leg.currency),
            leg.date,
        )
        for leg in rows
    ]


_FINDERS: dict[Issue, Find] = {
    Issue.ASSERTION: _assertions,
    Issue.STATEMENT: _statements,
    Issue.DUPLICATE: partial(_pairs, Issue.DUPLICATE, find_duplicates),
    Issue.TRANSFER: partial(_pairs, Issue.TRANSFER, find_transfer_pairs),
    Issue.SCHEDULE: _schedules,
    Issue.MISSING: _missing,
    Issue.RATE: _rates,
    Issue.UNCATEGORISED: _uncategorised,
}
