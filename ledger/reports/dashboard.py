"""The first page's figures: net worth, income and spending, cash flow, balances, what is new.

All of them come from monthly totals, so that their cost does not grow with history, and each one
carries the filter of the transactions behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Household
from ledger.models import Account, ImportBatch
from ledger.money import Money, MoneyBag
from ledger.periods import DAY, Monthly, Period, previous_period
from ledger.reports.figures import BEGINNING, Figure, sum_stretches
from ledger.reports.filters import RegisterFilter
from ledger.reports.flows import Flow, FlowReader, SpendingLine
from ledger.reports.rate_table import Rate, RateTable
from ledger.reports.register import RegisterRow, register_page
from ledger.reports.tree import AccountTree, account_tree
from ledger.reports.worth import worth_of

MONTHS = 12
RECENT_ROWS = 8
RECENT_IMPORTS = 4

__all__ = ["CashFlow", "Dashboard", "Flow", "NetWorth", "PlaceLine", "SpendingLine", "dashboard"]


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Income and spending of one month, both positive as people read them."""

    period: Period
    income: Flow
    spending: Flow

    @property
    def saved(self) -> Money:
        """What is left of the income, negative when more was spent."""
        return self.income.money - self.spending.money


@dataclass(frozen=True, slots=True)
class NetWorth:
    """What is owned less what is owed at the end of the day `on`, at the rates of that day."""

    on: date
    money: Money
    unrated: MoneyBag
    """Balances left out because no rate is known."""
    rates: tuple[Rate, ...] = ()
    """Those of that day that foreign balances were valued at."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """The balance of a place today, what is owed negative."""

    account: Account
    balance: Money
    worth: Money | None
    """In the base currency at today's rate, None while that rate is missing."""
    rate: Rate | None
    """The rate that made the worth; None of an account in the base currency."""
    chosen: RegisterFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What the first page shows; base currency unless said otherwise."""

    today: date
    period: Period
    previous: Period
    current: CashFlow
    """Income and spending of `period`."""
    before: CashFlow
    """Of the period before it."""
    spending: tuple[SpendingLine, ...]
    """Spending of `period` by top-level category, largest first."""
    cash_flow: tuple[CashFlow, ...]
    """The last twelve months up to today, oldest first."""
    net_worth: tuple[NetWorth, ...]
    """Before those months and at the end of each, the last one today; oldest first."""
    places: tuple[PlaceLine, ...]
    recent: tuple[RegisterRow, ...]
    imports: tuple[ImportBatch, ...]


def dashboard(
    household: Household, *, period: Period, today: date, tree: AccountTree | None = None
) -> Dashboard:
    """Return the first page of a household for a period, in at most seven queries.

    One less with the `tree` already read.

    `period` is compared with the one before it: the household's month before for a month, else as
    many days. Months begin on the household's day.
    """
    tree = tree or account_tree(household)
    previous = _before(period, household)
    months = _months(household, today)
    stretches = [period, previous, Period(BEGINNING, months[0].start), *months]
    figures = sum_stretches(household, stretches)
    flows = FlowReader(tree, household.base_currency, figures)
    ends = [month.last_day for month in months]
    held = _held(tree, figures, len(stretches))
    days = [months[0].start - DAY, *ends]
    base = household.base_currency
    rates = _rates(household, held, Period(days[0], today + DAY))
    return Dashboard(
        today=today,
        period=period,
        previous=previous,
        current=_cash_flow(flows, 0, period),
        before=_cash_flow(flows, 1, previous),
        spending=flows.spending(0, period),
        cash_flow=tuple(_cash_flow(flows, 3 + n, month) for n, month in enumerate(months)),
        net_worth=_net_worth(tree, held, base, rates, days),
        places=_places(tree, held[-1], base, rates, today),
        recent=register_page(household, RegisterFilter(), size=RECENT_ROWS, tree=tree).rows,
        imports=_imports(household, tree),
    )


def _imports(household: Household, tree: AccountTree) -> tuple[ImportBatch, ...]:
    batches = ImportBatch.objects.in_household(household)
    found = tuple(batches.order_by("-created_at", "-pk")[:RECENT_IMPORTS])
    tree.attach(found, "account")
    return found


def _before(period: Period, household: Household) -> Period:
    months = Monthly(household.month_start_day)
    if period == months.containing(period.start):
        return previous_period(months, period)
    return period.shifted_to_end_at(period.start)


def _months(household: Household, today: date) -> list[Period]:
    """Return the last months, oldest first; the current one ends with today."""
    rule = Monthly(household.month_start_day)
    months = [rule.containing(today)]
    while len(months) < MONTHS:
        months.insert(0, previous_period(rule, months[0]))
    months[-1] = Period(months[-1].start, today + DAY)
    return months


def _rates(household: Household, held: Sequence[dict[int, MoneyBag]], days: Period) -> RateTable:
    """Read the rates that the balances need, without a query where all are in one currency."""
    base = household.base_currency
    currencies = {money.currency for bags in held for bag in bags.values() for money in bag}
    if currencies <= {base}:
        return RateTable({})
    return RateTable.load(household, {*currencies, base}, days.start, days.end)


def _cash_flow(flows: FlowReader, stretch: int, period: Period) -> CashFlow:
    return CashFlow(period, flows.income(stretch, period), flows.expense(stretch, period))


def _held(
    tree: AccountTree, figures: Sequence[Figure], stretches: int
) -> list[dict[int, MoneyBag]]:
    """Return the places' balances by account at the end of the third stretch and each later one."""
    changes: list[dict[int, list[Money]]] = [{} for _ in range(stretches)]
    for figure in figures:
        if tree.by_id[figure.account_id].is_place:
            changes[figure.stretch].setdefault(figure.account_id, []).append(figure.amount)
    held: list[dict[int, MoneyBag]] = []
    balance: dict[int, MoneyBag] = {}
    for change in changes[2:]:
        balance = dict(balance)
        for account, moneys in change.items():
            balance[account] = MoneyBag.of([*balance.get(account, MoneyBag()), *moneys])
        held.append(balance)
    return held


def _net_worth(
    tree: AccountTree,
    held: Sequence[dict[int, MoneyBag]],
    base: str,
    rates: RateTable,
    days: Sequence[date],
) -> tuple[NetWorth, ...]:
    points = []
    for day, balances in zip(days, held, strict=True):
        counted = MoneyBag.of(
            money
            for account, bag in balances.items()
            if tree.by_id[account].is_in_net_worth
            for money in bag
        )
        worth = worth_of(counted, base, rates, on=day)
        points.append(NetWorth(day, worth.money, worth.unrated, worth.rates))
    return tuple(points)


def _places(
    tree: AccountTree,
    balances: dict[int, MoneyBag],
    base: str,
    rates: RateTable,
    today: date,
) -> tuple[PlaceLine, ...]:
    lines = []
    for _depth, account in tree.walk():
        if not account.is_place or account.deleted_at or account.closed_on:
            continue
        bag = balances.get(account.pk, MoneyBag())
        worth = worth_of(bag, base, rates, on=today)
        lines.append(
            PlaceLine(
                account,
                bag.in_currency(account.currency),
                None if worth.unrated else worth.money,
                next(iter(worth.rates), None),
                RegisterFilter(accounts=(account.pk,)),
            )
        )
    return tuple(lines)
