"""Money advanced to people: lent, or paid back beyond what was owed; collected or written off.

It lies on the account of what is owed to them, which holds it as ours: so it is no spending, is
part of what the household is worth, and is settled by what they pay for us next.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.models import Account, Payee, Transaction
from ledger.money import Money, MoneyBag
from ledger.reports.debts import Debts, debts
from ledger.services.debts import (
    check_owed,
    ensure_person_account,
    give_to,
    settle_unpaid,
    uncategorised_expense,
)
from ledger.services.errors import NotATransfer
from ledger.services.transfers import TransferDraft, record_transfer


@db.atomic
def advance(
    *, by: Actor, person: Payee, account: Account, amount: Decimal, on: date, memo: str = ""
) -> Transaction:
    """Record that we lent a person money from an account, in its currency.

    `amount` is positive; what we owe them is settled by it first. Raises NotATransfer for what is
    no account, Inconsistent, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    if not account.is_place:
        raise NotATransfer(_("Money is lent from an account."))
    return give_to(by, person, account, amount, on=on, memo=memo)


@db.atomic
def collect_advance(
    *, by: Actor, person: Payee, account: Account, amount: Decimal, on: date, memo: str = ""
) -> Transaction:
    """Record that a person gave back into an account what we advanced them, all or part of it.

    `amount` is positive, in the account's currency. Raises ValidationError for more than is
    advanced in it, Inconsistent, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    check_owed(advanced_to(by, person, on).in_currency(account.currency), amount)
    source = ensure_person_account(by=by, payee=person, currency=account.currency)
    draft = TransferDraft(
        date=on, source=source, target=account, sent=amount, payee=person, memo=memo
    )
    return record_transfer(by=by, draft=draft)


@db.atomic
def write_off_advance(
    *,
    by: Actor,
    person: Payee,
    amount: Decimal,
    currency: str,
    on: date,
    category: Account | None = None,
    memo: str = "",
) -> Transaction:
    """Let what we advanced a person be our own spending of a day, all or part of it.

    `amount` is positive. Without `category` the usual one of the person, else none. Raises
    ValidationError for more than is advanced, Inconsistent for what is no category, ClosedPeriod,
    PermissionDenied.
    """
    by.must(Permission.RECORD)
    check_owed(advanced_to(by, person, on).in_currency(currency), amount)
    spent = category or person.default_category or uncategorised_expense(by.household)
    lent = Money(-amount, currency)
    return settle_unpaid(by, person, lent, on=on, category=spent, memo=memo or _("Written off"))


def advanced_to(by: Actor, person: Payee, today: date) -> MoneyBag:
    """Return what a person still owes us of what we advanced them."""
    return debts(by.household, today=today).get(person, Debts()).advanced
