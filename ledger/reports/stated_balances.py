"""What accounts are said to have held, beside what the books say: for journals to assert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Household
from ledger.enums import ReconciliationState
from ledger.models import BalanceAssertion, Reconciliation
from ledger.money import Money
from ledger.periods import DAY, Period
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.tree import AccountTree

_Key = tuple[int, date]


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """A balance of the end of a day in the account's currency, from the holder's view."""

    account_id: int
    on: date
    stated: Money
    found: Money
    """What the books say, pending rows included."""
    below: Money
    """What the accounts below it held in the same currency."""

    @property
    def difference(self) -> Money:
        """What is stated less what the books say."""
        return self.stated - self.found


def stated_balances(household: Household, tree: AccountTree) -> tuple[StatedBalance, ...]:
    """Return every asserted or reconciled balance, the oldest first, each of them once.

    Three queries, whatever their number.
    """
    rows = sorted(_stated(household), key=lambda row: (row[1], row[0], row[2]))
    rows = [row for row in rows if row[0] in tree.by_id]
    wanted = {account for account, _on, _amount in rows}
    below = {key: set(tree.with_descendants([key])) - {key} for key in wanted}
    held = _held(household, {on for _account, on, _amount in rows}, wanted.union(*below.values()))
    found = []
    for account, on, amount in rows:
        code = tree.by_id[account].currency
        under = sum((held[key, on].get(code, Decimal(0)) for key in below[account]), Decimal(0))
        own = held[account, on].get(code, Decimal(0))
        money = (Money(each, code) for each in (amount, own, under))
        found.append(StatedBalance(account, on, *money))
    return tuple(found)


def _stated(household: Household) -> set[tuple[int, date, Decimal]]:
    asserted = BalanceAssertion.objects.in_household(household).live()
    settled = Reconciliation.objects.in_household(household).live()
    settled = settled.filter(state=ReconciliationState.DONE)
    columns = ("account_id", "statement_date", "statement_balance")
    return {
        *asserted.values_list("account_id", "date", "amount"),
        *settled.values_list(*columns),
    }


def _held(
    household: Household, days: Iterable[date], accounts: Iterable[int]
) -> Mapping[_Key, Mapping[str, Decimal]]:
    """Return what accounts held at the end of days, by currency."""
    found: dict[_Key, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    ordered = sorted(days)
    if ordered:
        stretches = [Period(BEGINNING, day + DAY) for day in ordered]
        for figure in sum_stretches(household, stretches, accounts=sorted(accounts)):
            amount = figure.amount
            found[figure.account_id, ordered[figure.stretch]][amount.currency] += amount.amount
    return found
