from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.readers import camt
from ledger.imports.readers.camt import CamtReader
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Detection,
    HostileFile,
    ParsedStatement,
    Problem,
    Record,
    Split,
    StatementFile,
    StatementLine,
)

NAMESPACE = 'xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"'
ACCOUNT = (
    "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy>"
    "<Ownr><Nm>Ada Lovelace</Nm></Ownr>"
    "<Svcr><FinInstnId><BICFI>BYLADEM1001</BICFI></FinInstnId></Svcr></Acct>"
)


def balance(code: str, amount: str, indicator: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{indicator}</CdtDbtInd><Dt><Dt>2024-03-31</Dt></Dt></Bal>"
    )


def entry(
    amount: str = "12.50",
    *,
    indicator: str = "DBIT",
    status: str = "<Sts>BOOK</Sts>",
    dates: str = "<BookgDt><Dt>2024-03-04</Dt></BookgDt>",
    details: str = "",
    more: str = "",
) -> str:
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd>{status}{dates}"
        f"{more}<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def message(*content: str, root: str = f"Document {NAMESPACE}", head: str = "") -> bytes:
    statement = "".join(content)
    name = root.partition(" ")[0]
    return (
        f"{head}<{root}><BkToCstmrStmt><GrpHdr><CreDtTm>2024-04-01T06:00:00+02:00</CreDtTm>"
        f"</GrpHdr><Stmt><Id>S-1</Id>{statement}</Stmt></BkToCstmrStmt></{name}>"
    ).encode()


def read(data: bytes) -> list[Record]:
    source = StatementFile.from_bytes(data, "march.xml")
    reader = CamtReader()
    detection = reader.detect(source) or Detection("camt", "", Decimal(0))
    return list(reader.read(source, detection))


def lines(data: bytes) -> list[StatementLine]:
    return [record for record in read(data) if isinstance(record, StatementLine)]


def problems(data: bytes) -> list[Problem]:
    return [record for record in read(data) if isinstance(record, Problem)]


@pytest.mark.parametrize(
    ("data", "dialect"),
    [
        (message(), "camt.053.001.08"),
        (message(root="Document"), "camt.053 without namespace"),
        (b"<Document><BkToCstmrAcctRptV01/></Document>", "camt.052 without namespace"),
        (message(root='n:Document xmlns:n="urn:x:camt.054.001.02"'), "camt.054.001.02"),
        (message().decode().encode("utf-16"), "camt.053.001.08"),
    ],
)
def test_detect_names_the_message_and_version(data: bytes, dialect: str) -> None:
    detection = CamtReader().detect(StatementFile.from_bytes(data))

    assert detection is not None
    assert detection.dialect == dialect


@pytest.mark.parametrize(
    "data", [b"", b"date;amount\n", b"<Document xmlns='urn:pain.001.001.03'/>", b"<OFX>"]
)
def test_detect_leaves_other_files_alone(data: bytes) -> None:
    assert CamtReader().detect(StatementFile.from_bytes(data)) is None


def test_read_yields_section_entry_and_balances() -> None:
    data = message(
        ACCOUNT, balance("OPBD", "100.00"), balance("CLBD", "87.50"), balance("CLAV", "80"), entry()
    )

    records = read(data)

    day = date(2024, 3, 31)
    assert records == [
        AccountSection(
            "DE02120300000000202051", "EUR", "Ada Lovelace", statement="S-1", bank="BYLADEM1001"
        ),
        StatementLine(date(2024, 3, 4), Decimal("-12.50"), 1, "EUR"),
        Balance(BalanceKind.OPENING, Decimal("100.00"), day, "EUR", 1),
        Balance(BalanceKind.CLOSING, Decimal("87.50"), day, "EUR", 1),
        Balance(BalanceKind.AVAILABLE, Decimal(80), day, "EUR", 1),
    ]


@pytest.mark.parametrize(
    ("codes", "opening", "closing"),
    [
        ({"PRCD": "5", "CLBD": "5"}, "5", "5"),
        ({"PRCD": "4", "OPBD": "5", "CLBD": "5"}, "5", "5"),
        ({"ITBD": "7"}, None, "7"),
        ({"ITBD": "7", "CLBD": "5", "OPBD": "5"}, "5", "5"),
        ({"FWAV": "9", "INFO": "8"}, None, None),
    ],
)
def test_read_chooses_the_balance_of_each_kind(
    codes: dict[str, str], opening: str | None, closing: str | None
) -> None:
    data = message(ACCOUNT, *(balance(code, amount) for code, amount in codes.items()))

    amounts = {r.kind: str(r.amount) for r in read(data) if isinstance(r, Balance)}

    assert amounts.get(BalanceKind.OPENING) == opening
    assert amounts.get(BalanceKind.CLOSING) == closing


def test_read_signs_a_debit_balance() -> None:
    records = read(message(ACCOUNT, balance("CLBD", "3.10", "DBIT")))

    assert [r.amount for r in records if isinstance(r, Balance)] == [Decimal("-3.10")]


@pytest.mark.parametrize("root", ["Document", f"Document {NAMESPACE}", "c:Document xmlns:c='u'"])
def test_read_needs_no_particular_namespace(root: str) -> None:
    prefix = "c:" if root.startswith("c:") else ""
    text = message(ACCOUNT, entry(), root=root).decode()
    if prefix:
        text = text.replace("<", "<c:").replace("<c:/", "</c:").replace("c:c:", "c:")

    assert [line.amount for line in lines(text.encode())] == [Decimal("-12.50")]


@pytest.mark.parametrize(
    ("container", "envelope"),
    [("Rpt", "BkToCstmrAcctRptV01"), ("Ntfctn", "BkToCstmrDbtCdtNtfctn")],
)
def test_read_takes_reports_and_notifications(container: str, envelope: str) -> None:
    text = message(ACCOUNT, entry(), entry("1")).decode()
    text = text.replace("BkToCstmrStmt", envelope).replace("Stmt>", f"{container}>")

    assert len(lines(text.encode())) == 2


def test_read_keeps_statements_apart() -> None:
    second = ACCOUNT.replace("202051", "202052")
    data = message(ACCOUNT, entry(), "</Stmt><Stmt><Id>S-2</Id>", second, entry("2"))

    kinds = [
        (record.statement, record.account[-6:]) if isinstance(record, AccountSection) else "line"
        for record in read(data)
    ]

    assert kinds == [("S-1", "202051"), "line", ("S-2", "202052"), "line"]


@pytest.mark.parametrize(
    "status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts>INFO</Sts>"]
)
def test_read_marks_what_is_not_booked_as_pending(status: str) -> None:
    data = message(
        ACCOUNT, balance("OPBD", "9"), balance("CLBD", "9"), entry(status=status), entry("0")
    )

    assert [line.is_pending for line in lines(data)] == [True, False]
    assert problems(data) == []


@pytest.mark.parametrize(
    ("dates", "day", "value_day"),
    [
        ("<BookgDt><Dt>2024-03-04+01:00</Dt></BookgDt>", date(2024, 3, 4), None),
        ("<BookgDt><DtTm>2024-03-04T23:59:59Z</DtTm></BookgDt>", date(2024, 3, 4), None),
        ("<ValDt><Dt>2024-03-05</Dt></ValDt>", date(2024, 3, 5), date(2024, 3, 5)),
        (
            "<BookgDt><Dt>20240304</Dt></BookgDt><ValDt><Dt>2024-03-05</Dt></ValDt>",
            date(2024, 3, 4),
            date(2024, 3, 5),
        ),
    ],
)
def test_read_dates_an_entry_by_booking_then_value(
    dates: str, day: date, value_day: date | None
) -> None:
    data = message(ACCOUNT, entry(dates=dates))

    assert [(line.date, line.value_date) for line in lines(data)] == [(day, value_day)]


def test_read_takes_the_messages_day_for_an_undated_entry_and_says_so() -> None:
    data = message(ACCOUNT, entry(dates=""))

    assert [line.date for line in lines(data)] == [date(2024, 4, 1)]
    assert [problem.is_warning for problem in problems(data)] == [True]


def test_read_warns_when_entries_do_not_lead_to_the_closing_balance() -> None:
    data = message(ACCOUNT, balance("OPBD", "100"), balance("CLBD", "90"), entry())

    assert problems(data) == [
        Problem(
            "statement S-1: the opening balance 100 and the entries -12.50 give 87.50, "
            "but the closing balance is 90",
            line=1,
            is_warning=True,
        )
    ]


PARTIES = (
    "<TxDtls><Refs><EndToEndId>E2E-7</EndToEndId><TxId>T-9</TxId></Refs><RltdPties>"
    "<Dbtr><Pty><Nm>Dana Debtor</Nm></Pty></Dbtr>"
    "<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct>"
    "<Cdtr><Nm>Carl Creditor</Nm></Cdtr>"
    "<CdtrAcct><Id><Othr><Id>4711</Id></Othr></Id></CdtrAcct></RltdPties>"
    "<RmtInf><Ustrd>Invoice</Ustrd><Ustrd> 17 \n of May</Ustrd></RmtInf></TxDtls>"
)


@pytest.mark.parametrize(
    ("indicator", "more", "payee", "account"),
    [
        ("DBIT", "", "Carl Creditor", "4711"),
        ("CRDT", "", "Dana Debtor", "NL91ABNA0417164300"),
        ("CRDT", "<RvslInd>true</RvslInd>", "Carl Creditor", "4711"),
        ("DBIT", "<RvslInd>false</RvslInd>", "Carl Creditor", "4711"),
    ],
)
def test_read_names_the_other_side(indicator: str, more: str, payee: str, account: str) -> None:
    line = lines(message(ACCOUNT, entry(indicator=indicator, more=more, details=PARTIES)))[0]

    assert (line.payee, line.counterparty_account) == (payee, account)
    assert line.memo == "Invoice 17 of May"
    assert (line.reference, line.external_id) == ("E2E-7", "T-9")


@pytest.mark.parametrize(
    ("details", "more", "expected"),
    [
        ("", "<AddtlNtryInf>Card fee</AddtlNtryInf>", "Card fee"),
        (
            "<TxDtls><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>",
            "",
            "RF18",
        ),
        ("<TxDtls><AddtlTxInf>Refund</AddtlTxInf></TxDtls>", "", "Refund"),
        (
            "",
            "<Chrgs><Amt Ccy='EUR'>0.50</Amt></Chrgs><AddtlNtryInf>Abroad</AddtlNtryInf>",
            "Abroad (charges 0.50)",
        ),
        ("", "<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>0.00</TtlChrgsAndTaxAmt></Chrgs>", ""),
    ],
)
def test_read_finds_the_purpose(details: str, more: str, expected: str) -> None:
    assert lines(message(ACCOUNT, entry(details=details, more=more)))[0].memo == expected


@pytest.mark.parametrize("reference", ["NOTPROVIDED", "NONREF", " "])
def test_read_takes_no_filler_for_a_reference(reference: str) -> None:
    details = f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs></TxDtls>"

    line = lines(message(ACCOUNT, entry(details=details)))[0]

    assert (line.reference, line.external_id) == ("", "")


def part(amount: str, indicator: str, name: str) -> str:
    return (
        f"<TxDtls><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd>"
        f"<RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>"
    )


def test_read_makes_one_line_with_splits_of_a_batch() -> None:
    details = part("20.00", "DBIT", "Rent") + part("7.50", "CRDT", "Refund")

    found = lines(message(ACCOUNT, entry(details=details)))

    assert [line.splits for line in found] == [
        (Split(Decimal("-20.00"), memo="Rent"), Split(Decimal("7.50")))
    ]


def test_read_gives_no_splits_that_do_not_add_up() -> None:
    details = part("20.00", "DBIT", "Rent") + part("7.00", "CRDT", "Refund")

    assert [line.splits for line in lines(message(ACCOUNT, entry(details=details)))] == [()]


@pytest.mark.parametrize(
    "bad",
    [
        entry("12..34"),
        entry("1,234"),
        entry("123456789012345.00"),
        entry(indicator="BOTH"),
        entry(dates="<BookgDt><Dt>1024-03-04</Dt></BookgDt>"),
        entry(dates="<BookgDt><Dt>2024-02-30</Dt></BookgDt>"),
        entry(dates="<BookgDt><Dt>tomorrow</Dt></BookgDt>"),
    ],
)
def test_read_reports_an_unreadable_entry_and_goes_on(bad: str) -> None:
    data = message(ACCOUNT, bad, entry("1"))

    assert [line.amount for line in lines(data)] == [Decimal(-1)]
    assert [(problem.line, problem.is_warning) for problem in problems(data)] == [(1, False)]


def test_read_refuses_a_file_whose_every_entry_is_unreadable() -> None:
    with pytest.raises(BrokenFile, match=r"march.xml, line 1: .*“12..34” is not an amount"):
        read(message(ACCOUNT, entry("12..34")))


def test_read_keeps_what_stands_before_a_break() -> None:
    data = message(ACCOUNT, balance("OPBD", "5"), entry(), entry("3"))
    broken = data[: data.rindex(b"<BookgDt>")]

    records = read(broken)

    assert [type(record).__name__ for record in records] == [
        "AccountSection",
        "StatementLine",
        "Balance",
        "Problem",
    ]
    assert [problem.is_warning for problem in problems(broken)] == [False]


def test_read_yields_nothing_of_an_empty_statement() -> None:
    parsed = ParsedStatement.collect(Detection("camt", "", Decimal(1)), read(message(ACCOUNT)))

    assert (len(parsed.sections), parsed.lines, parsed.problems) == (1, (), ())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no markup",
        b"<Document/>",
        b"<Document xmlns='urn:x:camt.053.001.02'><BkToCstmrStmt/></Document>",
        b"<Document xmlns='urn:x:pain.001'><CstmrCdtTrfInitn/></Document>",
        message()[:60],
    ],
)
def test_read_refuses_what_holds_no_statement(data: bytes) -> None:
    with pytest.raises(BrokenFile):
        read(data)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE Document [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE Document SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Document [<!ENTITY x SYSTEM "http://127.0.0.1/">]>',
        "<!DOCTYPE Document>",
    ],
)
def test_read_refuses_a_document_type(head: str) -> None:
    with pytest.raises(HostileFile, match="no document type"):
        read(message(ACCOUNT, entry(), head=head))


def test_read_refuses_markup_without_an_end_of_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt, "MAX_HELD_BYTES", 100_000)

    with pytest.raises(HostileFile, match="hold no end of an entry"):
        read(message(ACCOUNT, "<Junk/>" * 50_000, entry()))


def test_read_frees_entries_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt, "MAX_HELD_BYTES", 100_000)

    assert len(lines(message(ACCOUNT, entry() * 5_000))) == 5_000


def test_read_refuses_too_large_a_file() -> None:
    source = StatementFile("big.xml", StatementFile.from_bytes(message()).opener, 10**10)

    with pytest.raises(HostileFile, match="are more than the"):
        list(CamtReader().read(source, Detection("camt", "", Decimal(1))))


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("<?xml version='1.0' encoding='utf-8'?>", "utf-8"),
        ("<?xml version='1.0' encoding='utf-8'?>", "utf-8-sig"),
        ("<?xml version='1.0' encoding='utf-8'?>", "cp1252"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "latin-1"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "utf-8"),
        ("\r\n  <?xml version='1.0'?>", "utf-8"),
        ("", "utf-16"),
    ],
)
def test_read_finds_the_true_encoding(head: str, codec: str) -> None:
    more = "<AddtlNtryInf>Müller &amp; Söhne</AddtlNtryInf>"
    data = message(ACCOUNT, entry(more=more), head=head).decode().encode(codec)

    assert [line.memo for line in lines(data)] == ["Müller & Söhne"]


def test_read_follows_the_charset_that_is_asked_for() -> None:
    data = message(ACCOUNT, entry(more="<AddtlNtryInf>Łódź</AddtlNtryInf>")).decode()
    source = StatementFile.from_bytes(data.encode("cp1250"))
    asked = Detection("camt", "", Decimal(1), {"charset": "cp1250"})

    records = CamtReader().read(source, asked)

    assert [record.memo for record in records if isinstance(record, StatementLine)] == ["Łódź"]


def test_read_gives_the_line_where_an_entry_begins() -> None:
    data = message(ACCOUNT, "\n\n", entry(), "\n", entry())

    assert [line.line for line in lines(data)] == [3, 4]
