"""A household on a PostgreSQL server of its own, whose processes can be killed at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from finehance.embedded.server import ROLE, start_server
from tests.faults.desk import ACCOUNT, HOUSEHOLD

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
MOMENTS = {
    "reading": "copy import_stage (%",
    "posting": "%insert into ledger_posting%",
}


class House:
    """A household on a server of its own, seen only from outside: by commands and by SQL."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.file = var / "big.csv"
        self.started: list[subprocess.Popen[bytes]] = []
        self.env = {
            key: value
            for key, value in os.environ.items()
            if key not in {"DATABASE_URL", "REDIS_URL"} and not key.startswith("PYTEST")
        } | {
            "FINEHANCE_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "finehance.settings",
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start Python on `command` in a process group of its own."""
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def end_all(self) -> None:
        """End whatever a failed test left running."""
        for process in self.started:
            if process.poll() is None:
                kill(process)

    def run(self, *command: str) -> Any:
        """Run Python on `command` and return the JSON it prints."""
        process = self.start(*command)
        output, _ = process.communicate(timeout=PATIENCE)
        return json.loads(output)

    def manage(self, name: str, *arguments: str) -> Any:
        return self.run("manage.py", name, *arguments, "--household", HOUSEHOLD, "--json")

    def desk(self, *arguments: str) -> Any:
        return self.run("-m", "tests.faults.desk", *arguments)

    def importing(self) -> tuple[str, ...]:
        given = ("--household", HOUSEHOLD, "--account", ACCOUNT, "--json")
        return ("manage.py", "import_file", str(self.file), *given)

    def balance(self) -> str:
        accounts = self.manage("balances")["accounts"]
        (found,) = (row["balance"] for row in accounts if row["path"].endswith(f":{ACCOUNT}"))
        return str(found)

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("-m", "celery", "-A", "finehance", "worker", "-c", "1", "-l", "ERROR")

    @property
    def server(self) -> Path:
        return self.var / "postgres"

    def wait_for(self, moment: str) -> None:
        """Return once some process is at that point of an import."""
        query = "select 1 from pg_stat_activity where state <> 'idle' and query ilike %s"
        with psycopg.connect(
            host=str(self.server), dbname="finehance", user=ROLE, autocommit=True
        ) as watcher:
            own = " and pid <> pg_backend_pid()"
            until(lambda: watcher.execute(query + own, [MOMENTS[moment]]).fetchone(), pause=0.002)

    def crash_server(self) -> None:
        """Stop PostgreSQL as a power cut would, and start it again."""
        pid = int((self.server / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, signal.SIGQUIT)
        until(lambda: not (self.server / "postmaster.pid").exists() or not is_alive(pid))
        start_server(self.server)


def until(holds: Callable[[], object], *, pause: float = 0.1) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail("the moment that was waited for did not come")
        time.sleep(pause)


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
    except FileNotFoundError:
        return False


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children at once, as the kernel does when memory runs out."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
