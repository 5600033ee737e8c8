"""Who is in a household and as what: roles, leaving, removing, handing over.

Every act locks the household first, so that two of them never both see the last but one owner.
"""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import Household, Invitation, Membership
from accounts.roles import INVITED_ROLES, Permission, Role
from accounts.services.api_tokens import revoke_member_tokens
from accounts.services.audit import record_event
from accounts.services.errors import MembershipError, OwnerNeeded
from accounts.services.mail import send_mail, site_url
from accounts.signals import member_leaving


@transaction.atomic
def change_role(*, by: Actor, membership: Membership, role: Role) -> Membership:
    """Give a member another role, and tell them; ownership is handed over, not given here.

    Raises PermissionDenied, MembershipError, OwnerNeeded when the last owner would be none.
    """
    member = _lock(by, membership)
    if role not in dict(INVITED_ROLES):
        raise MembershipError(_("Ownership is handed over, not given as a role."))
    if member.role == role:
        return member
    _keep_an_owner(member)
    _withdraw_invitations(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record_event(
        AuditKind.ROLE_CHANGED,
        by=by,
        subject=str(member.user),
        details={"from": str(before), "to": str(role)},
    )
    _tell(member, by, "member_role")
    return member


@transaction.atomic
def remove_member(*, by: Actor, membership: Membership) -> None:
    """Take a person out of the household, and tell them; their next request finds nothing.

    Raises PermissionDenied, MembershipError for oneself, OwnerNeeded for the last owner.
    """
    member = _lock(by, membership)
    if by.user is not None and member.user_id == by.user.pk:
        raise MembershipError(_("You cannot remove yourself: leave the household instead."))
    _keep_an_owner(member)
    record_event(AuditKind.MEMBER_REMOVED, by=by, subject=str(member.user))
    _tell(member, by, "member_removed")
    _end(member)


@transaction.atomic
def leave_household(*, by: Actor) -> None:
    """End the actor's own membership; raises OwnerNeeded for the last owner."""
    lock_household(by.household)
    member = _members(by.household).get(user=by.user)
    _keep_an_owner(member)
    record_event(AuditKind.MEMBER_LEFT, by=by)
    _end(member)


@transaction.atomic
def transfer_ownership(
    *, by: Actor, membership: Membership, is_staying_owner: bool = False
) -> Membership:
    """Make another member an owner, and tell them; the actor becomes a manager unless staying one.

    Raises PermissionDenied, MembershipError when the member is the actor.
    """
    member = _lock(by, membership)
    if by.user is None or member.user_id == by.user.pk:
        raise MembershipError(_("Choose another member to hand the household over to."))
    member.role = Role.OWNER
    member.save(update_fields=["role"])
    if not is_staying_owner:
        _members(by.household).filter(user=by.user).update(role=Role.MANAGER)
    record_event(
        AuditKind.OWNERSHIP_TRANSFERRED,
        by=by,
        subject=str(member.user),
        details={"shared": is_staying_owner},
    )
    _tell(member, by, "member_owner")
    return member


def lock_household(household: Household) -> None:
    """Let one change of members at a time pass; the lock holds until the transaction ends."""
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)


def _lock(by: Actor, membership: Membership) -> Membership:
    """Lock the household and return the member as they are now.

    The actor's role may have changed since their request began, so it is read again. Raises
    PermissionDenied, Membership.DoesNotExist.
    """
    lock_household(by.household)
    if by.user is not None:
        by = Actor.of(_members(by.household).get(user=by.user))
    by.must(Permission.OWN)
    return _members(by.household).get(pk=membership.pk)


def _members(household: Household) -> models.QuerySet[Membership]:
    return Membership.objects.filter(household=household).select_related("household", "user")


def _keep_an_owner(member: Membership) -> None:
    owners = _members(member.household).filter(role=Role.OWNER)
    if member.role == Role.OWNER and not owners.exclude(pk=member.pk).exists():
        raise OwnerNeeded(_("A household needs an owner: hand it over to another member first."))


def _withdraw_invitations(member: Membership) -> None:
    """Nobody comes in later by the word of a person who may invite no longer."""
    pending = Invitation.objects.in_household(member.household).pending()
    pending.filter(invited_by=member.user).update(
        state=Invitation.State.WITHDRAWN, ended_at=timezone.now()
    )


def _end(member: Membership) -> None:
    _withdraw_invitations(member)
    revoke_member_tokens(user=member.user, household_id=member.household_id)
    member_leaving.send(Membership, membership=member)
    member.delete()


def _tell(member: Membership, by: Actor, template: str) -> None:
    context: dict[str, object] = {"member": member, "household": member.household, "by": by.user}
    context["url"] = site_url("accounts:household-detail")
    send_mail(template=template, to=member.user.email, context=context)
