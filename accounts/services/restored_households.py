"""A household for an archive that comes where nothing is: made by the operator's command."""

from __future__ import annotations

from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction as db

from accounts.full_archive.container import PEOPLE, Source
from accounts.full_archive.errors import ArchiveError
from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope
from accounts.services.households import create_household


@db.atomic
def found_household(file: BinaryIO, name: str) -> Household:
    """Make a household of that name with the people of a full archive as its members.

    Its first owner gets a sign-in where they have none, and a password by the link for those who
    forgot theirs; others are members only where they have one. Raises ArchiveError for an archive
    without an owner.
    """
    source = Source(file)
    source.prove()
    people = dict(_people(source))
    owner = next((email for email, role in people.items() if role == Role.OWNER), None)
    if owner is None:
        raise ArchiveError("names no owner", part=PEOPLE)
    known = {user.email: user for user in User.objects.filter(email__in=people)}
    user = known.get(owner) or User.objects.create_user(owner)
    household = create_household(owner=user, name=name)
    others = [
        Membership(household=household, user=known[email], role=role)
        for email, role in people.items()
        if email in known and email != owner
    ]
    with household_scope(household.pk):
        Membership.objects.bulk_create(others)
    return household


def _people(source: Source) -> list[tuple[str, Role]]:
    found = []
    for number, row in source.lines(PEOPLE):
        try:
            email = str(row["email"]).lower()
            validate_email(email)
            found.append((email, Role(row["role"])))
        except (KeyError, ValueError, ValidationError) as error:
            raise ArchiveError("names nobody", part=PEOPLE, line=number) from error
    return found
