"""An import is in the books as a whole or not at all, whatever dies in the middle of it.

Real processes work on a real server of their own: the command, a Celery worker, PostgreSQL.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from accounts.services.job_runs import DATABASE_LOST
from finehance.embedded.server import ROLE, start_server, stop_server
from tests.faults.desk import ACCOUNT, HOUSEHOLD

ROOT = Path(__file__).parents[2]
ROWS = 30_000
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


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    var = Path(tempfile.mkdtemp(prefix="finehance-faults-"))
    var.chmod(0o755)  # the server runs as another user when the tests run as root
    house = House(var)
    rows = (f"2025-{1 + n % 12:02}-{1 + n % 28:02},Shop {n},-{n % 90}.25\n" for n in range(ROWS))
    house.file.write_text("Date,Payee,Amount\n" + "".join(rows))
    try:
        house.start("manage.py", "migrate", "-v", "0").communicate(timeout=PATIENCE)
        house.run(
            "manage.py", "seed_bench", "--transactions", "60", "--household", HOUSEHOLD, "--json"
        )
        yield house
    finally:
        house.end_all()
        stop_server(house.server)
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture
def before(house: House) -> Iterator[str]:
    """The balance of the account before an import, which holds again after it is undone."""
    balance = house.balance()
    yield balance
    house.end_all()
    assert house.balance() == balance


def assert_nothing_happened(house: House, balance: str) -> None:
    assert house.balance() == balance
    assert_proven(house)


def assert_proven(house: House) -> None:
    proof = house.manage("verify_ledger")
    assert (proof["ok"], proof["differences"]) == (True, [])


def assert_imports_and_undoes(house: House) -> None:
    outcome = house.run(*house.importing())
    assert (outcome["added"], outcome["skipped"], outcome["failed"]) == (ROWS, 0, 0)
    assert_proven(house)
    assert house.manage("undo_import", str(outcome["batch"])) == {"removed": ROWS, "kept": []}


@pytest.mark.parametrize("moment", ["reading", "posting"])
def test_killed_command_leaves_nothing(house: House, before: str, moment: str) -> None:
    process = house.start(*house.importing())
    house.wait_for(moment)

    kill(process)

    assert_nothing_happened(house, before)
    assert_imports_and_undoes(house)


def test_crash_of_the_server_leaves_nothing(house: House, before: str) -> None:
    process = house.start(*house.importing())
    house.wait_for("posting")

    house.crash_server()

    output, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode == 0, output) == (False, b"")
    assert_nothing_happened(house, before)
    assert_imports_and_undoes(house)


def test_job_of_a_killed_worker_is_done_by_the_next(house: House, before: str) -> None:
    worker = house.worker()
    batch = str(house.desk("queue", str(house.file))["batch"])
    house.wait_for("posting")
    kill(worker)
    assert_nothing_happened(house, before)
    assert house.desk("job", batch)["job"] == "running"

    assert house.desk("recover") == {"recovered": 1}
    worker = house.worker()
    try:
        until(lambda: house.desk("job", batch)["job"] != "queued", pause=1)
        until(lambda: house.desk("job", batch)["job"] != "running", pause=1)
    finally:
        kill(worker)

    assert house.desk("job", batch) == {
        "batch": "posted",
        "batch_error": "",
        "added": ROWS,
        "job": "done",
        "error": "",
        "attempts": 2,
    }
    assert_proven(house)
    assert house.manage("undo_import", batch) == {"removed": ROWS, "kept": []}


def test_job_says_that_the_database_went_away(house: House, before: str) -> None:
    worker = house.worker()
    try:
        batch = str(house.desk("queue", str(house.file))["batch"])
        house.wait_for("posting")
        house.crash_server()
        until(lambda: house.desk("job", batch)["job"] == "failed", pause=1)
        after = house.desk("job", batch)
        assert (after["batch"], after["batch_error"]) == ("failed", DATABASE_LOST)
        assert after["error"] == DATABASE_LOST
        assert_nothing_happened(house, before)

        house.desk("again", batch)
        until(lambda: house.desk("job", batch)["job"] == "done", pause=1)
    finally:
        kill(worker)

    assert_proven(house)
    assert house.manage("undo_import", batch) == {"removed": ROWS, "kept": []}
