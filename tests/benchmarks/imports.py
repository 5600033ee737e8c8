"""Imports through the whole pipeline, each in a process of its own: rows a second, memory."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from accounts.actors import Actor
from accounts.models import User
from accounts.scope import household_scope
from accounts.services.households import create_household
from ledger.enums import AccountKind
from ledger.seeding.shops import SHOPS
from ledger.services.accounts import create_account
from tests.benchmarks.figures import Figure
from tests.benchmarks.processes import run_command

ROWS_PER_SECOND = 15_000
MEGABYTES = 400
GROWTH = 1.3


@dataclass(frozen=True, slots=True)
class Run:
    """One import: what it says of itself, and the most memory its process held."""

    added: int
    skipped: int
    rows_per_second: float
    megabytes: float


def measure(largest: int) -> Iterator[Figure]:
    """Yield figures of importing 10,000 rows and more into an empty household, and again."""
    speeds: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (10_000, 100_000, 1_000_000):
            if count > largest:
                break
            path = Path(folder) / f"{count}.csv"
            write_statement(path, count)
            household = _household(f"Import {count}")
            first, again = _import(path, household), _import(path, household)
            if (first.added, again.skipped) != (count, count):
                raise AssertionError(f"{path.name}: {first} then {again}")
            speeds[count] = first.rows_per_second
            yield from _figures(count, first, again)
    smallest, most = min(speeds), max(speeds)
    if most > smallest:
        growth = speeds[smallest] / speeds[most]
        yield Figure(f"cost of a row at {most:,} ÷ at {smallest:,}", growth, "", GROWTH)


def _figures(count: int, first: Run, again: Run) -> Iterator[Figure]:
    name = f"import {count:,} rows"
    is_judged = count >= 100_000
    floor = ROWS_PER_SECOND if is_judged else None
    yield Figure(name, first.rows_per_second, "rows/s", floor, is_floor=True)
    yield Figure(f"{name}: memory", first.megabytes, "MB", MEGABYTES if is_judged else None)
    least = first.rows_per_second if is_judged else None
    yield Figure(f"{name} again", again.rows_per_second, "rows/s", least, is_floor=True)


def write_statement(path: Path, count: int) -> None:
    """Write a bank's CSV of `count` rows over ten years, the same every time."""
    dice = random.Random(count)
    start = date(2016, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Date,Description,Reference,Amount\r\n")
        for number in range(count):
            shop = dice.choice(SHOPS)
            day = start + timedelta(days=number * 3_652 // count)
            cents = -dice.randrange(150, 15_000) if number % 40 else 245_000
            name = f"{shop.name.upper()} {dice.randrange(100, 999)}"
            file.write(f"{day},{name},REF{number:09},{cents / 100:.2f}\r\n")


def _household(name: str) -> str:
    owner = User.objects.create_user(f"{name.replace(' ', '-')}@bench.example.org")
    household = create_household(owner=owner, name=name)
    with household_scope(household.pk):
        by = Actor.system(household)
        create_account(by=by, name="Checking", kind=AccountKind.CHECKING, currency="EUR")
    return name


def _import(path: Path, household: str) -> Run:
    done = run_command(
        "import_file", str(path), "--json", "--household", household, "--account", "Checking"
    )
    told = json.loads(done.printed)
    return Run(told["added"], told["skipped"], told["rows_per_second"], done.megabytes)
