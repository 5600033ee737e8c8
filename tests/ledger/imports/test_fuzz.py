"""Damaged and hostile files: every reader gives a statement or an error that says something."""

from __future__ import annotations

import gzip
import io
import resource
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.imports.detect import READERS, detect, read_statement
from ledger.imports.statement import (
    Detection,
    ParsedStatement,
    Reader,
    StatementError,
    StatementFile,
)

SECONDS = 20.0
"""Time that one hostile file may take on a busy machine; damaged small ones take a fraction."""
MEMORY = 700 * 1024 * 1024
"""Bytes by which one hostile file may raise the memory of the process."""
SEEDS: dict[str, bytes] = {
    "ofx": b"""OFXHEADER:100
VERSION:102
CHARSET:1252

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>
<STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><DTPOSTED>20200131120000[-5:EST]<TRNAMT>-1.00<FITID>1<NAME>CAF\xc9 &amp; BAR</STMTTRN>
<STMTTRN><DTPOSTED>20200201<TRNAMT>2,50<FITID>2<MEMO><![CDATA[x]]></STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>5<DTASOF>20200201</LEDGERBAL></STMTRS></OFX>""",
    "qif": b"""!Account
NCurrent
TBank
^
!Type:Bank
D01/31/2020
T-1,234.50
PGrocer
SFood
$-1,000.00
SHome
$-234.50
^
D1/ 2'05
U12.50
Mmemo
^
!Type:Invst
D01/31/2020
NBuy
T1.00
^
""",
    "camt": b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id><Acct><Id><IBAN>DE1</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">2.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2020-01-01</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2020-01-31</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>x</Ustrd></RmtInf></TxDtls>
</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>""",
    "mt940": b"""{1:F01X}{4:
:20:X
:25:DE1/2
:28C:1/1
:60F:C200101EUR2,00
:61:2001310131DR1,00NMSCREF//BANK
:86:166?00TEXT?20SVWZ+x?30BIC?31IBAN?32NAME
:62F:C200131EUR1,00
-}""",
    "csv": b"""Account;DE1
Date;Payee;Amount;Balance
31.01.2020;"Caf\xc3\xa9; ""x"" y";-1.234,50;5,00
01.02.2020;Shop;12,50;17,50
02.02.2020;"two
lines";-3,00;14,50
""",
}


def table() -> bytes:
    """Return a small workbook that is a statement."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    for cells in (
        ("Date", "Payee", "Amount"),
        ("2020-01-31", "=1+1", -1.5),
        ("2020-02-01", "B", 2),
    ):
        book.worksheets[0].append(cells)
    book.save(content)
    return content.getvalue()


SEEDS["xlsx"] = table()
TOKENS = [
    *(b"\0", b"<", b">", b"</", b"<!--", b"<![CDATA[", b"]]>", b"&", b"&#0;", b"&#x110000;", b"^"),
    *(b"!Type:", b"!Account", b":61:", b":86:", b"\n-}", b'"', b"'", b";", b",", b"\t", b"\r"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"99999999999999999999999", b"-", b"1e9", b"NaN"),
    *(b"00000000", b"20200231", b"99999999", b"31/02/2020", b"=1+1", b"<STMTTRN>", b"<Ntry>"),
    *("\u0663".encode(), "\u2212".encode(), "\ud55c".encode("utf-16"), b"INF", b"()", b"\n"),
]


def outcome(source: StatementFile, detection: Detection | None = None) -> ParsedStatement | str:
    """Return what was read, or the message of the only kind of error that is allowed."""
    refusal: StatementError
    try:
        found = detection or detect(source)
        return ParsedStatement.collect(found, read_statement(source, found))
    except StatementError as error:
        refusal = error
    assert refusal.reason.strip()
    assert source.name in str(refusal)
    return str(refusal)


def assert_sane(result: ParsedStatement | str) -> None:
    if isinstance(result, str):
        return
    for line in result.lines:
        assert date(1900, 1, 1) <= line.date <= date(2100, 12, 31)
        assert isinstance(line.amount, Decimal)
        assert abs(line.amount) < 10**14
        assert "\0" not in line.payee + line.memo
    for problem in result.problems:
        assert problem.message.strip()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a seed file that was cut, repeated, spliced and peppered."""
    data = draw(st.sampled_from(sorted(SEEDS.values())))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        middle = draw(
            st.sampled_from([b"", data[start:end] * 2, data[end:] + data[:start]])
            | st.sampled_from(TOKENS)
            | st.binary(max_size=6)
        )
        data = data[:start] + middle + data[end:]
    return data


@settings(max_examples=300, deadline=timedelta(seconds=10), suppress_health_check=list(HealthCheck))
@given(damaged())
def test_damaged_file_gives_a_statement_or_a_reason(data: bytes) -> None:
    assert_sane(outcome(StatementFile.from_bytes(data, "damaged")))


@settings(max_examples=60, deadline=timedelta(seconds=10), suppress_health_check=list(HealthCheck))
@given(damaged() | st.binary(max_size=300), st.sampled_from(sorted(READERS)))
def test_reader_that_is_forced_on_a_file_stays_in_bounds(data: bytes, name: str) -> None:
    forced = Detection(name, "", Decimal(1))

    assert_sane(outcome(StatementFile.from_bytes(data, "forced"), forced))


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_file_cut_anywhere_gives_a_statement_or_a_reason(name: str) -> None:
    seed = SEEDS[name]

    for end in range(0, len(seed), 7):
        assert_sane(outcome(StatementFile.from_bytes(seed[:end], "cut")))


@pytest.mark.parametrize("reader", READERS.values(), ids=sorted(READERS))
def test_detection_of_noise_never_fails(reader: Reader) -> None:
    for data in (b"", b"\0" * 9, b"\xff\xfe", b"\xff\xfe\0\0", b"PK\x03\x04", b"\x80" * 99, b"<"):
        detection = reader.detect(StatementFile.from_bytes(data))

        assert detection is None or detection.format == reader.format


def zipped(name: str, data: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return content.getvalue()


def workbook(rows: bytes, before: bytes = b"") -> bytes:
    """Return a workbook whose only sheet has these rows of XML."""
    book, plain, content = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(plain)
    name = "xl/worksheets/sheet1.xml"
    main = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet = before + main + b"<sheetData>" + rows + b"</sheetData></worksheet>"
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for info in source.infolist():
            target.writestr(info.filename, sheet if info.filename == name else source.read(info))
    return content.getvalue()


def row(number: int, cell: str) -> bytes:
    return b'<row r="%d"><c r="%s"><v>1</v></c></row>' % (number, cell.encode())


FORMULAS = b"".join(
    b'<row r="%d"><c r="A%d"><f>TODAY()</f></c><c r="B%d"><f>HYPERLINK("x")</f></c></row>'
    % (number, number, number)
    for number in range(1, 6)
)
LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)
DOCTYPE = b'<!DOCTYPE a [<!ENTITY l0 "x">' + LAUGHS + b"]>"
SECRET = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BIG = 70 * 1024 * 1024
HOSTILE: dict[str, Callable[[], bytes]] = {
    "zip bomb": lambda: zipped("a.xml", bytes(BIG)),
    "gzip bomb": lambda: gzip.compress(bytes(BIG), 1),
    "workbook bomb": lambda: workbook(b"<row/>" * (BIG // 6)),
    "workbook of far corners": lambda: workbook(row(1, "A1") + row(1_048_576, "XFD1048576")),
    "workbook of hidden corners": lambda: workbook(
        (row(1, "A1") + row(1_048_576, "XFD1048576")).replace(b'"', b"'")
    ),
    "workbook of formulas": lambda: workbook(FORMULAS),
    "laughs in camt": lambda: SEEDS["camt"].replace(b"<Document", DOCTYPE + b"<Document", 1),
    "laughs in ofx": lambda: SEEDS["ofx"].replace(b"<OFX>", DOCTYPE + b"<OFX>", 1),
    "laughs in a workbook": lambda: workbook(row(1, "A1"), DOCTYPE),
    "secret in camt": lambda: (
        SEEDS["camt"]
        .replace(b"<Document", SECRET + b"<Document", 1)
        .replace(b"<Ustrd>x", b"<Ustrd>&e;")
    ),
    "secret in ofx": lambda: (
        SEEDS["ofx"].replace(b"<OFX>", SECRET + b"<OFX>", 1).replace(b"BAR", b"&e;")
    ),
}
HEAVY: dict[str, Callable[[], bytes]] = {
    "million columns": lambda: b"Date;Amount" + b";x" * 1_000_000 + b"\n2020-01-01;1.00\n",
    "million quotes": lambda: b'Date,Amount\n"' + b'""' * 500_000,
    "one long line": lambda: b"Date,Amount\n" + b"9" * 3_000_000,
    "open tags": lambda: b"<OFX>" + b"<STMTTRN>" * 100_000,
    "open brackets": lambda: b"<OFX>" + b"<" * 500_000,
    "open comments": lambda: b"<OFX>" + b"<!--" * 200_000,
    "many ampersands": lambda: b"<OFX><STMTTRN><MEMO>" + b"&amp" * 200_000,
    "blank dates": lambda: b"!Type:Bank\nD1" + b" " * 900_000 + b"1\nT1\n^\n",
    "many headers": lambda: b"!Type:Bank\n" * 100_000,
    "deep camt": lambda: SEEDS["camt"].replace(b"<Ustrd>", b"<Ustrd>" + b"<a>" * 100_000),
    "long details": lambda: SEEDS["mt940"].replace(b"?20SVWZ+x", b"?20" + b"x?21" * 200_000),
    "many fields": lambda: b":20:X\n" + b":86:\n" * 100_000,
    "zero bytes": lambda: b"Date,Amount\n" + b"\0" * 1_000_000,
    "deep page": lambda: b"<html><table>" + b"<tr><td>" * 100_000,
}


def peak() -> int:
    """Return the most memory that this process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def outcome_in_bounds(data: bytes) -> ParsedStatement | str:
    started, held = time.perf_counter(), peak()
    result = outcome(StatementFile.from_bytes(data, "hostile"))
    assert time.perf_counter() - started < SECONDS
    assert peak() - held < MEMORY
    return result


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_bomb_is_refused(name: str) -> None:
    result = outcome_in_bounds(HOSTILE[name]())

    assert isinstance(result, str)
    assert "root:" not in result


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_heavy_file_is_read_or_refused_in_time(name: str) -> None:
    assert_sane(outcome_in_bounds(HEAVY[name]()))


ABSURD = ("1" * 15, "9" * 30, "1e400", "NaN", "Infinity", "--5", "=1+1", "@SUM(1)", "٣٤")
EPOCHS = ("18991231", "21010101", "20201301", "20200132", "00000000", "99999999", "-2020101")


@pytest.mark.parametrize("amount", ABSURD)
def test_absurd_amount_is_left_out_with_a_reason(amount: str) -> None:
    ofx = SEEDS["ofx"].replace(b"-1.00", amount.encode())
    qif = SEEDS["qif"].replace(b"U12.50", f"U{amount}".encode())

    for data, left in ((ofx, 1), (qif, 2)):
        result = outcome(StatementFile.from_bytes(data, "absurd"))
        assert isinstance(result, ParsedStatement)
        assert (len(result.lines), len(result.problems)) == (left, 1)


@pytest.mark.parametrize("day", EPOCHS)
def test_absurd_date_is_left_out_with_a_reason(day: str) -> None:
    ofx = SEEDS["ofx"].replace(b"20200131120000", day.encode())
    qif = SEEDS["qif"].replace(b"D1/ 2'05", f"D{day}".encode())

    for data, left in ((ofx, 1), (qif, 2)):
        result = outcome(StatementFile.from_bytes(data, "absurd"))
        assert isinstance(result, ParsedStatement)
        assert (len(result.lines), len(result.problems)) == (left, 1)


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x")', "+1+1", "@SUM(A1)", "-2+3|cmd"])
def test_formula_in_a_text_stays_text(formula: str) -> None:
    ofx = SEEDS["ofx"].replace(b"CAF\xc9 &amp; BAR", formula.encode())

    result = outcome(StatementFile.from_bytes(ofx, "formula"))

    assert isinstance(result, ParsedStatement)
    assert result.lines[0].payee == formula
