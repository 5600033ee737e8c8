"""Small bank files, and what it takes to bring one in by the pages."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledger.models import ImportBatch
from tests.factories.books import Books

CSV = (
    b"Date,Payee,Amount,Balance\n"
    b"2026-03-01,Baker,-4.50,95.50\n"
    b"2026-03-02,Employer,1200.00,1295.50\n"
    b"2026-03-03,Landlord,-700.00,595.50\n"
)
UNCLEAR = b"Date;Payee;Amount\n01/02/2026;Baker;-4,50\n03/04/2026;Shop;-12,00\n"
OFX = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>1<ACCTID>123456789<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260305<TRNAMT>-20.00<FITID>A1<NAME>Cinema</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260306<TRNAMT>50.00<FITID>A2<NAME>Friend</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>30.00<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS>
</BANKMSGSRSV1></OFX>
"""
QIF = b"!Type:Bank\nD03/15/2026\nT-8.00\nPBooks\n^\nD03/16/2026\nT-9.00\nPTea\n^\n"


def send(client: Client, books: Books, *files: tuple[str, bytes], **fields: object) -> Any:
    """Post files to the upload page."""
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    data = {"uploads": uploads, "account": books.checking.pk, **fields}
    return client.post(reverse("ledger:import-create"), data)


def uploaded(client: Client, books: Books, data: bytes = CSV, name: str = "b.csv") -> ImportBatch:
    """Bring a file in as far as its review."""
    send(client, books, (name, data))
    return ImportBatch.objects.latest("pk")


def reading(client: Client, batch: ImportBatch, **changes: object) -> dict[str, object]:
    """Return what the review's form sends, with some fields changed."""
    page = client.get(reverse("ledger:import-review", args=[batch.pk]))
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    sent = {name: value for name, value in values.items() if value is not None}
    if not sent.get("is_kept"):
        sent.pop("is_kept", None)
    return {**sent, **changes}
