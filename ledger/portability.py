"""What the ledger adds to archives and to erasing."""

from __future__ import annotations

from collections.abc import Iterator

from accounts import portability
from accounts.encryption import decrypt
from accounts.models import Household
from ledger.exports.journal import JournalFormat, journal
from ledger.exports.tables import csv_pieces
from ledger.reports.filters import RegisterFilter
from ledger.services.periods import books_unlocked


def _table(household: Household) -> Iterator[str]:
    return csv_pieces(household, RegisterFilter())


def _hledger(household: Household) -> Iterator[str]:
    return journal(household, JournalFormat.HLEDGER)


def _beancount(household: Household) -> Iterator[str]:
    return journal(household, JournalFormat.BEANCOUNT)


def _number(row: portability.Row) -> str:
    return decrypt(row["number_encrypted"])


portability.add_part(portability.Part("transactions.csv", _table))
portability.add_part(portability.Part("journal.hledger", _hledger))
portability.add_part(portability.Part("journal.beancount", _beancount))
portability.leave_out("ledger.SearchWord", "an index of words that stand in the transactions")
portability.leave_out("ledger.SearchQueue", "what the index of words has yet to look at")
portability.keep("ledger.MonthlyTotal", "goes with its postings, by the database's own triggers")
portability.reveal("ledger.Account", "number", _number)
portability.add_files("ledger.Attachment", "storage_key")
portability.add_files("ledger.ImportBatch", "stored_file")
portability.add_unlock(books_unlocked)
