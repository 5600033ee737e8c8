"""Giving members less than their role allows on single accounts, down to not seeing them at all."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction as db
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import Membership
from accounts.roles import Permission, Right, Role
from accounts.services.audit import mask_address, record_event
from ledger.models import Account, AccountRight
from ledger.services.errors import Inconsistent
from ledger.services.history import RowChange, record_change_set


@db.atomic
def set_account_right(*, by: Actor, membership: Membership, account: Account, right: Right) -> bool:
    """Give a member a right on a place and all accounts below it; returns whether it was another.

    It narrows what the member's role allows. Raises Inconsistent for an owner, for oneself, and for
    an account that is no place of the household; PermissionDenied for an account on which `by` has
    less than full rights, which nobody can give away.
    """
    by.must(Permission.MANAGE)
    by.must_write([account.pk])
    _check(by, membership, account)
    rows = AccountRight.objects.in_household(by.household).select_for_update(no_key=True)
    row = rows.filter(membership=membership, account=account).first()
    before = Right(row.right) if row else Right.FULL
    if before == right:
        return False
    _store(by, row, membership, account, right)
    _record(by, membership, account, before, right)
    return True


@db.atomic
def set_account_rights(*, by: Actor, rights: Mapping[tuple[Membership, Account], Right]) -> int:
    """Give members rights on accounts, each as `set_account_right` does; returns how many moved."""
    return sum(
        set_account_right(by=by, membership=membership, account=account, right=right)
        for (membership, account), right in rights.items()
    )


@db.atomic
def give_invited_rights(*, membership: Membership, rights: Mapping[str, str]) -> int:
    """Give a person who joins the rights of their invitation, by account; returns how many.

    An account that is no more, or is in no place of the tree, is left out. Nothing for an owner.
    """
    by = Actor.system(membership.household)
    places = Account.objects.in_household(membership.household).places().in_bulk(map(int, rights))
    given = {(membership, places[key]): Right(rights[str(key)]) for key in places}
    return set_account_rights(by=by, rights=given)


def _check(by: Actor, membership: Membership, account: Account) -> None:
    household = by.household.pk
    if membership.household_id != household or account.household_id != household:
        raise Inconsistent(_("Choose a member and an account of this household."))
    if membership.role == Role.OWNER:
        raise Inconsistent(_("Nothing is kept from an owner: change the role first."))
    if by.user is not None and membership.user_id == by.user.pk:
        raise Inconsistent(_("Nobody changes their own rights."))
    if not account.is_place:
        raise Inconsistent(_("Rights are given on accounts that hold money."))


def _store(
    by: Actor, row: AccountRight | None, membership: Membership, account: Account, right: Right
) -> None:
    if right == Right.FULL:
        AccountRight.objects.in_household(by.household).filter(
            membership=membership, account=account
        ).delete()
        return
    row = row or AccountRight(household=by.household, membership=membership, account=account)
    row.right = right
    row.save()


def _record(
    by: Actor, membership: Membership, account: Account, before: Right, after: Right
) -> None:
    words = {"who": membership.user, "account": account, "right": after.label}
    change = RowChange(
        "right",
        account.pk,
        {"membership_id": membership.pk, "right": before.value},
        {"membership_id": membership.pk, "right": after.value},
        1,
    )
    summary = _("Rights of %(who)s on %(account)s: %(right)s") % words
    record_change_set(by=by, kind="right.set", summary=summary, rows=[change])
    record_event(
        AuditKind.RIGHTS_CHANGED,
        by=by,
        subject=membership.user.display_name or mask_address(membership.user.email),
        details={
            "membership": membership.pk,
            "account": account.pk,
            "before": before.value,
            "after": after.value,
        },
    )
