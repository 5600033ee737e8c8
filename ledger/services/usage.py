"""Whether a row is needed by others, so that it cannot go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from accounts.scope import everything_shown
from ledger.models import Account, Payee, PersonAccount, Posting, Transaction
from ledger.services.errors import InUse


def check_unused(row: models.Model) -> None:
    """Raise InUse while live transactions, or live accounts below, need the row.

    What is kept from the person counts too: it would be left without the row.
    """
    with everything_shown():
        if isinstance(row, Account):
            _check_account(row)
        elif isinstance(row, Payee):
            used = Transaction.objects.in_household(row.household).live().filter(payee=row)
            _refuse(row, used.exists() or _has_account(row))
        elif isinstance(row, PersonAccount):
            _check_account(row.account)


def _has_account(payee: Payee) -> bool:
    """Return whether an account keeps what is owed to somebody."""
    rows = PersonAccount.objects.in_household(payee.household).live()
    return rows.filter(payee=payee, account__deleted_at=None).exists()


def _check_account(account: Account) -> None:
    if account.system_role:
        raise InUse(_("The ledger itself needs %(what)s.") % {"what": account})
    rows = Posting.objects.in_household(account.household).live().filter(account=account)
    _refuse(account, rows.exists())
    below = Account.objects.in_household(account.household).live().filter(parent=account)
    if below.exists():
        text = _("%(what)s has accounts below it: move or delete them first.")
        raise InUse(text % {"what": account})


def check_unposted(account: Account) -> None:
    """Raise InUse when postings, even trashed ones, are kept in the account's currency."""
    with everything_shown():
        is_posted = Posting.objects.in_household(account.household).filter(account=account).exists()
    if is_posted:
        text = _("%(what)s has transactions: its currency stays %(currency)s.")
        raise InUse(text % {"what": account, "currency": account.currency})


def _refuse(row: models.Model, is_used: bool) -> None:  # noqa: FBT001 -- private, one meaning
    if is_used:
        raise InUse(_("%(what)s has transactions: move or delete them first.") % {"what": row})
