"""Opening balances of accounts that a file fills first, and the tie-out against the bank's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.enums import SystemRole, TransactionSource
from ledger.imports.read import Intake, Stated
from ledger.imports.report import TieOut
from ledger.models import Account, ImportBatch, MonthlyTotal, Transaction
from ledger.reports.balances import account_balance
from ledger.services.posting import Leg, write_postings


def empty_accounts(by: Actor, accounts: Iterable[int]) -> list[int]:
    """Return which of the accounts hold no live posting."""
    totals = MonthlyTotal.objects.in_household(by.household).filter(account__in=list(accounts))
    held = set(totals.values_list("account_id", flat=True))
    return [pk for pk in accounts if pk not in held]


def book_openings(
    by: Actor, batch: ImportBatch, intake: Intake, accounts: Iterable[int]
) -> dict[int, Decimal]:
    """Book the balance that each of `accounts` had before the file; returns what was booked.

    It is what the file states, else its closing balance less what was just posted.
    """
    booked = {}
    for pk in accounts:
        amount = _opening_amount(by, intake.accounts[pk], intake.stated[pk])
        if amount:
            _book(by, batch, intake, pk, amount)
            booked[pk] = amount
    return booked


def _book(by: Actor, batch: ImportBatch, intake: Intake, pk: int, amount: Decimal) -> None:
    account = intake.accounts[pk]
    equity = Account.objects.in_household(by.household).system(SystemRole.OPENING)
    first = intake.tally.first_date or timezone.now().date()
    row = Transaction.objects.create(
        household=by.household,
        date=first - timedelta(days=1),
        memo=_("Opening balance"),
        currency=account.currency,
        source=TransactionSource.IMPORT,
        import_batch=batch,
        created_by=by.user,
        updated_by=by.user,
    )
    write_postings(row, [Leg(account, amount), Leg(equity, -amount)])


def _opening_amount(by: Actor, account: Account, stated: Stated) -> Decimal:
    if stated.opening is not None:
        return stated.opening.amount
    if stated.closing is None:
        return Decimal(0)
    return stated.closing.amount - _balance(by, account, stated.closing.on or date.max)


def tie_out(by: Actor, account: Account, stated: Stated | None) -> TieOut | None:
    """Return the bank's closing balance against the ledger's; None where the file states none."""
    if stated is None or stated.closing is None:
        return None
    on = stated.closing.on or timezone.now().date()
    ledger = _balance(by, account, on)
    return TieOut(account.pk, account.currency, on, stated.closing.amount, ledger)


def _balance(by: Actor, account: Account, as_of: date) -> Decimal:
    last = date.max - timedelta(days=1)
    bag = account_balance(by.household, account, as_of=min(as_of, last))
    return bag.in_currency(account.currency).amount
