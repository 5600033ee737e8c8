"""A small set of books with hand-computed figures, shared by the tests of reports and exports."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household
from tests.factories.archives import archive_of, fill
from tests.factories.books import Books

_MADE: list[bytes] = []


@pytest.fixture
def archive(db: None, request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> bytes:
    """The full archive of a household with every kind of row, of Alice and a member.

    Made once: the same books give the same bytes.
    """
    if not _MADE:
        settings.MEDIA_ROOT = tmp_path
        books: Books = request.getfixturevalue("books")
        fill(books, random.Random(1))
        _MADE.append(archive_of(books.household))
    return _MADE[0]


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts and no transactions."""
    return Books(household, actor)
