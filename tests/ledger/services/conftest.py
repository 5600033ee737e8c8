"""Alice's books, for the tests of services."""

from __future__ import annotations

import pytest

from accounts.actors import Actor
from accounts.models import Household
from tests.factories.books import Books


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts and no transactions."""
    return Books(household, actor)
