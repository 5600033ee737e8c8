"""The one matrix of roles and permissions."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor, Origin
from accounts.models import Household, Membership, User
from accounts.roles import Permission, Role

ALLOWED = {
    Role.OWNER: "view annotate record manage close own",
    Role.MANAGER: "view annotate record manage close",
    Role.MEMBER: "view annotate record",
    Role.REVIEWER: "view annotate",
    Role.VIEWER: "view",
}
CASES = [(role, permission) for role in Role for permission in Permission]


def actor_as(role: Role) -> Actor:
    return Actor(Household(pk=1, name="H"), role, Origin.USER)


@pytest.mark.parametrize(("role", "permission"), CASES)
def test_role_may_what_the_matrix_says(role: Role, permission: Permission) -> None:
    expected = permission.value in ALLOWED[role].split()

    membership = Membership(household=Household(pk=1), user=User(pk=1), role=role)

    assert actor_as(role).may(permission) is expected
    assert membership.may(permission) is expected


def test_must_names_role_and_act() -> None:
    with pytest.raises(PermissionDenied, match="Viewer may not record"):
        actor_as(Role.VIEWER).must(Permission.RECORD)


def test_must_passes_what_is_allowed() -> None:
    actor_as(Role.OWNER).must(Permission.OWN)


def test_system_acts_with_an_owners_rights() -> None:
    actor = Actor.system(Household(pk=1))

    assert (actor.user, actor.role, actor.origin) == (None, Role.OWNER, Origin.SYSTEM)


def test_via_changes_the_road_alone() -> None:
    actor = actor_as(Role.MEMBER)

    assert actor.via(Origin.RULE) == Actor(actor.household, Role.MEMBER, Origin.RULE)
