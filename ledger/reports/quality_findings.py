"""Finding what is not in order, kind by kind."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Household
from ledger.enums import UNCATEGORISED_ROLES, ReconciliationState
from ledger.models import Account, Posting, Tick
from ledger.money import Money
from ledger.periods import DAY
from ledger.reports.assertions import failed_assertions
from ledger.reports.quality_facts import Facts
from ledger.reports.quality_kinds import MOST_SHOWN, Counted, Finding, Issue
from ledger.reports.rate_table import RateTable
from ledger.reports.schedules import AlertKind, live_schedules, schedule_alerts


def find_assertions(household: Household) -> list[Finding]:
    """Return the balances that do not hold, the oldest first; three queries at most."""
    return [
        Finding(
            Issue.ASSERTION,
            str(each.assertion.account),
            _("The books have %(what)s.") % {"what": each.found.rounded()},
            (each.assertion.account_id,),
            each.difference,
            each.assertion.date,
        )
        for each in failed_assertions(household)
    ]


def find_released(household: Household) -> list[Finding]:
    """Return the first rows that were changed since their statement was locked; one query."""
    ticks = Tick.objects.in_household(household).filter(
        is_released=True,
        reconciliation__state=ReconciliationState.DONE,
        reconciliation__deleted_at=None,
    )
    rows = ticks.select_related("reconciliation__account", "transaction__payee")
    return [
        Finding(
            Issue.STATEMENT,
            str(tick.transaction),
            _("On the statement of %(what)s.") % {"what": tick.reconciliation},
            (tick.reconciliation_id,),
            Money(tick.amount, tick.reconciliation.account.currency),
            tick.date,
        )
        for tick in rows.order_by("-date", "-pk")[:MOST_SHOWN]
    ]


def tell_pairs(household: Household, issue: Issue, found: Counted) -> list[Finding]:
    """Return the first of some pairs that were found, as the books have them now; one query."""
    places = Account.objects.in_household(household).places()
    legs = Posting.objects.in_household(household).filter(
        transaction__in=[key[0] for key, _grounds in found.pairs], account__in=places.values("pk")
    )
    firsts = {leg.transaction_id: leg for leg in legs.select_related("transaction__payee")}
    told = []
    for key, grounds in found.pairs:
        leg = firsts.get(key[0])
        if leg is not None:
            amount = Money(leg.amount, leg.currency)
            told.append(Finding(issue, str(leg.transaction), grounds, key, amount, leg.date))
    return told


def find_schedules(household: Household, today: date) -> list[Finding]:
    """Return times that did not come and schedules that cannot go on; three queries at most."""
    found = []
    for alert in schedule_alerts(household, live_schedules(household), today=today):
        if alert.kind not in {AlertKind.MISSED, AlertKind.BROKEN}:
            continue
        expected = alert.expected
        is_missed = expected is not None
        detail = _("It did not come.") if is_missed else _("An account of it is closed or deleted.")
        amount = expected.amount if expected else None
        on = expected.expected_on if expected else None
        found.append(
            Finding(Issue.SCHEDULE, alert.schedule.name, detail, (alert.schedule.pk,), amount, on)
        )
    return found


def find_stopped(facts: Facts) -> list[Finding]:
    """Return accounts that had statements while others go on having them; no query."""
    detail = _("Other accounts have statements up to %(day)s.") % {"day": facts.newest}
    return [
        Finding(Issue.MISSING, name, detail, (key,), on=last) for key, name, last in facts.stopped
    ]


def find_rates(household: Household, facts: Facts, today: date) -> list[Finding]:
    """Return the currencies without a rate to the base currency; one query for all of them.

    They are those of open places on the day, and those in which something was booked without one.
    """
    asked = [code for code in facts.foreign if code not in facts.unrated]
    table = RateTable({})
    if asked:
        codes = {household.base_currency, *asked}
        table = RateTable.load(household, codes, today, today + DAY)
    missing = [code for code in asked if not table.rate(code, household.base_currency, on=today)]
    base = household.base_currency
    none = _("There is no rate to %(base)s of the last week.") % {"base": base}
    text = _("%(n)d postings have no value in %(base)s.")
    words = {code: text % {"n": n, "base": base} for code, n in facts.unrated.items()}
    words |= dict.fromkeys(missing, none)
    return [Finding(Issue.RATE, code, words[code], ()) for code in sorted(words)]


def find_uncategorised(household: Household) -> list[Finding]:
    """Return the newest rows in the categories of what has none; one query."""
    legs = Posting.objects.in_household(household).live()
    rows = (
        legs.filter(account__system_role__in=UNCATEGORISED_ROLES)
        .select_related("transaction__payee")
        .order_by("-date", "-transaction")[:MOST_SHOWN]
    )
    return [
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
