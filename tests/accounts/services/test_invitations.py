"""Inviting people by mail, and what becomes of an invitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actors import Actor
from accounts.models import Household, Invitation, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.errors import (
    AddressUnverified,
    AlreadyThere,
    InvitationEnded,
    MembershipError,
)
from accounts.services.invitations import (
    MOST_PENDING,
    accept_invitation,
    decline_invitation,
    find_invitation,
    invite_person,
    is_invited,
    resend_invitation,
    token_digest,
    withdraw_invitation,
)
from accounts.signals import member_joined
from tests.factories.accounts import make_invitation, make_member, make_user, verify_address

Committed = DjangoCaptureOnCommitCallbacks


@pytest.fixture
def dora(db: None) -> User:
    """The person who is invited; her address is verified."""
    user = make_user("dora@example.org", display_name="Dora")
    verify_address(user)
    return user


def role_of(user: User, household: Household) -> str:
    with household_scope(household.pk):
        found = Membership.objects.filter(user=user, household=household)
        return ", ".join(found.values_list("role", flat=True))


def state_of(invitation: Invitation) -> str:
    with household_scope(invitation.household_id):
        invitation.refresh_from_db()
    return invitation.state


def test_invite_person_mails_a_link_that_only_the_mail_knows(
    actor: Actor, settings: Settings, django_capture_on_commit_callbacks: Committed
) -> None:
    settings.BASE_URL = "https://money.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite_person(by=actor, email=" Dora@Example.org ", role=Role.VIEWER)

    sent = mail.outbox[0]
    found = re.search(r"https://money\.example\.org/invitations/(\S{43})/", str(sent.body))
    assert found is not None
    assert (sent.to, sent.subject) == (
        ["dora@example.org"],
        "Alice invites you to Alice's household",
    )
    assert invitation.token_digest == token_digest(found[1])
    assert found[1] not in str(vars(invitation))
    assert (invitation.role, invitation.invited_by) == (Role.VIEWER, actor.user)
    left = invitation.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_invite_person_is_the_owners(household: Household, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        invite_person(by=make_member(household, role), email="d@example.org", role=Role.VIEWER)


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("dora", Role.VIEWER),
        ("dora@example.org\nBcc: eve@example.org", Role.VIEWER),
        ("dora@example.org", Role.OWNER),
        ("dora@example.org", "emperor"),
    ],
)
def test_invite_person_refuses_what_is_not_valid(actor: Actor, email: str, role: Role) -> None:
    with pytest.raises(ValidationError):
        invite_person(by=actor, email=email, role=role)

    assert Invitation.objects.count() == 0


def test_invite_person_refuses_who_is_there_or_asked_already(actor: Actor) -> None:
    make_invitation(actor, "dora@example.org")

    with pytest.raises(AlreadyThere, match="invited already"):
        invite_person(by=actor, email="DORA@example.org", role=Role.MEMBER)
    with pytest.raises(AlreadyThere, match="a member already"):
        invite_person(by=actor, email="alice@example.org", role=Role.MEMBER)


def test_invite_person_sends_no_more_than_so_many_at_a_time(actor: Actor) -> None:
    Invitation.objects.bulk_create(
        Invitation(household=actor.household, email=f"d{n}@example.org", token_digest=str(n))
        for n in range(MOST_PENDING)
    )

    with pytest.raises(MembershipError, match="Too many"):
        invite_person(by=actor, email="dora@example.org", role=Role.MEMBER)


def test_accept_invitation_makes_a_member_and_tells(
    actor: Actor, dora: User, django_capture_on_commit_callbacks: Committed
) -> None:
    invitation, token = make_invitation(actor, role=Role.REVIEWER)
    heard: list[tuple[User, dict[str, str]]] = []

    def hear(membership: Membership, rights: dict[str, str], **kwargs: object) -> None:
        heard.append((membership.user, rights))

    member_joined.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        membership = accept_invitation(user=dora, token=token)
    member_joined.disconnect(hear)

    assert (membership.user, membership.role) == (dora, Role.REVIEWER)
    assert (state_of(invitation), invitation.accepted_by) == ("accepted", dora)
    assert heard == [(dora, {})]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["alice@example.org"],
        "Dora has joined Alice's household",
    )


def test_accept_invitation_twice_is_once(actor: Actor, dora: User) -> None:
    _invitation, token = make_invitation(actor)

    first = accept_invitation(user=dora, token=token)

    assert accept_invitation(user=dora, token=token) == first
    assert Membership.objects.filter(user=dora).count() == 1


@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
def test_only_the_invited_address_answers(
    actor: Actor, bob: User, answer: Callable[..., object]
) -> None:
    """A forwarded mail, another's address noted without proof: neither opens anything."""
    invitation, token = make_invitation(actor)
    verify_address(bob)
    verify_address(bob, "dora@example.org", verified=False)

    with pytest.raises(AddressUnverified):
        answer(user=bob, token=token)

    assert (state_of(invitation), role_of(bob, actor.household)) == ("pending", "")


def test_a_further_verified_address_counts(actor: Actor, bob: User) -> None:
    _invitation, token = make_invitation(actor)
    verify_address(bob)
    verify_address(bob, "dora@example.org")

    accept_invitation(user=bob, token=token)

    assert role_of(bob, actor.household) == "viewer"


def expire(actor: Actor, invitation: Invitation) -> None:
    invitation.expires_at = timezone.now()
    invitation.save()


def withdraw(actor: Actor, invitation: Invitation) -> None:
    withdraw_invitation(by=actor, invitation=invitation)


def remove_inviter_rights(actor: Actor, invitation: Invitation) -> None:
    invitation.state = Invitation.State.DECLINED
    invitation.save()


@pytest.mark.parametrize("ending", [expire, withdraw, remove_inviter_rights])
@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
def test_an_ended_invitation_opens_nothing(
    actor: Actor,
    dora: User,
    ending: Callable[[Actor, Invitation], None],
    answer: Callable[..., object],
) -> None:
    invitation, token = make_invitation(actor)
    ending(actor, invitation)

    with pytest.raises(InvitationEnded):
        answer(user=dora, token=token)

    assert role_of(dora, actor.household) == ""


def test_decline_invitation_ends_it(actor: Actor, dora: User) -> None:
    invitation, token = make_invitation(actor)

    decline_invitation(user=dora, token=token)

    assert state_of(invitation) == "declined"
    with pytest.raises(InvitationEnded):
        accept_invitation(user=dora, token=token)


def test_accept_invitation_of_a_member_changes_no_role(actor: Actor, household: Household) -> None:
    member = make_member(household, Role.VIEWER, "vera@example.org")
    assert member.user is not None
    verify_address(member.user, "dora@example.org")
    _invitation, token = make_invitation(actor, role=Role.MANAGER)

    with pytest.raises(AlreadyThere):
        accept_invitation(user=member.user, token=token)

    assert role_of(member.user, household) == "viewer"


def test_resend_invitation_replaces_the_link(
    actor: Actor, dora: User, django_capture_on_commit_callbacks: Committed
) -> None:
    invitation, token = make_invitation(actor)
    expire(actor, invitation)

    with django_capture_on_commit_callbacks(execute=True):
        resend_invitation(by=actor, invitation=invitation)

    with pytest.raises(Invitation.DoesNotExist):
        accept_invitation(user=dora, token=token)
    found = re.search(r"/invitations/(\S+)/", str(mail.outbox[-1].body))
    assert found is not None
    assert accept_invitation(user=dora, token=found[1]).role == Role.VIEWER


@pytest.mark.parametrize("act", [resend_invitation, withdraw_invitation])
def test_invitations_are_the_owners_and_pending(
    actor: Actor, household: Household, act: Callable[..., object]
) -> None:
    invitation, _token = make_invitation(actor)

    with pytest.raises(PermissionDenied):
        act(by=make_member(household, Role.MANAGER), invitation=invitation)
    withdraw_invitation(by=actor, invitation=invitation)
    with pytest.raises(InvitationEnded):
        act(by=actor, invitation=invitation)


def test_address_may_be_invited_again_after_an_end(actor: Actor) -> None:
    invitation, _token = make_invitation(actor)
    withdraw_invitation(by=actor, invitation=invitation)

    make_invitation(actor)

    assert Invitation.objects.pending().count() == 1


@pytest.mark.parametrize("token", ["", "guess", "token-of-0", "x" * 5_000])
def test_guessed_tokens_find_nothing(actor: Actor, token: str) -> None:
    make_invitation(actor)

    with pytest.raises(Invitation.DoesNotExist):
        find_invitation(token)


def test_is_invited_knows_ones_own_open_invitation_alone(
    actor: Actor, dora: User, bob: User
) -> None:
    _invitation, token = make_invitation(actor)

    found = [is_invited(dora, token), is_invited(bob, token), is_invited(dora, "guess")]

    assert [*found, is_invited(dora, None)] == [True, False, False, False]


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_make_one_membership(actor: Actor, dora: User) -> None:
    _invitation, token = make_invitation(actor)

    def accept(_number: int) -> int:
        try:
            return accept_invitation(user=dora, token=token).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(accept, range(4)))

    assert len(set(made)) == 1
    assert role_of(dora, actor.household) == "viewer"


@pytest.mark.django_db(transaction=True)
def test_two_invitations_accepted_at_once_make_one_membership(actor: Actor, dora: User) -> None:
    verify_address(dora, "dora@work.example")
    tokens = [make_invitation(actor)[1], make_invitation(actor, "dora@work.example")[1]]

    def accept(token: str) -> str:
        try:
            return accept_invitation(user=dora, token=token).role
        except AlreadyThere:
            return "there"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(accept, tokens))

    assert answers == ["there", "viewer"]
    assert role_of(dora, actor.household) == "viewer"
