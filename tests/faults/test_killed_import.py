"""An import is in the books as a whole or not at all, whatever dies in the middle of it.

Real processes work on a real server of their own: the command, a Celery worker, PostgreSQL.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.services.job_runs import DATABASE_LOST
from finehance.embedded.server import stop_server
from tests.faults.desk import HOUSEHOLD
from tests.faults.house import PATIENCE, House, kill, until

ROWS = 30_000


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
