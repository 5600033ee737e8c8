"""In which month money back counts: its own, or that of its purchase.

To count in the purchase's month, what came back is taken off the purchase's category there and lies
in equity, from which the refund takes it instead of lowering the category on its own day. Both
transactions balance and places keep what the bank says, so every figure follows of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission
from ledger.enums import CATEGORY_KINDS, AccountKind, SystemRole
from ledger.models import Account, Posting, Refund, Transaction
from ledger.services.closed import ClosedDays
from ledger.services.errors import Inconsistent
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg, clear_postings, write_postings
from ledger.services.rows import edit_row, insert_row, lock_row
from ledger.services.snapshots import JSON, snapshot_transactions
from ledger.services.transactions import lock_transactions, save_transaction
from ledger.signals import announce_postings


@db.atomic
def set_refund_month(*, by: Actor, refund: Refund, in_purchase_month: bool) -> Refund:
    """Let money back count in the month of its purchase, or in its own again.

    One act, which can be undone. Raises ClosedPeriod when either lies in a closed period,
    Inconsistent when their legs were changed by hand since, PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = lock_row(by, refund)
    by.must_write(row.accounts)
    if (row.category_id is not None) is in_purchase_month:
        return row
    rows = {each.pk: each for each in lock_transactions(by, [row.purchase_id, row.incoming_id])}
    before = snapshot_transactions(rows.values())
    purchase, incoming = rows[row.purchase_id], rows[row.incoming_id]
    if in_purchase_month:
        category = count_in_purchase(by, purchase, incoming, row.amount)
        changes = [edit_row(row, category=category)]
    else:
        changes = [count_on_its_day(by, row, purchase, incoming)]
    summary = _("Counted money back for %(what)s in another month") % {"what": purchase}
    changes = [*changed_rows(rows.values(), before), *changes]
    record_change_set(by=by, kind="refund.month", summary=summary, rows=changes)
    announce_postings(by.household.pk)
    return row


def count_by_default(by: Actor, refunds: Sequence[Refund], rows: dict[int, Transaction]) -> None:
    """Let new refunds count where the household wants them, as part of a larger act.

    `rows` are their locked transactions by id. What was bought in a closed period keeps counting
    on the day on which it came back.
    """
    if not by.household.refunds_in_purchase_month:
        return
    closed = ClosedDays.of(by.household)
    for refund in refunds:
        purchase, incoming = rows[refund.purchase_id], rows[refund.incoming_id]
        if not closed.holds(purchase.date):
            refund.category = count_in_purchase(by, purchase, incoming, refund.amount)


def changed_rows(rows: Iterable[Transaction], before: dict[int, JSON]) -> list[RowChange]:
    """Return what became of locked transactions; nothing for those that are as they were."""
    known = {row.pk: row for row in rows}
    after = snapshot_transactions(known.values())
    return [
        RowChange("transaction", key, before[key], after[key], row.version)
        for key, row in known.items()
        if after[key] != before[key]
    ]


def count_in_purchase(
    by: Actor, purchase: Transaction, incoming: Transaction, amount: Decimal
) -> Account:
    """Take `amount` off the category in the purchase instead of the refund; returns the category.

    Part of a larger act. Raises Inconsistent when the refund is in none of the purchase's
    categories, ClosedPeriod.
    """
    if purchase.deleted_at is not None or incoming.deleted_at is not None:
        raise Inconsistent(_("One of them is in the trash."))
    bought = _by_category(purchase)
    shared = [key for key in _by_category(incoming) if key in bought]
    if not shared:
        raise Inconsistent(_("Money back has to be in a category of its purchase."))
    category = _largest(bought[key] for key in shared)
    equity = refunds_account(by.household)
    _move(by, purchase, category, equity, amount, keeps_category=True)
    _move(by, incoming, equity, category, amount)
    return category


def count_on_its_day(
    by: Actor, refund: Refund, purchase: Transaction, incoming: Transaction
) -> RowChange:
    """Let a locked refund lower its category on its own day again; part of a larger act.

    Raises Inconsistent when the legs were changed by hand since, ClosedPeriod.
    """
    equity = refunds_account(by.household)
    category = _lowered(refund, purchase)
    for row, held in ((purchase, refund.amount), (incoming, -refund.amount)):
        if _held(row, equity) * held < held * held:
            raise Inconsistent(_("%(what)s was changed since: undo that first.") % {"what": row})
    _move(by, purchase, equity, category, refund.amount)
    _move(by, incoming, category, equity, refund.amount)
    return edit_row(refund, category=None)


def follow_refund(by: Actor, incoming: Transaction) -> list[RowChange]:
    """Let the purchase follow what its money back was just edited to; returns what else changed.

    Part of the act that edits `incoming`. Nothing where that is no money back that counts in its
    purchase's month, or not of one purchase alone. Raises ClosedPeriod. One query for most.
    """
    rows = Refund.objects.in_household(by.household).live()
    counted = rows.filter(incoming=incoming).exclude(category=None).select_related("category")
    found = list(counted.select_for_update(of=("self",), no_key=True))
    if len(found) != 1 or found[0].currency != incoming.currency:
        return []
    (refund,) = found
    equity = refunds_account(by.household)
    amount = -_held(incoming, equity)
    if amount <= 0 or amount == refund.amount:
        return []
    (purchase,) = lock_transactions(by, [refund.purchase_id])
    before = snapshot_transactions([purchase])
    category, more = _lowered(refund, purchase), amount - refund.amount
    _move(by, purchase, category, equity, more, keeps_category=True)
    return [*changed_rows([purchase], before), edit_row(refund, amount=amount)]


def _lowered(refund: Refund, purchase: Transaction) -> Account:
    """Return the category that a refund lowers: what it was linked in, or what is left of it."""
    bought = _by_category(purchase)
    category: Account | None = refund.category
    is_held = bool(category and category.deleted_at is None and category.pk in bought)
    if category is not None and (is_held or not bought):
        return category
    return _largest(bought.values())


def refunds_account(household: Household) -> Account:
    """Return the equity account of money back that counts in another month, made when missing."""
    rows = Account.objects.in_household(household)
    found: Account | None = rows.filter(system_role=SystemRole.REFUNDS).first()
    if found is None:
        found = Account(
            household=household,
            name=str(SystemRole.REFUNDS.label),
            kind=AccountKind.EQUITY,
            system_role=SystemRole.REFUNDS,
        )
        insert_row(found)
    return found


def _by_category(row: Transaction) -> dict[int, Posting]:
    """Return the largest leg of a transaction in each category."""
    legs = row.postings.select_related("account").order_by("position", "pk")
    found: dict[int, Posting] = {}
    for leg in legs:
        held = found.get(leg.account_id)
        if leg.account.is_category and (held is None or abs(leg.value) > abs(held.value)):
            found[leg.account_id] = leg
    return found


def _largest(legs: Iterable[Posting]) -> Account:
    found: Account = max(legs, key=lambda leg: abs(leg.value)).account
    return found


def _held(row: Transaction, account: Account) -> Decimal:
    legs = row.postings.filter(account=account)
    return sum(legs.values_list("value", flat=True), Decimal(0))


def _move(
    by: Actor,
    row: Transaction,
    source: Account,
    target: Account,
    amount: Decimal,
    *,
    keeps_category: bool = False,
) -> None:
    """Move `amount`, debit positive, from the largest leg on one account to that on another.

    With `keeps_category` a category stays where nothing is left of it, so that it is still known
    what was bought; so it does where a transaction would have no other legs, a write-off.
    """
    kept = list(row.postings.select_related("account").order_by("position", "pk"))
    legs = [Leg(leg.account, leg.amount, leg.value, leg.memo) for leg in kept]
    for account, change in ((source, -amount), (target, amount)):
        sizes = {at: abs(leg.amount) for at, leg in enumerate(legs) if leg.account == account}
        if sizes:
            at = max(sizes, key=sizes.__getitem__)
            legs[at] = Leg(account, legs[at].amount + change, memo=legs[at].memo)
        else:
            legs.append(Leg(account, change))
    keeps_category |= not any(leg.amount for leg in legs)
    kinds = CATEGORY_KINDS if keeps_category else frozenset()
    legs = [leg for leg in legs if leg.amount or leg.account.is_place or leg.account.kind in kinds]
    clear_postings([row.pk], by.household)
    save_transaction(by, row)
    write_postings(row, legs)
