from __future__ import annotations

import gzip
import io
import zipfile
from decimal import Decimal

import pytest

from ledger.imports.detect import READERS, detect, read_statement
from ledger.imports.statement import (
    Detection,
    HostileFile,
    ParsedStatement,
    StatementError,
    StatementFile,
    UnknownFormat,
)

OFX = b"""OFXHEADER:100
VERSION:102

<OFX><STMTRS><BANKTRANLIST><STMTTRN><DTPOSTED>20200131<TRNAMT>-1.00</STMTTRN></BANKTRANLIST>
</STMTRS></OFX>"""
QIF = b"!Type:Bank\nD03/04/20\nT-1.00\n^\n"
MT940 = (
    b":20:X\n:25:DE1\n:28C:1\n:60F:C200101EUR2,00\n:61:2001310131D1,00NMSC1\n:62F:C200131EUR1,00\n"
)
CAMT = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE1</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Sts>BOOK</Sts><BookgDt><Dt>2020-01-31</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"""


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return content.getvalue()


def source(data: bytes) -> StatementFile:
    return StatementFile.from_bytes(data, "misleading.pdf")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (OFX, "ofx"),
        (QIF, "qif"),
        (MT940, "mt940"),
        (CAMT, "camt"),
        (b"\xef\xbb\xbf" + OFX, "ofx"),
        (gzip.compress(CAMT), "camt"),
        (zipped(readme=b"%PDF", statement=MT940), "mt940"),
    ],
)
def test_content_decides_the_format_whatever_the_name(data: bytes, name: str) -> None:
    found = detect(source(data))

    parsed = ParsedStatement.collect(found, read_statement(source(data)))

    assert found.format == name
    assert [line.amount for line in parsed.lines] == [Decimal("-1.00")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.4",
        b"<html>",
        b'{"a": 1}',
        b"\x00\x01\x02\x03",
        b"lorem ipsum dolor",
        gzip.compress(gzip.compress(OFX)),
        zipped(a=OFX, b=QIF),
    ],
)
def test_unknown_content_is_refused_and_says_what_to_do(data: bytes) -> None:
    with pytest.raises(UnknownFormat) as caught:
        detect(source(data))

    assert caught.value.file == "misleading.pdf"
    assert caught.value.reason


def test_given_detection_is_not_questioned() -> None:
    forced = Detection("qif", "", Decimal(1), {"date_order": "dmy"})

    parsed = ParsedStatement.collect(forced, read_statement(source(QIF), forced))

    assert parsed.lines[0].date.isoformat() == "2020-04-03"


def test_given_detection_of_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="no reader for the format 'wav'"):
        list(read_statement(source(QIF), Detection("wav", "", Decimal(1))))


def test_error_on_the_way_names_the_file() -> None:
    hostile = OFX.replace(b"<OFX>", b"<!DOCTYPE OFX [<!ENTITY a 'b'>]><OFX>")

    with pytest.raises(HostileFile) as caught:
        list(read_statement(source(hostile)))

    assert str(caught.value).startswith("misleading.pdf: ")


def test_each_reader_is_registered_under_its_own_name() -> None:
    assert {name: reader.format for name, reader in READERS.items()} == {
        name: name for name in READERS
    }
    assert issubclass(UnknownFormat, StatementError)
