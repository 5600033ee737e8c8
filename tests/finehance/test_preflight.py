"""What must hold before anything is started; each refusal is one line."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import NamedTuple

import pytest

from finehance import preflight
from finehance.preflight import (
    CannotRun,
    describe_database,
    only_one,
    prepare_folder,
    wanted_port,
)

LOCAL = "127.0.0.1"


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_free_port_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        free = probe.getsockname()[1]

    assert wanted_port(str(free), LOCAL) == free


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "80.5"])
def test_port_must_be_a_number(text: str) -> None:
    with pytest.raises(CannotRun, match="write a number from 1 to 65535"):
        wanted_port(text, LOCAL)


def test_busy_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind((LOCAL, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotRun, match=f"port {port} is in use; choose another: PORT=8001"):
            wanted_port(str(port), LOCAL)


def test_foreign_address_is_named() -> None:
    with pytest.raises(CannotRun, match="port 8000 fails: Cannot assign requested address"):
        wanted_port("8000", "203.0.113.1")


def test_folder_is_made(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "new" / "var")

    assert [path.name for path in (tmp_path / "new" / "var").iterdir()] == ["log"]


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")

    with pytest.raises(CannotRun, match=r"var cannot be written \(Not a directory\); choose"):
        prepare_folder(tmp_path / "var")


def test_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 1 << 40, 7 << 20))

    with pytest.raises(CannotRun, match="is full: 7 MB free, 400 MB needed"):
        prepare_folder(tmp_path)


def test_only_one_runs_in_a_folder(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(CannotRun, match="Finehance already runs with its data in"),
        only_one(tmp_path),
    ):
        pass

    with only_one(tmp_path):
        assert (tmp_path / "run.lock").exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://me:hunter2@db.example:5433/money", "money on db.example:5433 as me"),
        ("postgres://me@db.example/money", "money on db.example as me"),
        ("postgres:///money", "money on this machine as ?"),
        ("postgres://db.example", "? on db.example as ?"),
    ],
)
def test_database_is_described_without_its_password(url: str, expected: str) -> None:
    assert describe_database(url) == expected


def test_nonsense_is_no_database() -> None:
    with pytest.raises(CannotRun, match="DATABASE_URL is not a URL"):
        describe_database("postgres://db:port/money")


def test_needed_space_is_a_few_hundred_megabytes() -> None:
    assert preflight.NEEDED_BYTES == 400 << 20
