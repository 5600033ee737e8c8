"""People, households and jobs for tests."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.actors import Actor
from accounts.models import Household, Invitation, Job, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.households import create_household
from accounts.services.invitations import invite_person, token_digest

PASSWORD = "correct-horse-battery"


def make_user(email: str = "carol@example.org", **fields: Any) -> User:
    """Create a person who signs in with PASSWORD and is in no household."""
    return User.objects.create_user(email, PASSWORD, **fields)


def add_second_factor(user: User) -> str:
    """Give a person an authenticator app and return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_household(owner: User, name: str = "Spare household", **fields: Any) -> Household:
    """Create a furnished household that `owner` owns."""
    return create_household(owner=owner, name=name, **fields)


def make_member(household: Household, role: Role, email: str = "") -> Actor:
    """Add a new person to a household and return the actor that they are."""
    user = make_user(email or f"{role}@example.org")
    with household_scope(household.pk):
        membership = Membership.objects.create(household=household, user=user, role=role)
    return Actor.of(membership)


def make_invitation(
    by: Actor, email: str = "dora@example.org", role: Role = Role.VIEWER
) -> tuple[Invitation, str]:
    """Invite an address; returns the invitation and the token that its mail would carry."""
    with household_scope(by.household.pk):
        invitation = invite_person(by=by, email=email, role=role)
        token = f"token-of-{invitation.pk}"
        invitation.token_digest = token_digest(token)
        invitation.save()
    return invitation, token


def verify_address(user: User, email: str = "", *, verified: bool = True) -> EmailAddress:
    """Note an address of a person, as their sign-in does."""
    values = {"email": email or user.email, "verified": verified}
    return EmailAddress.objects.create(user=user, primary=not email, **values)


def prove(browser: Client) -> Client:
    """Let a browser have given its password just now, as dangerous acts ask."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return browser


def make_job(household: Household, **fields: Any) -> Job:
    """Create a job row as it stands, without queueing anything."""
    values = {"kind": "test", "title": "A test job", **fields}
    with household_scope(household.pk):
        return Job.objects.create(household=household, **values)
