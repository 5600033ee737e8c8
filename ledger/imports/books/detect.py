"""The one table of the formats of whole books, and the one door to their readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ledger.imports.books.bundle import Bundle, is_worth_opening, open_bundle
from ledger.imports.books.journal.books import (
    is_beancount,
    is_journal,
    read_beancount_books,
    read_journal_books,
)
from ledger.imports.books.model import ParsedBooks
from ledger.imports.books.programs import (
    actual,
    actual_csv,
    firefly,
    gnucash_sqlite,
    gnucash_xml,
    mint,
    wygiwyh,
    ynab4,
    ynab_csv,
    ynab_json,
)
from ledger.imports.statement import BrokenFile, Detection, StatementError, StatementFile


@dataclass(frozen=True, slots=True)
class BookFormat:
    """One format: how it is recognised and read."""

    name: str
    title: str
    is_it: Callable[[Bundle], bool]
    read: Callable[[Bundle], ParsedBooks]
    is_table: bool = False
    """A table of accounts that may also be read as the statement of one."""


FORMATS = (
    BookFormat("actual", "Actual Budget", actual.is_actual, actual.read_actual),
    BookFormat("ynab4", "YNAB 4", ynab4.is_ynab4, ynab4.read_ynab4),
    BookFormat("ynab-json", "YNAB", ynab_json.is_ynab_json, ynab_json.read_ynab_json),
    BookFormat("ynab", "YNAB", ynab_csv.is_ynab_csv, ynab_csv.read_ynab_csv, is_table=True),
    BookFormat("mint", "Mint", mint.is_mint, mint.read_mint, is_table=True),
    BookFormat(
        "actual-csv",
        "Actual Budget",
        actual_csv.is_actual_csv,
        actual_csv.read_actual_csv,
        is_table=True,
    ),
    BookFormat(
        "firefly", "Firefly III", firefly.is_firefly_csv, firefly.read_firefly_csv, is_table=True
    ),
    BookFormat("firefly-json", "Firefly III", firefly.is_firefly_json, firefly.read_firefly_json),
    BookFormat("gnucash", "GnuCash", gnucash_xml.is_gnucash_xml, gnucash_xml.read_gnucash_xml),
    BookFormat(
        "gnucash-sqlite",
        "GnuCash",
        gnucash_sqlite.is_gnucash_sqlite,
        gnucash_sqlite.read_gnucash_sqlite,
    ),
    BookFormat("wygiwyh", "WYGIWYH", wygiwyh.is_wygiwyh, wygiwyh.read_wygiwyh, is_table=True),
    BookFormat("beancount", "beancount", is_beancount, read_beancount_books),
    BookFormat("journal", "hledger or ledger", is_journal, read_journal_books),
)
"""Programs first, because they say what they are; journals last, which are told by their shape."""
CERTAIN = Decimal(1)
BY_NAME = {book_format.name: book_format for book_format in FORMATS}


def detect_books(source: StatementFile) -> Detection | None:
    """Return which books `source` holds, None where it is none.

    Raises HostileFile for an archive that would fill the memory or leads out of itself.
    """
    if not is_worth_opening(source):
        return None
    try:
        found = _format_of(open_bundle(source))
    except BrokenFile:
        return None
    return None if found is None else Detection(found.name, found.title, CERTAIN)


def is_books(detection: Detection) -> bool:
    """Tell whether a detection is of whole books rather than of a statement."""
    return detection.format in BY_NAME


def may_be_statement(detection: Detection) -> bool:
    """Tell whether books are a table that can be read as the statement of one account as well."""
    return BY_NAME[detection.format].is_table


def read_books(source: StatementFile, detection: Detection) -> ParsedBooks:
    """Return the books in `source`; raises StatementError, naming the file, when it is refused."""
    try:
        return BY_NAME[detection.format].read(open_bundle(source))
    except StatementError as error:
        error.file = error.file or source.name
        raise


def _format_of(bundle: Bundle) -> BookFormat | None:
    return next((each for each in FORMATS if each.is_it(bundle)), None)
