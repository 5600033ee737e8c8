"""Every real export and journal of the shared collection, moved into empty books and compared."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, inventory

from accounts.actors import Actor
from accounts.models import Household
from ledger.imports.books.comparison import MoveReport
from ledger.imports.books.detect import detect_books, read_books
from ledger.imports.inspection import inspect
from ledger.imports.statement import StatementFile
from ledger.models import Account, ImportBatch, Transaction
from ledger.reports.assertions import failed_assertions
from ledger.reports.verify import verify_ledger
from ledger.services.bulk_posting import refresh_statistics
from ledger.services.import_undo import undo_import
from ledger.services.moving_in import MoveRequest, move_in

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "bank-files"
FORMATS = {"app-export", "journal"}
STATEMENTS = {"app-0010", "app-0012", "app-0014", "app-0015", "app-0016"}
"""Tables that name no program: they are read as statements, or are none."""
OUT_OF_TIME = "jnl-0031"
"""Dated in the year 25252734927768413: counted, and no more."""
MADE_UP = {"app-0009": {"Checking": "-1900.00000000", "Saving": "-50.00000000"}}
"""Balances that a file states and its own rows contradict."""
NO_TABLE = "app-0012"
"""A header without a date: the manifest calls it empty, and it is refused as no statement."""


def manifest() -> list[dict[str, str]]:
    path = FOLDER / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["format"] in FORMATS]


def cases(rows: list[dict[str, str]]) -> list[object]:
    absent = pytest.mark.skip(f"the real bank files are not at {FOLDER}: NOT ONE OF THEM IS TESTED")
    found: list[object] = [pytest.param(row, id=row["id"]) for row in rows]
    return found or [pytest.param({}, id="absent", marks=absent)]


BOOKS = [row for row in manifest() if row["id"] not in STATEMENTS]
HLEDGER = [row for row in BOOKS if row["dialect"] == "hledger/ledger journal"]
JOURNALS = [row for row in HLEDGER if row["id"] != OUT_OF_TIME]
BEANCOUNT = [row for row in BOOKS if row["dialect"] == "beancount"]


def bring_in(actor: Actor, row: dict[str, str]) -> MoveReport:
    source = StatementFile.from_path(FOLDER / row["file"])
    found = detect_books(source)
    assert found is not None
    return move_in(by=actor, request=MoveRequest(source=source, detection=found))


@pytest.mark.bank_files
@pytest.mark.parametrize("row", cases(manifest()))
def test_file_is_inspected_as_the_manifest_says(row: dict[str, str]) -> None:
    found = inspect(StatementFile.from_path(FOLDER / row["file"]))

    if row["id"] == NO_TABLE:
        assert found.transactions == 0
        return
    assert found.status == row["expected"]
    assert found.transactions == int(row["n_transactions"] or 0)
    if row["sum_amount"]:
        assert sum(found.sums.values(), Decimal(0)) == Decimal(row["sum_amount"])
    if row["first_date"] and row["id"] != OUT_OF_TIME:
        last = date(2010, 1, 1) if "(exclusive)" in row["last_date"] else None
        assert found.first_date == date.fromisoformat(row["first_date"])
        assert found.last_date == (last or date.fromisoformat(row["last_date"]))


@pytest.mark.bank_files
@pytest.mark.parametrize("row", cases(BOOKS))
def test_books_arrive_whole_once_and_can_be_taken_back(
    row: dict[str, str], household: Household, actor: Actor
) -> None:
    before = Account.objects.in_household(household).live().count()

    report = bring_in(actor, row)
    again = bring_in(actor, row)

    assert report.failed == 0
    differences = {each.path: f"{each.difference:f}" for each in report.differences}
    assert differences == MADE_UP.get(row["id"], {})
    assert all(each.source_rows == each.ledger_rows for each in report.accounts)
    lost = int(row["id"] == OUT_OF_TIME) * report.skipped
    uncoded = sum(n.count for n in report.not_carried if "currency code" in n.reason)
    assert report.added + lost + report.skipped == transactions_of(row)
    assert report.skipped == uncoded
    assert failed_assertions(household) == ()
    assert (again.added, again.matched) == (0, report.added)
    assert again.accounts == report.accounts
    # What happens after the commit of a big load, and here nothing is committed.
    refresh_statistics()
    assert verify_ledger(household).differences == ()
    batch = ImportBatch.objects.in_household(household).get(pk=report.batch_id or 0)
    undo_import(by=actor, batch=batch)
    assert Transaction.objects.in_household(household).count() == 0
    assert Account.objects.in_household(household).live().count() == before


def transactions_of(row: dict[str, str]) -> int:
    source = StatementFile.from_path(FOLDER / row["file"])
    found = detect_books(source)
    assert found is not None
    return len(read_books(source, found).transactions)


@pytest.mark.bank_files
@pytest.mark.parametrize("row", cases(BEANCOUNT))
def test_balances_are_those_of_beancount(row: dict[str, str], actor: Actor) -> None:
    report = bring_in(actor, row)

    ours = [(each.path, each.ledger_balance) for each in report.accounts if each.ledger_balance]
    assert sorted(ours) == sorted(beancount_balances(FOLDER / row["file"]))


def beancount_balances(path: Path) -> list[tuple[str, Decimal]]:
    """Return account and amount of each commodity, as beancount itself adds them up."""
    entries, _errors, _options = loader.load_file(str(path))
    held: dict[str, inventory.Inventory] = defaultdict(inventory.Inventory)
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                held[posting.account].add_position(posting)
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for account, content in held.items():
        for position in content:
            found[account, position.units.currency] += position.units.number
    return [(account, amount) for (account, _name), amount in found.items() if amount]


@pytest.mark.bank_files
@pytest.mark.parametrize("row", cases(JOURNALS))
def test_balances_are_those_of_hledger(row: dict[str, str], actor: Actor) -> None:
    theirs = hledger_balances(FOLDER / row["file"])

    report = bring_in(actor, row)

    source = StatementFile.from_path(FOLDER / row["file"])
    detection = detect_books(source)
    assert detection is not None
    ours = {key: each for key, each in read_books(source, detection).balances.items() if each}
    assert report.differences == ()
    assert ours.keys() == theirs.keys()
    # hledger shows as many places as the amounts of a commodity are written with.
    assert {key: each.quantize(theirs[key]) for key, each in ours.items()} == theirs


def hledger_balances(path: Path) -> dict[tuple[str, str], Decimal]:
    """Return what hledger adds up by account and commodity; skips what it does not read itself."""
    program = shutil.which("hledger")
    if program is None:
        pytest.skip("hledger is not installed")
    command = ["balance", "--flat", "--no-total", "--layout=bare", "-O", "csv"]
    done = subprocess.run(
        [program, "-f", f"{path}", *command],
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8"},
    )
    if done.returncode:
        pytest.skip(f"hledger refuses it: {done.stderr[:200]}")
    rows = csv.DictReader(done.stdout.splitlines())
    return {
        (row["account"], row["commodity"]): Decimal(row["balance"].replace(",", ""))
        for row in rows
        if row["commodity"] or Decimal(row["balance"])
    }
