"""Between signed legs and how people see a transaction: one account, a flow, a positive amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ledger.enums import AccountKind, SystemRole
from ledger.exports.amounts import plain_amount
from ledger.forms.choices import AccountChoices
from ledger.models import Account, Posting, Transaction
from ledger.services.posting import Leg
from ledger.taxonomy import FEES


class Flow(TextChoices):
    """Which way the money goes, seen from the account."""

    EXPENSE = "expense", _("Expense")
    INCOME = "income", _("Income")
    TRANSFER = "transfer", _("Transfer")

    @property
    def sign(self) -> int:
        """Return the sign of the account's own leg."""
        return 1 if self == Flow.INCOME else -1


UNCATEGORISED = {
    Flow.INCOME: SystemRole.UNCATEGORISED_INCOME,
    Flow.EXPENSE: SystemRole.UNCATEGORISED_EXPENSE,
}
"""Which category takes what has none."""


def chosen(category: Account) -> Account | None:
    """Return an account as somebody chose it, None for the one that takes what has no category."""
    return None if category.system_role in UNCATEGORISED.values() else category


@dataclass(frozen=True, slots=True)
class Shape:
    """A transaction seen from its main account: `amount` positive, and the other legs as lines.

    A line's amount is positive in the direction of the flow. The fee of a transfer is no line, and
    is paid on top of the amount.
    """

    flow: Flow
    account: Account
    amount: Decimal
    lines: tuple[Posting, ...]
    fee: Posting | None = None

    @property
    def is_split(self) -> bool:
        line = self.lines[0].account
        return len(self.lines) > 1 or not (line.is_category or line.is_place)

    def initial(self) -> dict[str, Any]:
        """Return the initial values of a `TransactionForm`, without those of the lines."""
        values: dict[str, Any] = {
            "flow": self.flow,
            "account": self.account,
            "amount": plain_amount(self.amount, self.account.currency),
        }
        line = self.lines[0]
        if self.is_split:
            return values
        if self.flow == Flow.TRANSFER:
            arrived = plain_amount(self.lines[0].amount, line.account.currency)
            values |= {"to_account": line.account, "to_amount": arrived}
            if self.fee:
                fee = plain_amount(self.fee.amount, self.account.currency)
                values |= {"fee": fee, "fee_category": self.fee.account}
            return values
        return values | {"category": chosen(line.account)}

    def line_initial(self) -> list[dict[str, Any]]:
        """Return the initial values of the lines, none when the transaction is not split."""
        return [
            {
                "account": chosen(line.account),
                "amount": plain_amount(-self.flow.sign * line.amount, self.account.currency),
                "memo": line.memo,
            }
            for line in self.lines
            if self.is_split
        ]


def shape_of(transaction: Transaction, postings: Sequence[Posting]) -> Shape | None:
    """Return how people see a transaction; None when its legs do not fit the form.

    Those without a place, and those with several currencies that are not one transfer, do not fit:
    their legs are kept as they are.
    """
    own = [row for row in postings if row.account.is_place and row.currency == transaction.currency]
    if not own or len(postings) < 2:
        return None
    main = own[0]
    if len(postings) == 2 and all(row.account.is_place for row in postings):
        main = min(postings, key=lambda row: row.value)
    lines = tuple(row for row in postings if row is not main)
    fee = _fee_among(main, lines)
    if fee is not None:
        place = next(row for row in lines if row is not fee)
        return Shape(Flow.TRANSFER, main.account, -main.amount - fee.amount, (place,), fee)
    is_foreign = any(row.currency != transaction.currency for row in lines)
    if main.currency != transaction.currency or (is_foreign and len(lines) > 1):
        return None
    if is_foreign and not lines[0].account.is_place:
        return None
    if main.amount > 0:
        flow = Flow.INCOME
    else:
        flow = Flow.TRANSFER if all(row.account.is_place for row in lines) else Flow.EXPENSE
    return Shape(flow, main.account, abs(main.amount), lines)


def _fee_among(main: Posting, lines: Sequence[Posting]) -> Posting | None:
    """Return what a transfer cost where its other legs are its arrival and spending behind it.

    In another category than bank fees it is less than what arrived: what is more is a split.
    """
    fees = [row for row in lines if _is_spending(row.account) and not row.memo]
    places = [row for row in lines if row.account.is_place and not row.memo]
    if len(lines) != 2 or len(fees) != 1 or len(places) != 1:
        return None
    is_behind = fees[0].position > places[0].position and fees[0].value < places[0].value
    if fees[0].account.taxonomy_id != FEES and not is_behind:
        return None
    fits = main.currency == main.account.currency == fees[0].currency and main.amount == main.value
    return fees[0] if fits and min(fees[0].amount, places[0].amount, -main.amount) > 0 else None


def _is_spending(account: Account) -> bool:
    return account.kind == AccountKind.EXPENSE and chosen(account) is not None


def legs_of(postings: Sequence[Posting]) -> tuple[Leg, ...]:
    """Return the legs that write the same postings again."""
    return tuple(Leg(row.account, row.amount, row.value, row.memo) for row in postings)


def two_legs(
    accounts: AccountChoices,
    flow: Flow,
    place: Account,
    *,
    amount: Decimal,
    category: Account | None,
) -> list[Leg]:
    """Return the legs of an expense or an income; without a category it is uncategorised."""
    own = Leg(place, flow.sign * amount)
    return [own, line_leg(accounts, flow, account=category, amount=amount)]


def line_leg(
    accounts: AccountChoices,
    flow: Flow,
    *,
    account: Account | None,
    amount: Decimal,
    memo: str = "",
) -> Leg:
    """Return the leg of one line, `amount` positive in the direction of the flow."""
    if account is None:
        account = accounts.system(UNCATEGORISED.get(flow, SystemRole.UNCATEGORISED_EXPENSE))
    return Leg(account, -flow.sign * amount, memo=memo)
