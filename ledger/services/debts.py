"""What people paid for the household: booked as owed to them, paid back, set off against claims.

Each person has an account of what is owed to them, a liability, made when it is first needed. So
what they paid is spending on its own day, paying it back is a transfer, and worth, sheets and
journals know of it as of any account.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission
from ledger.enums import AccountKind, Status, SystemRole, ValueSource
from ledger.models import Account, Claim, Payee, PersonAccount, Refund, Tag, Transaction
from ledger.money import Money, MoneyBag, quantize_stored
from ledger.reports.claims import live_refunds
from ledger.reports.debts import Debts, debts, person_accounts
from ledger.reports.people import person_line
from ledger.services.entries import enter_transaction
from ledger.services.errors import Inconsistent, NameTaken
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg, clear_postings, write_postings
from ledger.services.refunds import Sides, read_sides
from ledger.services.rows import edit_row, insert_row, lock_row
from ledger.services.shares import ClaimPart, locked_claims, spread_over
from ledger.services.snapshots import snapshot_transactions
from ledger.services.transactions import (
    TransactionDraft,
    book_transaction,
    lock_transactions,
    record_transaction,
    save_transaction,
    value_source,
)
from ledger.services.transfers import TransferDraft, record_transfer
from ledger.signals import announce_postings

LONGEST_PERSON = 80
MOST_NAMES = 20


@db.atomic
def ensure_person_account(*, by: Actor, payee: Payee, currency: str) -> Account:
    """Return the account of what is owed to a person in a currency, opened where there is none.

    A closed one is opened again. Opening it is an act of its own. Raises ValidationError for what
    is no currency, NameTaken, Inconsistent, PermissionDenied.
    """
    by.must(Permission.RECORD)
    if payee.household_id != by.household.pk:
        raise Inconsistent(_("Something chosen here belongs to another household."))
    rows = person_accounts(by.household).filter(account__currency=currency)
    for row in rows.select_related("account", "payee__merged_into").order_by("pk"):
        if row.payee.known_as == payee:
            return _opened(by, row.account)
    account = Account(
        household=by.household,
        name=_free_name(by.household, payee, currency),
        kind=AccountKind.OTHER_LIABILITY,
        currency=currency,
    )
    changes = [insert_row(account)]
    changes.append(insert_row(PersonAccount(household=by.household, payee=payee, account=account)))
    _record(by, "account.create", _("Opened %(what)s") % {"what": account}, changes)
    return account


def _opened(by: Actor, account: Account) -> Account:
    if account.closed_on is None:
        return account
    row = lock_row(by, account)
    change = edit_row(row, closed_on=None)
    _record(by, "account.reopen", _("Reopened %(what)s") % {"what": row}, [change])
    return row


def _free_name(household: Household, payee: Payee, currency: str) -> str:
    """Return a name at the top of the tree that no account has yet."""
    name = _("Owed to %(who)s") % {"who": payee.name[:LONGEST_PERSON]}
    if currency != household.base_currency:
        name = f"{name} ({currency})"
    rows = Account.objects.in_household(household).live().filter(parent=None)
    taken = {held.casefold() for held in rows.values_list("name", flat=True)}
    for turn in range(1, MOST_NAMES):
        free = name if turn == 1 else f"{name} {turn}"
        if free.casefold() not in taken:
            return free
    raise NameTaken(_("“%(name)s” is there already.") % {"name": name})


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtDraft:
    """What somebody paid for us: our part of it, positive, in a currency and a category.

    `payee` is where it was bought; without one, or a category, those of the person and of the
    payee stand in.
    """

    person: Payee
    date: date
    amount: Decimal
    currency: str
    category: Account | None = None
    payee: Payee | None = None
    memo: str = ""
    status: Status = Status.CLEARED
    tags: tuple[Tag, ...] = ()


@db.atomic
def record_debt(*, by: Actor, draft: DebtDraft) -> Transaction:
    """Book what somebody paid for us as spending of its day that is owed to them.

    Opens their account where there is none. Raises ValidationError for an amount that is none,
    Inconsistent for what is no category, LedgerError of booking, PermissionDenied.
    """
    by.must(Permission.RECORD)
    if draft.amount <= 0:
        raise ValidationError({"amount": _("Write a positive amount.")})
    payee = draft.payee or draft.person
    category = draft.category or payee.default_category or uncategorised_expense(by.household)
    if not category.is_category:
        raise Inconsistent(_("%(what)s is not a category.") % {"what": category})
    account = ensure_person_account(by=by, payee=draft.person, currency=draft.currency)
    transaction = TransactionDraft(
        date=draft.date,
        legs=(Leg(account, -draft.amount), Leg(category, draft.amount)),
        currency=draft.currency,
        payee=payee,
        memo=draft.memo,
        status=draft.status,
        tags=draft.tags,
    )
    return enter_transaction(by=by, draft=transaction)


def uncategorised_expense(household: Household) -> Account:
    """Return the category of spending that has none."""
    return Account.objects.in_household(household).system(SystemRole.UNCATEGORISED_EXPENSE)


@db.atomic
def pay_back(
    *, by: Actor, person: Payee, account: Account, amount: Decimal, on: date, memo: str = ""
) -> Transaction:
    """Record that we paid a person back from an account, in its currency; the oldest is settled.

    `amount` is positive. Raises ValidationError for more than is owed in that currency,
    Inconsistent, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    check_owed(owed_to(by, person, on).in_currency(account.currency), amount)
    return give_to(by, person, account, amount, on=on, memo=memo)


def give_to(
    by: Actor, person: Payee, account: Account, amount: Decimal, *, on: date, memo: str
) -> Transaction:
    """Record a transfer from an account to the person's own in its currency; raises as that."""
    target = ensure_person_account(by=by, payee=person, currency=account.currency)
    draft = TransferDraft(
        date=on, source=account, target=target, sent=amount, payee=person, memo=memo
    )
    return record_transfer(by=by, draft=draft)


def settle_unpaid(
    by: Actor, person: Payee, money: Money, *, on: date, category: Account, memo: str
) -> Transaction:
    """Settle without a payment what we owe a person, or with a minus what they owe us of advances.

    The other side is `category`. Raises Inconsistent for what is none, LedgerError of booking.
    """
    if not category.is_category:
        raise Inconsistent(_("%(what)s is not a category.") % {"what": category})
    account = ensure_person_account(by=by, payee=person, currency=money.currency)
    draft = TransactionDraft(
        date=on,
        legs=(Leg(account, money.amount), Leg(category, -money.amount)),
        currency=money.currency,
        payee=person,
        memo=memo,
    )
    return record_transaction(by=by, draft=draft)


def check_owed(owed: Money, amount: Decimal) -> None:
    """Raise ValidationError for an amount that is none, or above what is owed."""
    if not 0 < amount <= owed.amount:
        text = _("Between nothing and what is owed: %(owed)s.")
        raise ValidationError({"amount": text % {"owed": owed.rounded()}})


@db.atomic
def settle_debt(*, by: Actor, person: Payee, outgoing: int, today: date) -> Transaction:
    """Say that a transaction is what we paid a person back; returns it.

    Its one category becomes the account of what is owed to them, the oldest of which it settles;
    what is more stays where it was. One act, which can be undone. Raises Transaction.DoesNotExist,
    Inconsistent when it is no money that went out or nothing is owed in its currency, ClosedPeriod,
    PermissionDenied.
    """
    by.must(Permission.RECORD)
    went = read_sides(lock_transactions(by, [outgoing])[0])
    _check_paid(by, went)
    owed = owed_to(by, person, today).in_currency(went.currency).amount
    if not owed:
        text = _("Nothing is owed to %(who)s in %(currency)s.")
        raise Inconsistent(text % {"who": person, "currency": went.currency})
    before = snapshot_transactions([went.row])
    _rewrite(by, went, person, min(owed, -went.moved))
    after = snapshot_transactions([went.row])
    key = went.row.pk
    change = RowChange("transaction", key, before[key], after[key], went.row.version)
    summary = _("Paid %(who)s back by %(what)s") % {"who": person, "what": went.row}
    _record(by, "debt.settle", summary, [change])
    return went.row


def owed_to(by: Actor, person: Payee, today: date) -> MoneyBag:
    """Return what is still owed to a person, without sign."""
    return debts(by.household, today=today).get(person, Debts()).outstanding


def _check_paid(by: Actor, went: Sides) -> None:
    """Raise Inconsistent for what is no payment, or is something that others are asked for."""
    is_one = len(went.others) == 1 and went.others[0].account.is_category
    if went.moved >= 0 or not is_one or went.row.currency != went.currency:
        raise Inconsistent(_("What is paid back is one amount that went out, in one category."))
    if person_accounts(by.household).filter(account__in=went.accounts).exists():
        raise Inconsistent(_("What somebody paid for us pays nobody back."))
    claims = Claim.objects.in_household(by.household).live().filter(purchase=went.row)
    if claims.exists() or live_refunds(by.household).filter(purchase=went.row).exists():
        raise Inconsistent(_("%(what)s is a purchase with money back.") % {"what": went.row})


def _rewrite(by: Actor, went: Sides, person: Payee, amount: Decimal) -> None:
    """Let a payment be to a person, and lower what is owed to them by `amount`."""
    row, place, other = went.row, went.places[0], went.others[0]
    account = ensure_person_account(by=by, payee=person, currency=went.currency)
    by.must_write([account.pk])
    left = -went.moved - amount
    row.payee, row.payee_source = person, value_source(by)
    if not left:
        row.category_source, row.category_confidence = ValueSource.NONE, None
    row.category_reason = (_("Paid %(who)s back") % {"who": person})[:200]
    legs = [Leg(place.account, place.amount, memo=place.memo), Leg(account, amount)]
    if left:
        legs.append(Leg(other.account, left, memo=other.memo))
    clear_postings([row.pk], by.household)
    save_transaction(by, row)
    write_postings(row, legs)


@db.atomic
def set_off(*, by: Actor, person: Payee, today: date) -> MoneyBag:
    """Settle today what a person owes us by what we owe them, as far as both go; returns how much.

    A transaction a currency lowers what we owe and counts against the categories of what they owe,
    as a payment of theirs would, the oldest first. One act, which can be undone. Raises
    Inconsistent where one of both owes nothing, ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    common = person_line(by.household, person, today=today).common
    if not common:
        raise Inconsistent(_("You and %(who)s do not both owe each other.") % {"who": person})
    changes = [change for money in common for change in _set_off(by, person, today, money)]
    _record(by, "debt.setoff", _("Set off with %(who)s") % {"who": person}, changes)
    return common


def _set_off(by: Actor, person: Payee, on: date, money: Money) -> list[RowChange]:
    """Set off in one currency; returns the changes of the transaction and its refunds."""
    account = ensure_person_account(by=by, payee=person, currency=money.currency)
    parts = spread_over(locked_claims(by, person, on, money.currency), money.amount)
    settled: dict[Account, Decimal] = defaultdict(Decimal)
    for part in parts:
        settled[part.category] += part.amount
    legs = [Leg(account, money.amount)]
    legs += [Leg(category, -amount) for category, amount in settled.items()]
    draft = TransactionDraft(
        date=on, legs=tuple(legs), currency=money.currency, payee=person, memo=_("Set off")
    )
    row, change = book_transaction(by, draft)
    return [change, *(insert_row(_refund(by, row, account, part)) for part in parts)]


def _refund(by: Actor, row: Transaction, account: Account, part: ClaimPart) -> Refund:
    return Refund(
        household=by.household,
        purchase=part.claim.purchase,
        incoming=row,
        claim=part.claim,
        amount=quantize_stored(part.amount),
        currency=row.currency,
        accounts=sorted({*part.claim.accounts, account.pk}),
    )


def _record(by: Actor, kind: str, summary: str, changes: list[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
    announce_postings(by.household.pk)
