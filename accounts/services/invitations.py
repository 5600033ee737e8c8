"""Asking people into a household by e-mail, and their answers.

The token in the mail is the only way to an invitation, and works once. It lets nobody in alone:
who accepts must have verified the invited address, so that a forwarded mail opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import Invitation, Membership, User
from accounts.models.invitations import next_week
from accounts.roles import Permission, Right, Role
from accounts.scope import household_scope, system_scope
from accounts.services.audit import mask_address, record_event
from accounts.services.errors import (
    AddressUnverified,
    AlreadyThere,
    InvitationEnded,
    MembershipError,
)
from accounts.services.limitable_rows import checked_limits
from accounts.services.mail import send_mail, site_url
from accounts.services.members import lock_household
from accounts.signals import member_joined

SESSION_KEY = "invitation"
"""Where a browser's session keeps the token that its reader came with."""
MOST_PENDING = 50
"""Of one household at a time, so that nobody sends the world mail through it."""


@transaction.atomic
def invite_person(
    *, by: Actor, email: str, role: Role, rights: Mapping[int, Right] | None = None
) -> Invitation:
    """Ask an address into the household and mail it a link that works once within a week.

    `rights` are given together with the membership, by id of a row of the app above: the person
    never sees what is kept from them. Whether somebody has that address here already is not told.
    Raises PermissionDenied,
    ValidationError, AlreadyThere for a member or an address that is asked already.
    """
    by.must(Permission.OWN)
    lock_household(by.household)
    email = email.strip().lower()
    _expect_room(by, email)
    token, digest = _new_token()
    invitation = Invitation(
        household=by.household,
        email=email,
        role=role,
        rights=checked_limits(by, rights or {}),
        token_digest=digest,
        invited_by=by.user,
    )
    invitation.full_clean()
    invitation.save()
    record_event(
        AuditKind.MEMBER_INVITED,
        by=by,
        subject=mask_address(email),
        details={"role": str(invitation.role), "rights": len(invitation.rights)},
    )
    _send(invitation, token)
    return invitation


def _expect_room(by: Actor, email: str) -> None:
    pending = Invitation.objects.in_household(by.household).pending()
    if pending.filter(email=email).exists():
        raise AlreadyThere(_("This address is invited already: send that invitation again."))
    if Membership.objects.filter(household=by.household, user__email=email).exists():
        raise AlreadyThere(_("This address belongs to a member already."))
    if pending.count() >= MOST_PENDING:
        raise MembershipError(_("Too many invitations wait for an answer: withdraw some first."))


@transaction.atomic
def resend_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """Mail a new link that holds for another week; the earlier one stops working.

    Raises PermissionDenied, InvitationEnded.
    """
    by.must(Permission.OWN)
    invitation = _locked(invitation)
    _expect_pending(invitation)
    token, invitation.token_digest = _new_token()
    invitation.sent_at, invitation.expires_at = timezone.now(), next_week()
    invitation.save(update_fields=["token_digest", "sent_at", "expires_at"])
    _send(invitation, token)
    return invitation


@transaction.atomic
def withdraw_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """Make the link of an invitation stop working; raises PermissionDenied, InvitationEnded."""
    by.must(Permission.OWN)
    invitation = _locked(invitation)
    _expect_pending(invitation)
    record_event(AuditKind.INVITATION_WITHDRAWN, by=by, subject=mask_address(invitation.email))
    return _end(invitation, Invitation.State.WITHDRAWN)


def find_invitation(token: str) -> Invitation:
    """Return the invitation of a link, with its household and who invites.

    Raises Invitation.DoesNotExist.
    """
    with system_scope("an invitation is looked up by its token"):
        rows = Invitation.objects.select_related("household", "invited_by")
        return rows.get(token_digest=token_digest(token))


@transaction.atomic
def accept_invitation(*, user: User, token: str) -> Membership:
    """Make the person a member as the invitation says, and tell who invited them; once.

    Accepting twice gives the same membership. Raises Invitation.DoesNotExist, InvitationEnded,
    AddressUnverified, AlreadyThere.
    """
    found = find_invitation(token)
    with household_scope(found.household_id, user_id=user.pk):
        lock_household(found.household)
        invitation = _locked(found)
        mine = Membership.objects.select_related("household", "user")
        membership = mine.filter(household=found.household, user=user).first()
        if membership and invitation.accepted_by_id == user.pk:
            return membership
        _expect_answerable(invitation, user)
        if membership:
            raise AlreadyThere(_("You are a member of this household already."))
        return _join(invitation, user)


@transaction.atomic
def decline_invitation(*, user: User, token: str) -> Invitation:
    """Turn an invitation down; its link stops working.

    Raises Invitation.DoesNotExist, InvitationEnded, AddressUnverified.
    """
    found = find_invitation(token)
    with household_scope(found.household_id, user_id=user.pk):
        invitation = _locked(found)
        _expect_answerable(invitation, user)
        subject = mask_address(invitation.email)
        household = invitation.household
        record_event(AuditKind.INVITATION_DECLINED, household=household, user=user, subject=subject)
        return _end(invitation, Invitation.State.DECLINED)


def is_invited(user: User, token: str | None) -> bool:
    """Say whether `token` asks the person's own address into a household, here and now."""
    with suppress(Invitation.DoesNotExist):
        invitation = find_invitation(token or "")
        return invitation.is_open and invitation.email == user.email.lower()
    return False


def is_addressed_to(invitation: Invitation, user: User) -> bool:
    """Say whether the invited address is one that the person has verified."""
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return bool(addresses.filter(email__iexact=invitation.email).exists())


def _join(invitation: Invitation, user: User) -> Membership:
    membership = Membership.objects.create(
        household=invitation.household, user=user, role=invitation.role
    )
    invitation.accepted_by = user
    _end(invitation, Invitation.State.ACCEPTED)
    record_event(AuditKind.MEMBER_JOINED, by=Actor.of(membership))
    member_joined.send(Membership, membership=membership, rights=invitation.rights)
    if invitation.invited_by is not None:
        context: dict[str, object] = {"member": membership, "household": invitation.household}
        context["url"] = site_url("accounts:household-detail")
        send_mail(template="member_joined", to=invitation.invited_by.email, context=context)
    return membership


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_related("household", "invited_by")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)


def _expect_pending(invitation: Invitation) -> None:
    if invitation.state != Invitation.State.PENDING:
        raise InvitationEnded(_("This invitation was answered or withdrawn before."))


def _expect_answerable(invitation: Invitation, user: User) -> None:
    if not is_addressed_to(invitation, user):
        raise AddressUnverified(_("Verify the address that the invitation was sent to first."))
    _expect_pending(invitation)
    if invitation.is_expired:
        raise InvitationEnded(_("This invitation has expired: ask for a new one."))


def _end(invitation: Invitation, state: Invitation.State) -> Invitation:
    invitation.state, invitation.ended_at = state, timezone.now()
    invitation.save(update_fields=["state", "ended_at", "accepted_by"])
    return invitation


def _new_token() -> tuple[str, str]:
    token = secrets.token_urlsafe(32)
    return token, token_digest(token)


def token_digest(token: str) -> str:
    """Return what is stored of a token: 32 random bytes need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _send(invitation: Invitation, token: str) -> None:
    context: dict[str, object] = {
        "invitation": invitation,
        "url": site_url("accounts:invitation", token),
    }
    send_mail(template="invitation", to=invitation.email, context=context)
