"""What the tests of the ledger's pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.actors import Actor
from accounts.consents import required_versions
from accounts.models import Household
from accounts.roles import Role
from tests.factories.accounts import make_member
from tests.factories.books import Books

HTMX = {"HX-Request": "true"}
_CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts and no transactions."""
    return Books(household, actor)


def _member(household: Household, role: Role) -> Client:
    browser = Client()
    user = make_member(household, role).user
    assert user is not None
    user.agreed_to = required_versions()
    user.save(update_fields=["agreed_to"])
    browser.force_login(user)
    return browser


@pytest.fixture
def viewer(household: Household) -> Client:
    """A browser signed in as somebody who may only look."""
    return _member(household, Role.VIEWER)


@pytest.fixture
def reviewer(household: Household) -> Client:
    """A browser signed in as somebody who may annotate."""
    return _member(household, Role.REVIEWER)


class QueryCount:
    """How many queries ran, those that only open and close transactions left out."""

    value = 0


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[QueryCount]]:
    """Return a context manager that counts queries."""

    @contextmanager
    def counting() -> Iterator[QueryCount]:
        count = QueryCount()
        with CaptureQueriesContext(connection) as captured:
            yield count
        count.value = sum(not query["sql"].startswith(_CONTROL) for query in captured)

    return counting


@pytest.fixture
def private_media(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for what the test uploads."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
