"""People, households and jobs for tests."""

from __future__ import annotations

from typing import Any

from accounts.actors import Actor
from accounts.models import Household, Job, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.households import create_household

PASSWORD = "correct-horse-battery"


def make_user(email: str = "carol@example.org", **fields: Any) -> User:
    """Create a person who signs in with PASSWORD and is in no household."""
    return User.objects.create_user(email, PASSWORD, **fields)


def make_household(owner: User, name: str = "Spare household", **fields: Any) -> Household:
    """Create a furnished household that `owner` owns."""
    return create_household(owner=owner, name=name, **fields)


def make_member(household: Household, role: Role, email: str = "") -> Actor:
    """Add a new person to a household and return the actor that they are."""
    user = make_user(email or f"{role}@example.org")
    with household_scope(household.pk):
        membership = Membership.objects.create(household=household, user=user, role=role)
    return Actor.of(membership)


def make_job(household: Household, **fields: Any) -> Job:
    """Create a job row as it stands, without queueing anything."""
    values = {"kind": "test", "title": "A test job", **fields}
    with household_scope(household.pk):
        return Job.objects.create(household=household, **values)
