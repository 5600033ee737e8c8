"""Roles, leaving, removing and handing over; and that an owner always stays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actors import Actor
from accounts.models import AuditEvent, Household, Invitation, Membership
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.api_tokens import create_token
from accounts.services.errors import MembershipError, OwnerNeeded
from accounts.services.members import (
    change_role,
    leave_household,
    remove_member,
    transfer_ownership,
)
from accounts.signals import member_leaving
from tests.factories.accounts import make_invitation, make_member

Committed = DjangoCaptureOnCommitCallbacks
Act = Callable[[Actor, Membership], object]


def membership_of(actor: Actor) -> Membership:
    with household_scope(actor.household.pk):
        return Membership.objects.select_related("household", "user").get(
            household=actor.household, user=actor.user
        )


def roles(household: Household) -> list[str]:
    with household_scope(household.pk):
        rows = Membership.objects.filter(household=household).order_by("pk")
        return list(rows.values_list("role", flat=True))


def told(household: Household, actor: Actor) -> list[str]:
    """Return what the audit trail tells about a member, or by them, latest first."""
    with household_scope(household.pk):
        rows = AuditEvent.objects.filter(household=household)
        mine = rows.filter(Q(subject=str(actor.user)) | Q(user=actor.user))
        return list(mine.order_by("-at").values_list("kind", flat=True))


def demote(by: Actor, membership: Membership) -> object:
    return change_role(by=by, membership=membership, role=Role.VIEWER)


def remove(by: Actor, membership: Membership) -> object:
    return remove_member(by=by, membership=membership)


def hand_over(by: Actor, membership: Membership) -> object:
    return transfer_ownership(by=by, membership=membership)


def leave(by: Actor, membership: Membership) -> object:
    return leave_household(by=by)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_change_role_gives_each_role_and_tells(
    actor: Actor, household: Household, role: Role, django_capture_on_commit_callbacks: Committed
) -> None:
    member = make_member(household, Role.MEMBER, "dora@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        change_role(by=actor, membership=membership_of(member), role=role)

    assert roles(household) == ["owner", role]
    told = [(sent.to, sent.subject) for sent in mail.outbox]
    assert told == [
        (["dora@example.org"], f"Your role in Alice's household is {role.label} now")
    ] * (role is not Role.MEMBER)


def test_change_role_never_makes_an_owner(actor: Actor, household: Household) -> None:
    member = membership_of(make_member(household, Role.MEMBER))

    with pytest.raises(MembershipError, match="handed over"):
        change_role(by=actor, membership=member, role=Role.OWNER)


@pytest.mark.parametrize("act", [demote, remove, hand_over])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_members_are_the_owners_business(household: Household, role: Role, act: Act) -> None:
    other = membership_of(make_member(household, Role.MEMBER, "dora@example.org"))

    with pytest.raises(PermissionDenied):
        act(make_member(household, role, "eve@example.org"), other)

    assert roles(household) == ["owner", "member", role]


@pytest.mark.parametrize("act", [demote, remove, hand_over])
def test_members_of_other_households_are_not_there(
    actor: Actor, other_household: Household, act: Act
) -> None:
    stranger = membership_of(make_member(other_household, Role.MEMBER))

    with pytest.raises(Membership.DoesNotExist):
        act(actor, stranger)


@pytest.mark.parametrize("act", [demote, remove])
def test_an_owner_who_was_demoted_meanwhile_decides_nothing(
    actor: Actor, household: Household, act: Act
) -> None:
    """The actor of a request that began before carries the role of then."""
    second = make_member(household, Role.OWNER, "olga@example.org")
    victim = membership_of(make_member(household, Role.MEMBER, "dora@example.org"))
    demote(actor, membership_of(second))

    with pytest.raises(PermissionDenied):
        act(second, victim)


def test_remove_member_ends_what_is_theirs(
    actor: Actor, household: Household, django_capture_on_commit_callbacks: Committed
) -> None:
    second = make_member(household, Role.OWNER, "olga@example.org")
    token = create_token(by=second, name="script", grants=["profile:read"]).token
    make_invitation(second, "friend@example.org")
    make_invitation(actor, "dora@example.org")
    heard: list[str] = []

    def hear(membership: Membership, **kwargs: object) -> None:
        heard.append(membership.user.email)

    member_leaving.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        remove(actor, membership_of(second))
    member_leaving.disconnect(hear)

    token.refresh_from_db()
    assert token.revoked_at is not None
    assert told(household, second) == ["member_removed", "member_invited", "token_created"]
    assert (heard, roles(household)) == (["olga@example.org"], ["owner"])
    pending = Invitation.objects.pending().values_list("email", flat=True)
    assert list(pending) == ["dora@example.org"]
    assert mail.outbox[-1].subject == "You are no longer in Alice's household"


def test_remove_member_is_not_for_oneself(actor: Actor) -> None:
    with pytest.raises(MembershipError, match="leave the household instead"):
        remove(actor, membership_of(actor))


@pytest.mark.parametrize("act", [demote, leave])
def test_the_last_owner_stays(actor: Actor, household: Household, act: Act) -> None:
    make_member(household, Role.MANAGER)

    with pytest.raises(OwnerNeeded):
        act(actor, membership_of(actor))

    assert roles(household) == ["owner", "manager"]


@pytest.mark.parametrize("role", list(Role))
def test_anybody_else_may_leave(household: Household, role: Role) -> None:
    leave_household(by=make_member(household, role))

    assert roles(household) == ["owner"]


@pytest.mark.parametrize(
    ("is_staying", "expected"), [(False, ["manager", "owner"]), (True, ["owner", "owner"])]
)
def test_transfer_ownership_makes_an_owner_and_tells(
    actor: Actor,
    household: Household,
    django_capture_on_commit_callbacks: Committed,
    *,
    is_staying: bool,
    expected: list[str],
) -> None:
    member = membership_of(make_member(household, Role.VIEWER, "dora@example.org"))

    with django_capture_on_commit_callbacks(execute=True):
        transfer_ownership(by=actor, membership=member, is_staying_owner=is_staying)

    assert roles(household) == expected
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["dora@example.org"],
        "Alice's household is yours now",
    )


def test_transfer_ownership_is_to_another(actor: Actor) -> None:
    with pytest.raises(MembershipError, match="another member"):
        hand_over(actor, membership_of(actor))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), [(leave, leave), (demote, leave), (remove, demote)])
def test_two_owners_going_at_once_leave_one(
    actor: Actor, household: Household, first: Act, second: Act
) -> None:
    """Each owner acts on the other, or on themselves, at the same moment."""
    other = make_member(household, Role.OWNER, "olga@example.org")
    acts = [
        (first, actor, membership_of(actor if first is leave else other)),
        (second, other, membership_of(other if second is leave else actor)),
    ]

    def run(case: tuple[Act, Actor, Membership]) -> str:
        act, by, membership = case
        try:
            with household_scope(household.pk):
                act(by, membership)
        except (OwnerNeeded, PermissionDenied, Membership.DoesNotExist) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, acts))

    assert roles(household).count("owner") >= 1
    assert "done" in answers
