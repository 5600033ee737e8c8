"""Balances of accounts on a day, with those below them, and what each month changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Household
from ledger.enums import AccountKind
from ledger.models import Account, VisibleTotal
from ledger.money import Money, MoneyBag
from ledger.periods import DAY, Period
from ledger.reports.figures import BEGINNING, sum_stretches
from ledger.reports.tree import AccountTree, account_paths, account_tree

__all__ = [
    "AccountBalance",
    "BalanceSheet",
    "MonthlyChange",
    "account_balance",
    "account_paths",
    "balance_sheet",
    "monthly_changes",
    "roll_up",
    "shown",
]


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account's balance at the end of a day, debit positive, in every currency it holds."""

    account: Account
    path: str
    depth: int
    own: MoneyBag
    """The account's own postings."""
    total: MoneyBag
    """Own and all that lies below it in the tree."""

    @property
    def balance(self) -> Money:
        """The own balance of a place, in its currency.

        Raises CurrencyMismatch for a category that holds several or none.
        """
        currency = self.account.currency
        return self.own.in_currency(currency) if currency else self.own.single()


@dataclass(frozen=True)
class BalanceSheet:
    """The balances of every account at the end of the day `as_of`, parents before children."""

    as_of: date
    rows: tuple[AccountBalance, ...]

    def of(self, account: int) -> AccountBalance:
        """Return the row of an account's id; raises KeyError when the household has none such."""
        for row in self.rows:
            if row.account.pk == account:
                return row
        raise KeyError(account)

    @property
    def places(self) -> tuple[AccountBalance, ...]:
        """The rows of places where money is, those in the trash left out."""
        return tuple(
            row for row in self.rows if row.account.is_place and row.account.deleted_at is None
        )


@dataclass(frozen=True, slots=True)
class MonthlyChange:
    """What a calendar month's live postings changed in one account, debit positive."""

    account_id: int
    month: date
    """The first of the month."""
    change: Money


def shown(account: Account, money: Money) -> Money:
    """Return a debit-positive amount with the sign that people read.

    A place's balance and an expense keep their sign; income and equity, credits by nature, turn.
    The one place where signs flip.
    """
    return -money if account.kind in {AccountKind.INCOME, AccountKind.EQUITY} else money


def balance_sheet(
    household: Household, *, as_of: date, tree: AccountTree | None = None
) -> BalanceSheet:
    """Return every account's balance at the end of the day `as_of`, in two queries.

    With `tree`, the one already read is used.
    """
    tree = tree or account_tree(household)
    figures = sum_stretches(household, [Period(BEGINNING, as_of + DAY)])
    own: dict[int, list[Money]] = defaultdict(list)
    for figure in figures:
        own[figure.account_id].append(figure.amount)
    bags = {key: MoneyBag.of(parts) for key, parts in own.items()}
    totals = roll_up(tree, bags)
    rows = (
        AccountBalance(
            account, tree.paths[account.pk], depth, bags.get(account.pk, MoneyBag()),
            totals[account.pk],
        )
        for depth, account in tree.walk()
    )  # fmt: skip
    return BalanceSheet(as_of, tuple(rows))


def roll_up(tree: AccountTree, own: dict[int, MoneyBag]) -> dict[int, MoneyBag]:
    """Return each account's bag with those of all accounts below it, by account id."""
    parts = {account.pk: list(own.get(account.pk, ())) for account in tree.accounts}
    for _depth, account in reversed(list(tree.walk())):
        if account.parent_id is not None:
            parts[account.parent_id].extend(parts[account.pk])
    return {key: MoneyBag.of(moneys) for key, moneys in parts.items()}


def account_balance(household: Household, account: Account, *, as_of: date) -> MoneyBag:
    """Return one account's own balance at the end of the day `as_of`, debit positive."""
    days = Period(BEGINNING, as_of + DAY)
    figures = sum_stretches(household, [days], accounts=[account.pk])
    return MoneyBag.of(figure.amount for figure in figures)


def monthly_changes(
    household: Household,
    *,
    start: date | None = None,
    end: date | None = None,
    accounts: Iterable[int] | None = None,
) -> tuple[MonthlyChange, ...]:
    """Return what each calendar month changed in [start, end), oldest first, empty ones left out.

    `start` is the first of a month; of the month that `end` lies in, only the days before it count,
    which takes a second query.
    """
    rows = VisibleTotal.objects.in_household(household)
    if start:
        rows = rows.filter(month__gte=start)
    if end:
        rows = rows.filter(month__lt=end.replace(day=1))
    chosen = None if accounts is None else list(accounts)
    if chosen is not None:
        rows = rows.filter(account__in=chosen)
    found = rows.order_by("month", "account_id", "currency")
    columns = found.values_list("account_id", "month", "amount", "currency")
    whole = tuple(
        MonthlyChange(account, month, Money(amount, currency))
        for account, month, amount, currency in columns
    )
    if end is None or end.day == 1:
        return whole
    part = sum_stretches(household, [Period(end.replace(day=1), end)], accounts=chosen)
    return whole + tuple(
        MonthlyChange(figure.account_id, end.replace(day=1), figure.amount) for figure in part
    )
