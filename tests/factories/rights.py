"""A household of which a member may not see everything, for tests of rights."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.actors import Actor
from accounts.models import Household, Membership
from accounts.roles import Right, Role
from ledger.models import Account
from ledger.services.rights import set_account_right
from tests.factories.accounts import make_member


@dataclass(frozen=True, slots=True)
class Guest:
    """A member who is not the owner, and the actor that they are as of now."""

    membership: Membership

    @property
    def actor(self) -> Actor:
        """The actor that the member is, with the rights as they stand."""
        rows = Membership.objects.select_related("household", "user")
        return Actor.of(rows.get(pk=self.membership.pk))


def make_guest(household: Household, role: Role = Role.MEMBER, email: str = "") -> Guest:
    """Add a new person to a household."""
    actor = make_member(household, role, email)
    return Guest(Membership.objects.get(household=household, user=actor.user))


def limit(guest: Guest, account: Account, right: Right, *, by: Actor) -> Actor:
    """Give the guest a right on an account; returns the actor that they are from now on."""
    set_account_right(by=by, membership=guest.membership, account=account, right=right)
    return guest.actor
