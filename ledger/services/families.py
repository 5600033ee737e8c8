"""Where an account may stand in the tree: under its own kind, and never under itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Household
from ledger.enums import ASSET_KINDS, LIABILITY_KINDS, AccountKind
from ledger.models import Account
from ledger.services.errors import Inconsistent


def family(kind: str) -> str:
    """Return which of the five parts of the books a kind belongs to."""
    if kind in ASSET_KINDS:
        return "asset"
    if kind in LIABILITY_KINDS:
        return "liability"
    return AccountKind(kind).value


def check_parent(account: Account, parent: Account | None) -> None:
    """Raise Inconsistent unless `account` may stand under `parent`.

    A parent is live, of the same household and family, and not below the account itself.
    """
    if parent is None:
        return
    if parent.household_id != account.household_id:
        raise Inconsistent(_("The parent belongs to another household."))
    if parent.deleted_at is not None:
        raise Inconsistent(_("%(parent)s is in the trash.") % {"parent": parent})
    if family(parent.kind) != family(account.kind):
        text = _("%(child)s cannot stand under %(parent)s: they are of different kinds.")
        raise Inconsistent(text % {"child": account, "parent": parent})
    if account.pk and account.pk in ancestry(account.household, parent):
        text = _("%(child)s cannot stand under %(parent)s, which is below it.")
        raise Inconsistent(text % {"child": account, "parent": parent})


def ancestry(household: Household, account: Account) -> list[int]:
    """Return the ids of an account and of everything above it, nearest first, in one query."""
    parents = dict(Account.objects.in_household(household).values_list("pk", "parent_id"))
    line: list[int] = []
    at: int | None = account.pk
    while at is not None and at not in line:
        line.append(at)
        at = parents[at]
    return line
