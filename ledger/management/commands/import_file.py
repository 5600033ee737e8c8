"""Import a bank file of any size into an account, or the whole books of another program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.management.household_command import HouseholdCommand, Refused
from ledger.imports.books.comparison import MoveReport
from ledger.imports.books.detect import detect_books, may_be_statement, read_books
from ledger.imports.detect import detect
from ledger.imports.layout import read_as
from ledger.imports.report import ImportReport
from ledger.imports.statement import Detection, StatementError, StatementFile
from ledger.models import Account, ImportProfile
from ledger.money import printed
from ledger.services.errors import LedgerError
from ledger.services.imports import ImportRequest, import_file
from ledger.services.moving_in import MoveRequest, move_in


class Command(HouseholdCommand):
    help = "Import a bank file into an account, or whole books into a household: all, or nothing."
    refusals = (LedgerError, StatementError)

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--account", help="name or id of the account; whole books of a program need none"
        )
        parser.add_argument("--profile", help="a saved mapping of the account")
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument(
            "--no-opening",
            action="store_true",
            help="book no opening balance when the account is empty",
        )

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        try:
            source = StatementFile.from_path(Path(options["file"]))
        except OSError as error:
            raise Refused(f"{options['file']}: {error.strerror}") from error
        books = detect_books(source)
        if books is not None and not (options["account"] and may_be_statement(books)):
            return move_in_books(by, source, books, options)
        if not options["account"]:
            raise Refused("this is the statement of one account: say which with --account")
        account = find_account(by, options["account"])
        detection = None
        if options["profile"]:
            detection = with_profile(account, source, options["profile"])
        request = ImportRequest(
            account=account,
            source=source,
            detection=detection,
            is_dry_run=options["dry_run"],
            books_opening=not options["no_opening"],
        )
        return as_json(import_file(by=by, request=request))


def move_in_books(
    by: Actor, source: StatementFile, found: Detection, options: dict[str, Any]
) -> dict[str, Any]:
    """Move whole books in; a place that is the only one of the source goes to `--account`."""
    chosen: dict[str, int] = {}
    if options["account"]:
        places = [key for key, each in read_books(source, found).accounts.items() if each.is_place]
        if len(places) == 1:
            chosen[places[0]] = find_account(by, options["account"]).pk
    request = MoveRequest(
        source=source, detection=found, accounts=chosen, is_dry_run=options["dry_run"]
    )
    return moved_as_json(move_in(by=by, request=request))


def moved_as_json(report: MoveReport) -> dict[str, Any]:
    """Return a report of whole books under the keys of any other import and two of its own."""
    kept = report.as_json()
    problems = [(p.is_warning, {"line": p.line, "message": p.message}) for p in report.problems]
    return {
        "batch": report.batch_id,
        "format": report.format,
        "added": report.added,
        "matched": report.matched,
        "skipped": report.skipped,
        "failed": report.failed,
        "sums": {currency: f"{amount:f}" for currency, amount in report.sums.items()},
        "first_date": report.first_date,
        "last_date": report.last_date,
        "statement_balance": None,
        "ledger_balance": None,
        "difference": None,
        "rows_per_second": report.rows_per_second,
        "accounts": kept["accounts"],
        "not_carried": kept["not_carried"],
        "accounts_made": report.accounts_made,
        "errors": [message for is_warning, message in problems if not is_warning],
        "warnings": [message for is_warning, message in problems if is_warning],
    }


def find_account(by: Actor, text: str) -> Account:
    """Return the household's place of that name or id; raises Refused."""
    places = Account.objects.in_household(by.household).live().places()
    found = list(places.filter(name__iexact=text)[:2])
    if not found and text.isdecimal():
        found = list(places.filter(pk=int(text)))
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"several accounts are named {text!r}: give the id")
    known = ", ".join(places.values_list("name", flat=True)[:10])
    raise Refused(f"there is no account {text!r}; there are: {known or 'none yet'}")


def with_profile(account: Account, source: StatementFile, name: str) -> Detection:
    """Return the detection as a saved mapping of the account corrects it; raises Refused."""
    profile = ImportProfile.objects.filter(account=account, name__iexact=name).first()
    if profile is None:
        raise Refused(f"{account} has no saved mapping {name!r}")
    found = detect(source)
    if found.format != profile.format:
        raise Refused(f"{name!r} maps {profile.format} files, this one is {found.format}")
    return read_as(source, found, profile.options)


def as_json(report: ImportReport) -> dict[str, Any]:
    """Return a report under the keys that operators' scripts rely on; amounts as strings."""
    tie_out, opening = report.tie_out, report.opening_balance
    currency = tie_out.currency if tie_out else ""
    return {
        "batch": report.batch_id,
        "added": report.added,
        "matched": report.matched,
        "skipped": report.skipped,
        "failed": report.failed,
        "sums": {currency: f"{amount:f}" for currency, amount in report.sums.items()},
        "first_date": report.first_date,
        "last_date": report.last_date,
        "statement_balance": tie_out and printed(tie_out.statement, currency),
        "ledger_balance": tie_out and printed(tie_out.ledger, currency),
        "difference": tie_out and printed(tie_out.difference, currency),
        "opening_balance": opening and printed(opening, currency),
        "rows_per_second": report.rows_per_second,
        "accounts_made": report.accounts_made,
        "errors": [
            {"line": problem.line, "message": problem.message}
            for problem in report.problems
            if not problem.is_warning
        ],
        "warnings": [
            {"line": problem.line, "message": problem.message}
            for problem in report.problems
            if problem.is_warning
        ],
        "rows": [
            {"line": row.line, "outcome": row.outcome, "reason": row.reason} for row in report.rows
        ],
    }
