"""Opening balances of accounts that a file fills first, and the tie-out against the bank's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from ledger.enums import Status, SystemRole, TransactionSource
from ledger.imports.read import Intake, Stated
from ledger.imports.report import TieOut
from ledger.models import Account, ImportBatch, Posting, Transaction, VisibleTotal
from ledger.money import quantize_stored
from ledger.reports.balances import account_balance
from ledger.services.closed import ClosedDays
from ledger.services.posting import Leg, write_postings

LONGEST_PENDING = 60
"""Days after which a pending row is looked at no more: no bank keeps one for so long."""


def empty_accounts(by: Actor, accounts: Iterable[int]) -> list[int]:
    """Return which of the accounts hold no live posting."""
    totals = VisibleTotal.objects.in_household(by.household).filter(account__in=list(accounts))
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
    row = Transaction.objects.create(
        household=by.household,
        date=_opening_day(by, batch, intake, pk),
        memo=_("Opening balance"),
        currency=account.currency,
        source=TransactionSource.IMPORT,
        import_batch=batch,
        created_by=by.user,
        updated_by=by.user,
    )
    write_postings(row, [Leg(account, amount), Leg(equity, -amount)])


def _opening_day(by: Actor, batch: ImportBatch, intake: Intake, pk: int) -> date:
    """Return the day before the account's first row, or that row's where the day is closed."""
    posted = Posting.objects.in_household(by.household).filter(account=pk)
    first = posted.filter(transaction__import_batch=batch).aggregate(day=Min("date"))["day"]
    first = first or intake.tally.first_date or timezone.now().date()
    before = first - timedelta(days=1)
    return first if ClosedDays.of(by.household).holds(before) else before


def _opening_amount(by: Actor, account: Account, stated: Stated) -> Decimal:
    if stated.opening is not None:
        return quantize_stored(stated.opening.amount)
    if stated.closing is None:
        return Decimal(0)
    booked, _all = _balances(by, account, stated.closing.on or date.max)
    return quantize_stored(stated.closing.amount) - booked


def tie_out(by: Actor, account: Account, intake: Intake) -> TieOut | None:
    """Return the bank's closing balance against the ledger's; None where the file states none.

    It is that of `account`, or of the only account that the file states one for. Banks differ in
    what a balance of a day holds: pending rows, or entries of the same statement with a later day.
    The ledger's is the one of these that ties, else the plain one.
    """
    closings = {pk: stated.closing for pk, stated in intake.stated.items() if stated.closing}
    pk = account.pk if account.pk in closings or len(closings) != 1 else next(iter(closings))
    closing = closings.get(pk)
    if closing is None:
        return None
    held, statement = intake.accounts[pk], quantize_stored(closing.amount)
    on = closing.on or timezone.now().date()
    readings = [
        TieOut(pk, held.currency, day, statement, balance)
        for day in dict.fromkeys((on, max(on, intake.last_dates.get(pk, on))))
        for balance in _balances(by, held, day)
    ]
    return next((reading for reading in readings if not reading.difference), readings[0])


def closing_balances(
    by: Actor, account: Account, intake: Intake, main: TieOut | None
) -> tuple[TieOut, ...]:
    """Return the tie-out of each account that the file states a closing balance of.

    `main` is that of `account`, as it is known already.
    """
    dated = (pk for pk, stated in intake.stated.items() if stated.closing and stated.closing.on)
    found = (
        main if main and main.account_id == pk else tie_out(by, intake.accounts[pk], intake)
        for pk in dated
    )
    return tuple(each for each in found if each is not None)


def _balances(by: Actor, account: Account, as_of: date) -> tuple[Decimal, Decimal]:
    """Return the balance at the end of a day, first without pending rows, then with them."""
    last = min(as_of, date.max - timedelta(days=1))
    bag = account_balance(by.household, account, as_of=last)
    held = bag.in_currency(account.currency).amount
    return held - _pending(by, account, last), held


def _pending(by: Actor, account: Account, last: date) -> Decimal:
    first = last - timedelta(days=LONGEST_PENDING)
    legs = Posting.objects.in_household(by.household).filter(account=account)
    rows = legs.filter(
        date__range=(first, last),
        transaction__status=Status.PENDING,
        transaction__deleted_at=None,
    )
    amount: Decimal | None = rows.aggregate(amount=Sum("amount"))["amount"]
    return amount or Decimal(0)
