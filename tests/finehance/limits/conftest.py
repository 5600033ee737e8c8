"""Limits turned on, counted in the database unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household
from finehance.limits.usage import breaker
from tests.factories.books import Books


@pytest.fixture
def limits(settings: Settings, db: None) -> Iterator[Settings]:
    """The exact table."""
    settings.RATE_LIMITS = 1.0
    settings.RATE_LIMIT_REDIS_URL = ""
    settings.TRUSTED_PROXIES = []
    breaker.close()
    yield settings
    breaker.close()


@pytest.fixture
def books(household: Household, actor: Actor) -> Books:
    """Alice's household with a few accounts."""
    return Books(household, actor)
