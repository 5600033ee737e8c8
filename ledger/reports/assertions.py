"""Whether accounts held what is asserted of them, and how long ago somebody last looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from accounts.models import Household
from ledger.enums import Status
from ledger.models import BalanceAssertion, Posting
from ledger.money import Money
from ledger.periods import DAY, Period
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.tree import AccountTree

STALE_AFTER = timedelta(days=62)
"""How old the latest assertion may be: a monthly statement and a month of grace."""
LONGEST_PENDING = timedelta(days=60)
"""For how long a pending row may be missing in a bank's balance."""


class Standing(StrEnum):
    """What an account's latest assertion says of it today."""

    HELD = "held"
    FAILED = "failed"
    STALE = "stale"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CheckedAssertion:
    """An assertion with what the books say of the same day, in the account's currency."""

    assertion: BalanceAssertion
    found: Money

    @property
    def difference(self) -> Money:
        """What is asserted less what the books say."""
        return self.assertion.money - self.found

    @property
    def is_held(self) -> bool:
        return not self.difference.amount


def check_assertions(
    household: Household,
    *,
    accounts: Iterable[int] | None = None,
    is_latest_only: bool = False,
    tree: AccountTree | None = None,
) -> tuple[CheckedAssertion, ...]:
    """Return live assertions, the latest first, each against the balance at the end of its day.

    With `tree`, the accounts already read are used. Banks differ in whether pending rows are in a
    balance, so either reading may hold. Two queries, and a third when something does not hold with
    pending rows.
    """
    rows = _rows(household, accounts, tree, is_latest_only=is_latest_only)
    balances = _balances(household, rows)
    first = [
        CheckedAssertion(row, Money(balances.get(_key(row), Decimal(0)), row.account.currency))
        for row in rows
    ]
    failed = [each.assertion for each in first if not each.is_held]
    if not failed:
        return tuple(first)
    pending = _pending(household, failed)
    return tuple(_other_reading(each, pending.get(_key(each.assertion))) for each in first)


def failed_assertions(household: Household) -> tuple[CheckedAssertion, ...]:
    """Return the assertions that do not hold, the oldest first."""
    return tuple(each for each in reversed(check_assertions(household)) if not each.is_held)


def standings(household: Household, *, today: date) -> Mapping[int, tuple[Standing, date]]:
    """Return, by account that has an assertion, what its latest one says, and of which day."""
    found = check_assertions(household, is_latest_only=True)
    return {each.assertion.account_id: standing_of(each, today) for each in found}


def standing_of(latest: CheckedAssertion, today: date) -> tuple[Standing, date]:
    """Return what the latest assertion of an account says of it, and of which day it is."""
    on = latest.assertion.date
    if not latest.is_held:
        return Standing.FAILED, on
    return (Standing.STALE if on < today - STALE_AFTER else Standing.HELD), on


def _rows(
    household: Household,
    accounts: Iterable[int] | None,
    tree: AccountTree | None,
    *,
    is_latest_only: bool,
) -> list[BalanceAssertion]:
    rows: QuerySet[BalanceAssertion] = BalanceAssertion.objects.in_household(household).live()
    if accounts is not None:
        rows = rows.filter(account__in=list(accounts))
    if tree is None:
        rows = rows.filter(account__deleted_at=None).select_related("account")
    order = ["-date", "-pk"]
    if is_latest_only:
        rows, order = rows.distinct("account_id"), ["account_id", *order]
    found = list(rows.order_by(*order))
    if tree is None:
        return found
    tree.attach(found, "account")
    return [row for row in found if row.account.deleted_at is None]


def _key(row: BalanceAssertion) -> tuple[int, date]:
    return row.account_id, row.date


def _balances(
    household: Household, rows: Sequence[BalanceAssertion]
) -> dict[tuple[int, date], Decimal]:
    """Return what each account held at the end of each of the days."""
    if not rows:
        return {}
    days = sorted({row.date for row in rows})
    stretches = [Period(BEGINNING, day + DAY) for day in days]
    figures = sum_stretches(household, stretches, accounts=sorted({row.account_id for row in rows}))
    found: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
    for figure in figures:
        found[figure.account_id, days[figure.stretch]] += figure.amount.amount
    return found


def _pending(
    household: Household, rows: Sequence[BalanceAssertion]
) -> dict[tuple[int, date], Decimal]:
    """Return what pending rows are part of each balance."""
    legs = Posting.objects.in_household(household).filter(
        account__in={row.account_id for row in rows},
        date__gte=min(row.date for row in rows) - LONGEST_PENDING,
        date__lte=max(row.date for row in rows),
        transaction__status=Status.PENDING,
        transaction__deleted_at=None,
    )
    known = list(legs.values_list("account_id", "date", "amount"))
    return {
        _key(row): sum(
            (
                amount
                for account, on, amount in known
                if account == row.account_id and row.date - LONGEST_PENDING <= on <= row.date
            ),
            Decimal(0),
        )
        for row in rows
    }


def _other_reading(checked: CheckedAssertion, pending: Decimal | None) -> CheckedAssertion:
    """Return the balance without pending rows, where that is the one that is asserted."""
    if not pending:
        return checked
    without = CheckedAssertion(
        checked.assertion, checked.found - Money(pending, checked.found.currency)
    )
    return without if without.is_held else checked
