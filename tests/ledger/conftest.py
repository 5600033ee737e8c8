"""A small set of books with hand-computed figures, shared by the tests of reports and exports."""

from __future__ import annotations

import pytest

from accounts.actors import Actor
from accounts.models import Household
from tests.factories.books import Books


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts and no transactions."""
    return Books(household, actor)
