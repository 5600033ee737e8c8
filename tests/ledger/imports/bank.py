"""A bank that writes statements for tests, and the import of what it writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.imports.report import ImportReport
from ledger.imports.statement import StatementFile
from ledger.models import Account, ImportBatch, ImportRow, Transaction
from ledger.services.imports import ImportRequest, import_file
from tests.factories.books import Books

Row = tuple[str, ...]
"""Day, payee and amount; after them, where the heading names them, id and so on."""
HEADING = "Date,Payee,Amount"


def csv(*rows: Row, heading: str = HEADING) -> bytes:
    """Return a table as banks export it, its rows in the order given."""
    return "\n".join([heading, *(",".join(row) for row in rows), ""]).encode()


def csv_with_ids(*rows: Row) -> bytes:
    """Return a table of day, payee, amount and the bank's id."""
    return csv(*rows, heading="Date,Payee,Amount,Transaction ID")


def ofx(
    *rows: Row,
    balance: tuple[str, str] | None = None,
    account: str = "123456789",
    currency: str = "EUR",
) -> bytes:
    """Return a statement of (day, payee, amount, id) rows; `balance` is an amount and its day."""
    lines = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>{fitid}"
        f"<NAME>{payee}</STMTTRN>\n"
        for day, payee, amount, fitid in rows
    )
    closing = balance and (
        f"<LEDGERBAL><BALAMT>{balance[0]}<DTASOF>{balance[1].replace('-', '')}</LEDGERBAL>"
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\n"
        "CHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
        f"<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>{currency}<BANKACCTFROM>"
        f"<BANKID>1<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>"
        f"<DTSTART>20260101<DTEND>20261231\n{lines}</BANKTRANLIST>{closing or ''}</STMTRS>"
        "</STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode()


def bring_in(
    books: Books, data: bytes, account: Account | None = None, **request: Any
) -> ImportReport:
    """Import a file into an account, checking unless said otherwise."""
    source = StatementFile.from_bytes(data, "statement")
    wanted = ImportRequest(account=account or books.checking, source=source, **request)
    return import_file(by=books.actor, request=wanted)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return how many rows were added, matched, skipped and failed."""
    return report.added, report.matched, report.skipped, report.failed


def reasons(report: ImportReport) -> list[str]:
    """Return why each row was not simply added, in the order of the file."""
    return [row.reason for row in report.rows]


def batch_of(report: ImportReport) -> ImportBatch:
    return ImportBatch.objects.get(pk=report.batch_id or 0)


def added_by(report: ImportReport) -> list[Transaction]:
    """Return what an import added, in the order of the books; its opening balance left out."""
    rows = Transaction.objects.filter(import_batch=report.batch_id, fingerprint__isnull=False)
    return list(rows.order_by("date", "pk"))


def live(books: Books, account: Account | None = None) -> list[tuple[str, str]]:
    """Return day and amount of an account's live postings, oldest first."""
    postings = (account or books.checking).postings.filter(transaction__deleted_at=None)
    return [
        (f"{leg.date}", f"{leg.amount.normalize():f}")
        for leg in postings.order_by("date", "transaction_id")
    ]


def remembered(report: ImportReport) -> Iterable[ImportRow]:
    return ImportRow.objects.filter(batch=report.batch_id)
