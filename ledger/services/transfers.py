"""Money moved between the household's own accounts: recorded, or found in what was imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import Status
from ledger.models import Account, Payee, Posting, Tag, Transaction
from ledger.services.errors import CurrencyNeeded, Inconsistent, NotATransfer
from ledger.services.posting import Leg
from ledger.services.snapshots import snapshot_transactions
from ledger.services.transactions import (
    TransactionDraft,
    lock_transactions,
    note_transactions,
    record_transaction,
    rewrite_transaction,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDraft:
    """Money that is to leave `source` for `target`; all amounts are positive.

    `sent` is in the source's currency, `received` in the target's and needed only where these
    differ. The source pays `fee` on top, which is spending of `fee_category`.
    """

    date: date
    source: Account
    target: Account
    sent: Decimal
    received: Decimal | None = None
    fee: Decimal = Decimal(0)
    fee_category: Account | None = None
    payee: Payee | None = None
    memo: str = ""
    status: Status = Status.CLEARED
    tags: tuple[Tag, ...] = ()

    def legs(self) -> tuple[Leg, ...]:
        """Return the legs, valued in the source's currency.

        Raises CurrencyNeeded when the amount received has to be named, NotATransfer for accounts
        that are no places or the same, Inconsistent for amounts that cannot be.
        """
        self._check()
        legs = [Leg(self.source, -self.sent - self.fee), _arrival(self.target, self)]
        if self.fee and self.fee_category:
            legs.append(Leg(self.fee_category, self.fee))
        return tuple(legs)

    def _check(self) -> None:
        if not (self.source.is_place and self.target.is_place):
            raise NotATransfer(_("A transfer goes from one account to another."))
        if self.source.pk == self.target.pk:
            raise NotATransfer(_("A transfer needs two different accounts."))
        if self.sent <= 0 or self.fee < 0 or (self.received is not None and self.received <= 0):
            raise Inconsistent(_("Amounts of a transfer are positive."))
        if bool(self.fee) is not bool(self.fee_category):
            raise Inconsistent(_("A fee needs an amount and a category."))
        if self.fee_category and not self.fee_category.is_category:
            raise Inconsistent(_("%(what)s is not a category.") % {"what": self.fee_category})


def _arrival(target: Account, draft: TransferDraft) -> Leg:
    if target.currency == draft.source.currency:
        if draft.received not in {None, draft.sent}:
            raise Inconsistent(_("In one currency as much arrives as was sent, but for the fee."))
        return Leg(target, draft.sent)
    if draft.received is None:
        text = _("%(what)s is kept in %(currency)s: say how much arrived.")
        raise CurrencyNeeded(text % {"what": target, "currency": target.currency})
    return Leg(target, draft.received, draft.sent)


@db.atomic
def record_transfer(*, by: Actor, draft: TransferDraft) -> Transaction:
    """Book a transfer as one transaction; raises what `TransferDraft.legs` and booking do."""
    return record_transaction(
        by=by,
        draft=TransactionDraft(
            date=draft.date,
            legs=draft.legs(),
            currency=draft.source.currency,
            payee=draft.payee,
            memo=draft.memo,
            status=draft.status,
            tags=draft.tags,
        ),
    )


@db.atomic
def convert_to_transfer(
    *, by: Actor, transaction: Transaction, account: Account, amount: Decimal | None = None
) -> Transaction:
    """Let what a transaction calls income or spending be money from or to `account`.

    `amount`, positive and in the account's currency, is needed where that differs from the
    transaction's. Splits keep nothing of their categories. Raises NotATransfer unless exactly one
    leg is in a place, CurrencyNeeded, LedgerError of booking, PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = lock_transactions(by, [transaction.pk])[0]
    before = snapshot_transactions([row])[row.pk]
    leg = _only_place(row)
    if account.household_id != by.household.pk or not account.is_place:
        raise NotATransfer(_("A transfer goes from one account to another."))
    if account.pk == leg.account_id:
        raise NotATransfer(_("A transfer needs two different accounts."))
    other = _opposite(leg, account, row.currency, amount)
    rewrite_transaction(by, row, (Leg(leg.account, leg.amount, leg.value, leg.memo), other))
    summary = _("Made a transfer of %(what)s") % {"what": row}
    note_transactions(by, "transaction.transfer", summary, [row], {row.pk: before})
    return row


def _opposite(leg: Posting, account: Account, currency: str, amount: Decimal | None) -> Leg:
    if account.currency == currency:
        return Leg(account, -leg.value)
    if amount is None:
        text = _("%(what)s is kept in %(currency)s: say how much it was there.")
        raise CurrencyNeeded(text % {"what": account, "currency": account.currency})
    return Leg(account, abs(amount).copy_sign(-leg.value), -leg.value)


def _only_place(row: Transaction) -> Posting:
    if row.deleted_at is not None:
        raise NotATransfer(_("%(what)s is in the trash.") % {"what": row})
    legs: list[Posting] = list(row.postings.select_related("account"))
    places = [leg for leg in legs if leg.account.is_place]
    if len(places) != 1:
        raise NotATransfer(_("%(what)s is a transfer already.") % {"what": row})
    return places[0]
