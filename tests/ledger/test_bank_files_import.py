"""Every real bank file of the shared collection through the whole pipeline, into empty books."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.actors import Actor
from accounts.models import Household
from ledger.enums import AccountKind
from ledger.imports.detect import detect
from ledger.imports.inspection import Inspection, inspect
from ledger.imports.report import ImportReport
from ledger.imports.statement import StatementError, StatementFile
from ledger.models import Account, Posting, Transaction
from ledger.reports.verify import verify_ledger
from ledger.services.accounts import create_account
from ledger.services.imports import ImportRequest, import_file

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "bank-files"
FORMATS = {"csv", "xlsx", "ofx", "qif", "camt", "mt940"}
TABLES = {"app-0010", "app-0012", "app-0014", "app-0015", "app-0016"}
"""Exports of programs that are tables of rows like those of banks, or are none."""
STORED = Decimal("1e-7")
"""Amounts are kept to eight places; a few brokers print more."""
WARNING = "but the closing balance is"
"""What the reader says of statements whose own figures do not add up: most are made up."""
NOT_TIED_OUT = {
    "csv-0016": ("-0.18", "a fee stands in a column of its own and is in the balance alone"),
    "csv-0039": ("-2930", "made up: the balances do not follow from the amounts"),
    "csv-0100": ("-16422.66", "made up: the balances do not follow from the amounts"),
    "csv-0107": ("93.07", "newest first, but its last row is of a later day; amounts were changed"),
    "csv-0130": ("1600", "shares bought are in parentheses whichever way the balance goes"),
    "csv-0134": ("-3362.28", "two accounts, told apart by their statements' totals alone"),
    "csv-0148": ("-610", "rows were taken out between the two balances"),
    "mt940-0024": ("49981.90", "four unlike statements of one account, one of them stated twice"),
    "mt940-0044": ("-154.57", "ends with a statement of nothing, two years later"),
    "xlsx-0002": ("-46", "rows were taken out between the balances"),
    "xlsx-0012": ("-2390.13", "authorisations have a balance of 0"),
    "xlsx-0027": ("-58.16", "its overview and its rows are of different days"),
}
"""Further differences, and what is odd about the file."""


def manifest() -> list[dict[str, str]]:
    path = FOLDER / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["format"] in FORMATS or row["id"] in TABLES]


ABSENT = pytest.mark.skip(f"the real bank files are not at {FOLDER}: NOT ONE OF THEM IS TESTED")
CASES = [pytest.param(row, id=row["id"]) for row in manifest()] or [
    pytest.param({}, id="absent", marks=ABSENT)
]


@pytest.mark.bank_files
@pytest.mark.parametrize("row", CASES)
def test_file_is_posted_as_it_is_read_and_once(
    household: Household, actor: Actor, row: dict[str, str]
) -> None:
    source = StatementFile.from_path(FOLDER / row["file"])
    try:
        detection = detect(source)
        found = inspect(source, detection)
        account = open_account(actor, found)
        request = ImportRequest(account=account, source=source, detection=detection)
        report = import_file(by=actor, request=request)
    except StatementError:
        assert row["expected"] in {"error", "empty"}
        assert not Transaction.objects.exists()
        return

    assert (report.added, report.matched, report.failed) == (
        found.transactions,
        0,
        # What is said of the file as a whole has no line, and no row is lost by it.
        len([error for error in found.errors if error.line is not None]),
    )
    assert report.skipped == found.investments
    assert report.sums == found.sums
    assert abs(booked(report) - sum(found.sums.values(), Decimal(0))) < STORED
    assert verify_ledger(household).differences == ()
    if not any(WARNING in problem.message for problem in report.problems):
        assert off(report) == Decimal(NOT_TIED_OUT.get(row["id"], ("0", ""))[0])
    again = import_file(by=actor, request=request)
    assert (again.added, again.matched, again.skipped) == (0, 0, report.added + report.skipped)


def open_account(by: Actor, found: Inspection) -> Account:
    """Open an account in the currency that the file is in."""
    currency = next((code for code in found.sums if code), "EUR")
    return create_account(by=by, name="Bank", kind=AccountKind.CHECKING, currency=currency)


def booked(report: ImportReport) -> Decimal:
    """Return what the rows of an import come to in the places, all currencies together."""
    rows = Posting.objects.filter(
        transaction__import_batch=report.batch_id, transaction__fingerprint__isnull=False
    )
    legs = rows.exclude(account__currency="").values_list("amount", flat=True)
    return sum(legs, Decimal(0))


def off(report: ImportReport) -> Decimal:
    return report.tie_out.difference if report.tie_out else Decimal(0)
