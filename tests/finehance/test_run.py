"""`make run`, started for real once, and its refusals."""

from __future__ import annotations

import errno
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from finehance import run
from finehance.demo import DemoSignIn, _read, _write

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "finehance.run"]
PLAIN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/tmp")}  # noqa: S108


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def refusal(**environment: str) -> list[str]:
    """Run with this environment; return what it wrote to standard error, after exit status 1."""
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=PLAIN | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr.splitlines()


def test_bad_port_is_one_line(tmp_path: Path) -> None:
    lines = refusal(PORT="abc", FINEHANCE_VAR=str(tmp_path))

    assert lines == ["finehance: PORT is 'abc': write a number from 1 to 65535"]


def test_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").touch()

    lines = refusal(PORT=str(free_port()), FINEHANCE_VAR=str(tmp_path / "var"))

    assert len(lines) == 1
    assert lines[0].startswith(f"finehance: {tmp_path}/var cannot be written")


def test_named_database_is_announced_without_its_password(tmp_path: Path) -> None:
    done = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env=PLAIN
        | {
            "PORT": str(free_port()),
            "FINEHANCE_VAR": str(tmp_path),
            "DATABASE_URL": "postgres://me:hunter2@127.0.0.1:1/money",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert "this run uses and migrates money on 127.0.0.1:1 as me" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
    assert done.stderr.splitlines() == ["finehance: SECRET_KEY is not set: see .env.example"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            OSError(errno.ENOSPC, "No space left", "/data"),
            "the disk is full: /data and start again",
        ),
        (OSError(errno.ENOSPC, "No space left"), "the disk is full: make room and start again"),
        (PermissionError(errno.EACCES, "Permission denied", "/data"), "/data: Permission denied"),
    ],
)
def test_system_errors_are_explained(error: OSError, expected: str) -> None:
    assert run.explain(error) == expected


def test_demo_sign_in_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    sign_in = DemoSignIn("demo@example.org", "secret")

    _write(path, sign_in)

    assert (_read(path), oct(path.stat().st_mode & 0o777)) == (sign_in, "0o600")
    assert _read(tmp_path / "missing.json") is None


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A run of its own in a process group of its own, ended after the test at the latest."""
    port = free_port()
    environment = PLAIN | {"PORT": str(port), "FINEHANCE_VAR": str(tmp_path / "var")}
    with subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        yield process, port
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)


def processes_below(folder: Path) -> list[str]:
    """Return the processes that work with the run's folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        words = [*(process.info["cmdline"] or []), *(process.info["environ"] or {}).values()]
        if process.pid != os.getpid() and any(str(folder) in word for word in words):
            found.append(" ".join(process.info["cmdline"] or []))
    return found


def read_until(process: subprocess.Popen[str], mark: str) -> str:
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if mark in line:
            return "".join(lines)
    pytest.fail("".join(lines))


@pytest.mark.timeout(240)
def test_run_serves_until_ctrl_c_and_leaves_nothing_behind(
    started: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, port = started

    said = read_until(process, "Ctrl-C ends everything")
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as server:
        server.request("GET", "/health/ready", headers={"Host": "localhost"})
        status = server.getresponse().status
    running = " ".join(processes_below(tmp_path))
    os.killpg(process.pid, signal.SIGINT)
    code = process.wait(timeout=60)
    deadline = time.monotonic() + 10
    while processes_below(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert f"Finehance is at http://localhost:{port}" in said
    assert re.search(r"sign in as demo@example.org with the password \S{16}\n", said)
    assert status == 200, (tmp_path / "var" / "log" / "web.log").read_text()
    assert [name for name in ("gunicorn", "celery", "bin/postgres") if name not in running] == []
    assert (code, processes_below(tmp_path)) == (0, [])
