"""Money that comes back for a purchase: linked to it, claimed of somebody, given up.

What came back counts against the purchase's category on the day on which it came, so that every
month stays what the bank says of it, or in the month of the purchase where somebody wants that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import PLACE_KINDS, ClaimState
from ledger.models import Account, Claim, Payee, Posting, Refund, Transaction
from ledger.money import quantize_stored
from ledger.services.errors import AlreadyLinked, Inconsistent
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import move_postings
from ledger.services.refund_months import changed_rows, count_by_default, count_on_its_day
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row
from ledger.services.snapshots import snapshot_transactions
from ledger.services.transactions import lock_transactions, save_transaction, value_source
from ledger.signals import announce_postings


@dataclass(frozen=True, slots=True)
class Sides:
    """A locked transaction's legs in places, and the others."""

    row: Transaction
    places: tuple[Posting, ...]
    others: tuple[Posting, ...]

    @property
    def moved(self) -> Decimal:
        """What it changed in the places, money out negative."""
        return sum((leg.amount for leg in self.places), Decimal(0))

    @property
    def currency(self) -> str:
        return self.places[0].currency

    @property
    def accounts(self) -> list[int]:
        return sorted({leg.account_id for leg in self.places})

    @property
    def category(self) -> Account:
        """The category of the largest leg that is in one."""
        legs = (leg for leg in self.others if leg.account.is_category)
        largest: Account = max(legs, key=lambda leg: abs(leg.value)).account
        return largest


def read_sides(row: Transaction) -> Sides:
    """Return the legs of a transaction that lies in one account; raises Inconsistent."""
    legs = list(row.postings.select_related("account").order_by("position", "pk"))
    places = tuple(leg for leg in legs if leg.account.is_place)
    if row.deleted_at is not None:
        raise Inconsistent(_("%(what)s is in the trash.") % {"what": row})
    if len(places) != 1:
        raise Inconsistent(_("%(what)s has to lie in one account.") % {"what": row})
    return Sides(row, places, tuple(leg for leg in legs if not leg.account.is_place))


def read_purchase(row: Transaction) -> Sides:
    """Return the legs of a transaction by which something was bought; raises Inconsistent."""
    legs = read_sides(row)
    if legs.moved >= 0 or not any(leg.account.is_category for leg in legs.others):
        raise Inconsistent(_("%(what)s is no purchase.") % {"what": row})
    return legs


@db.atomic
def link_refund(*, by: Actor, purchase: int, incoming: int, claim: Claim | None = None) -> Refund:
    """Say that a transaction is money back for a purchase, or what a claim asked for.

    It takes the category of the purchase, the largest of a split, and without a claim the payee. So
    it is netted there, on the day it came. One act, which can be undone. Raises
    Transaction.DoesNotExist, Inconsistent when they do not fit, AlreadyLinked, ClosedPeriod,
    PermissionDenied.
    """
    by.must(Permission.RECORD)
    rows = {row.pk: row for row in lock_transactions(by, [purchase, incoming])}
    if len(rows) != 2:
        raise Inconsistent(_("A refund is of another transaction."))
    spent, came = read_purchase(rows[purchase]), read_sides(rows[incoming])
    _check(by, spent, came, claim)
    before = snapshot_transactions(rows.values())
    move_postings(by.household, {came.others[0].pk: spent.category.pk})
    _take_over(by, spent.row, came.row, has_claim=claim is not None)
    refund = Refund(
        household=by.household, purchase=spent.row, incoming=came.row, claim=claim,
        amount=came.moved, currency=came.currency,
        accounts=sorted({*spent.accounts, *came.accounts}),
    )  # fmt: skip
    count_by_default(by, [refund], rows)
    changes = [*changed_rows(rows.values(), before), insert_row(refund)]
    summary = _("Linked %(a)s as money back for %(b)s") % {"a": came.row, "b": spent.row}
    _record(by, "refund.link", summary, changes)
    return refund


def _check(by: Actor, spent: Sides, came: Sides, claim: Claim | None) -> None:
    check_money_back(by, came)
    if came.currency != spent.currency:
        raise Inconsistent(_("Both have to be in one currency."))
    if claim is not None and (
        claim.household_id != by.household.pk or claim.purchase_id != spent.row.pk
    ):
        raise Inconsistent(_("This claim is of another purchase."))


def check_money_back(by: Actor, came: Sides) -> None:
    """Raise Inconsistent for what is no money that came in, AlreadyLinked for what is linked."""
    if Refund.objects.in_household(by.household).live().filter(incoming=came.row).exists():
        raise AlreadyLinked(_("%(what)s is money back already.") % {"what": came.row})
    if came.moved <= 0 or len(came.others) != 1 or not came.others[0].account.is_category:
        raise Inconsistent(_("Money back is one amount that came in, in one category."))


def _take_over(by: Actor, spent: Transaction, came: Transaction, *, has_claim: bool) -> None:
    came.category_source, came.category_confidence = value_source(by), None
    came.category_reason = (_("Money back for %(what)s") % {"what": spent})[:200]
    if not has_claim and spent.payee_id is not None:
        came.payee, came.payee_source = spent.payee, value_source(by)
    save_transaction(by, came)


@db.atomic
def unlink_refund(*, by: Actor, refund: Refund) -> None:
    """Say that a transaction is no money back after all; its category and payee stay.

    It counts on its own day from then on; what was written off goes to the trash. Raises
    ClosedPeriod and Inconsistent where that would change another month that is closed, or was
    changed by hand since.
    """
    by.must(Permission.RECORD)
    row = lock_row(by, refund)
    by.must_write(row.accounts)
    both = {each.pk: each for each in lock_transactions(by, [row.purchase_id, row.incoming_id])}
    before = snapshot_transactions(both.values())
    purchase, incoming = both[row.purchase_id], both[row.incoming_id]
    changes = []
    if row.category_id is not None:
        changes.append(count_on_its_day(by, row, purchase, incoming))
    if _is_written_off(incoming):
        incoming.deleted_at = timezone.now()
        save_transaction(by, incoming)
    changes = [*changed_rows(both.values(), before), *changes]
    summary = _("Unlinked money back for %(what)s") % {"what": row}
    _record(by, "refund.unlink", summary, [*changes, trash_row(row)])


def _is_written_off(incoming: Transaction) -> bool:
    """Return whether a refund's transaction, in the books, moved no money."""
    nothing = incoming.postings.filter(account__kind__in=PLACE_KINDS, amount=0)
    return incoming.deleted_at is None and nothing.exists()


@db.atomic
def add_claim(*, by: Actor, purchase: int, payee: Payee, amount: Decimal, asked_on: date) -> Claim:
    """Note that `payee` is to pay back `amount`, in the purchase's currency, of a purchase.

    Raises Transaction.DoesNotExist, ValidationError for an amount that is none or above what was
    spent, Inconsistent, PermissionDenied.
    """
    by.must(Permission.RECORD)
    spent = read_purchase(lock_transactions(by, [purchase])[0])
    if payee.household_id != by.household.pk:
        raise Inconsistent(_("Something chosen here belongs to another household."))
    if not 0 < amount <= -spent.moved - asked_already(by, purchase):
        raise ValidationError({"amount": _("At most what was spent can be asked for.")})
    claim = Claim(
        household=by.household, purchase=spent.row, payee=payee, amount=quantize_stored(amount),
        currency=spent.currency, asked_on=asked_on, accounts=spent.accounts,
    )  # fmt: skip
    change = insert_row(claim)
    summary = _("Asked %(who)s for money back for %(what)s") % {"who": payee, "what": spent.row}
    _record(by, "claim.add", summary, [change])
    return claim


def asked_already(by: Actor, purchase: int) -> Decimal:
    """Return what people are asked for of a purchase, without what was given up."""
    rows = Claim.objects.in_household(by.household).live().filter(purchase=purchase)
    rows = rows.exclude(state=ClaimState.WAIVED)
    return sum(rows.values_list("amount", flat=True), Decimal(0))


@db.atomic
def set_claim_state(*, by: Actor, claim: Claim, state: ClaimState) -> Claim:
    """Give a claim up, or take it up again; raises PermissionDenied."""
    by.must(Permission.RECORD)
    row = lock_row(by, claim)
    by.must_write(row.accounts)
    change = edit_row(row, state=state)
    is_waived = state == ClaimState.WAIVED
    text = _("Gave up what %(what)s owes") if is_waived else _("Took up again what %(what)s owes")
    _record(by, "claim.state", text % {"what": row.payee}, [change])
    return row


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)
    announce_postings(by.household.pk)
