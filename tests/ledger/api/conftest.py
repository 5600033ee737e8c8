"""Programs that call the ledger's API for Alice, for members of her household and for strangers."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Household, User
from accounts.roles import Role
from tests.api.callers import caller, member


@pytest.fixture
def api(household: Household, alice: User) -> Client:
    """A program that calls as Alice, by token."""
    return caller(alice)


@pytest.fixture
def viewer(household: Household) -> Client:
    """A program that calls as somebody who may only look at Alice's household."""
    return member(household, Role.VIEWER)


@pytest.fixture
def outsider(other_household: Household, bob: User) -> Client:
    """A program that calls as Bob, a stranger."""
    return caller(bob)
