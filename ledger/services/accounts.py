"""Opening, changing, closing, deleting and ordering the places where money is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction as db
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS, SystemRole
from ledger.models import Account, VisibleTotal
from ledger.money import Money
from ledger.services.errors import Inconsistent, InUse
from ledger.services.families import check_parent, family
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import Leg
from ledger.services.rows import (
    edit_row,
    insert_row,
    lock_row,
    place_rows,
    trash_row,
)
from ledger.services.transactions import TransactionDraft, book_transaction
from ledger.services.usage import check_unposted, check_unused
from ledger.signals import announce_postings


class AccountDetails(TypedDict, total=False):
    """What a person may set on an account; what is left out stays as it is."""

    name: str
    kind: str
    currency: str
    parent: Account | None
    institution: str
    note: str
    is_in_net_worth: bool


@db.atomic
def create_account(
    *,
    by: Actor,
    opening_balance: Decimal = Decimal(0),
    opening_date: date | None = None,
    is_owed: bool = False,
    number: str = "",
    **details: Unpack[AccountDetails],
) -> Account:
    """Open an account, with its opening balance booked against Opening balances.

    `opening_balance` is in the account's currency and signed as people see it: what is had is
    positive, a debt negative. With `is_owed` it is the debt itself, written positive. Raises
    ValidationError, NameTaken, Inconsistent for a parent of another kind, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    account = Account(household=by.household, **details)
    if account.kind in CATEGORY_KINDS:
        raise Inconsistent(_("A category is not opened as an account."))
    _check_currency(account.kind, account.currency)
    check_parent(account, account.parent)
    account.set_number(number)
    changes = [insert_row(account)]
    if opening_balance:
        owed = -abs(opening_balance) if is_owed else opening_balance
        changes.append(_book_opening(by, account, owed, opening_date))
    summary = _("Opened %(what)s") % {"what": account}
    record_change_set(by=by, kind="account.create", summary=summary, rows=changes)
    announce_postings(by.household.pk)
    return account


def _check_currency(kind: str, currency: str) -> None:
    is_place = kind in PLACE_KINDS
    if is_place and not currency:
        raise ValidationError({"currency": _("An account needs a currency.")})
    if currency and not is_place:
        raise ValidationError({"currency": _("Only a place where money is has a currency.")})


def _book_opening(by: Actor, account: Account, amount: Decimal, on: date | None) -> RowChange:
    if on is None:
        raise ValidationError({"opening_date": _("Say on which day the balance was so.")})
    if not account.is_place:
        raise ValidationError({"opening_balance": _("Only a place where money is has a balance.")})
    opening = Account.objects.in_household(by.household).system(SystemRole.OPENING)
    legs = (Leg(account, amount), Leg(opening, -amount))
    draft = TransactionDraft(date=on, legs=legs, memo=_("Opening balance"))
    return book_transaction(by, draft)[1]


@db.atomic
def update_account(
    *,
    by: Actor,
    account: Account,
    version: int | None = None,
    number: str | None = None,
    **details: Unpack[AccountDetails],
) -> Account:
    """Change what `details` names; the kind stays within its family, the currency once posted.

    A `number` that is given replaces the one kept. Raises StaleEdit, ValidationError, NameTaken,
    InUse, Inconsistent, PermissionDenied.
    """
    by.must(Permission.MANAGE)
    by.must_write([account.pk])
    row = lock_row(by, account, version)
    _check_kind(row, details.get("kind", row.kind))
    currency = details.get("currency", row.currency)
    _check_currency(row.kind, currency)
    if currency != row.currency:
        check_unposted(row)
    check_parent(row, details.get("parent", row.parent))
    if number is not None:
        row.set_number(number)
    change = edit_row(row, **details)
    _record(by, "account.update", _("Changed %(what)s") % {"what": row}, [change])
    return row


def _check_kind(row: Account, kind: str) -> None:
    if kind != row.kind and not (row.is_place and kind in PLACE_KINDS):
        raise Inconsistent(_("%(what)s keeps its kind.") % {"what": row})
    is_nested = row.parent_id is not None or row.children.filter(deleted_at=None).exists()
    if is_nested and family(kind) != family(row.kind):
        text = _("%(what)s stands in a tree of its kind: move it to the top first.")
        raise Inconsistent(text % {"what": row})


@db.atomic
def close_account(*, by: Actor, account: Account, on: date) -> Account:
    """Close an account that holds nothing any more; raises InUse while it does."""
    by.must(Permission.MANAGE)
    by.must_write([account.pk])
    row = lock_row(by, account)
    totals = VisibleTotal.objects.in_household(by.household).filter(account=row)
    balance = totals.aggregate(sum=Sum("amount"))["sum"]
    if balance:
        held = Money(balance, row.currency).rounded()
        raise InUse(_("%(what)s still holds %(money)s.") % {"what": row, "money": held})
    change = edit_row(row, closed_on=on)
    _record(by, "account.close", _("Closed %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def reopen_account(*, by: Actor, account: Account) -> Account:
    """Open a closed account again."""
    by.must(Permission.MANAGE)
    by.must_write([account.pk])
    row = lock_row(by, account)
    change = edit_row(row, closed_on=None)
    _record(by, "account.reopen", _("Reopened %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def delete_account(*, by: Actor, account: Account) -> None:
    """Move an account to the trash; raises InUse while live transactions or accounts need it."""
    by.must(Permission.MANAGE)
    by.must_write([account.pk])
    row = lock_row(by, account)
    check_unused(row)
    _record(by, "account.delete", _("Deleted %(what)s") % {"what": row}, [trash_row(row)])


@db.atomic
def restore_account(*, by: Actor, account: Account) -> Account:
    """Take an account or category out of the trash, to the top when its parent lies there.

    Raises NameTaken.
    """
    by.must(Permission.MANAGE)
    by.must_write([account.pk])
    row = lock_row(by, account)
    parent = row.parent if row.parent and row.parent.deleted_at is None else None
    change = edit_row(row, deleted_at=None, parent=parent)
    _record(by, "account.restore", _("Restored %(what)s") % {"what": row}, [change])
    return row


@db.atomic
def reorder_accounts(*, by: Actor, accounts: Sequence[int]) -> None:
    """Show accounts, or categories, in the order of these ids; raises DoesNotExist."""
    by.must(Permission.MANAGE)
    rows = (
        Account.objects.in_household(by.household).select_for_update(no_key=True).in_bulk(accounts)
    )
    if len(rows) != len(set(accounts)):
        raise Account.DoesNotExist("an account is not in this household")
    changes = place_rows([rows[key] for key in dict.fromkeys(accounts)])
    _record(by, "account.reorder", _("Reordered accounts"), changes)


def _record(by: Actor, kind: str, summary: str, changes: Sequence[RowChange]) -> None:
    record_change_set(by=by, kind=kind, summary=summary, rows=changes)


def category_paths(household: Household) -> dict[str, int]:
    """Return live categories by casefolded path (`food:groceries`) and by name where it is unique.

    The ledger's own uncategorised accounts are left out. One query.
    """
    rows = Account.objects.in_household(household).live().categories().filter(system_role="")
    by_id = {row.pk: row for row in rows}
    paths: dict[str, int] = {}
    named: dict[str, list[int]] = defaultdict(list)
    for row in by_id.values():
        names = [row.name.casefold()]
        named[names[0]].append(row.pk)
        above = by_id.get(row.parent_id or 0)
        while above is not None:
            names.append(above.name.casefold())
            above = by_id.get(above.parent_id or 0)
        paths[":".join(reversed(names))] = row.pk
    return {name: found[0] for name, found in named.items() if len(found) == 1} | paths
