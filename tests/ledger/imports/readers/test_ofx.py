from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.readers.ofx import OfxReader
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    HostileFile,
    ParsedStatement,
    Problem,
    StatementError,
    StatementFile,
    StatementLine,
)

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
COFFEE = """<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20200131120000[-5:EST]
<TRNAMT>-3.50
<FITID>77
<NAME>CAFE & BAR
<MEMO>Card 1234
</STMTTRN>
"""


def statement(rows: str, *, balances: str = "", header: str = HEADER) -> str:
    return f"""{header}<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>
<FI><ORG>First Bank<FID>1</FI></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>123<ACCTID>456<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20200101<DTEND>20200131
{rows}</BANKTRANLIST>{balances}
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""


def parse(text: str | bytes) -> ParsedStatement:
    data = text if isinstance(text, bytes) else text.encode()
    source = StatementFile.from_bytes(data, "bank.ofx")
    detection = OfxReader().detect(source)
    assert detection is not None
    return ParsedStatement.collect(detection, OfxReader().read(source, detection))


def transaction(fields: str) -> str:
    return f"<STMTTRN>{fields}</STMTTRN>"


def test_statement_gives_account_line_and_balances_in_file_order() -> None:
    balances = (
        "<LEDGERBAL><BALAMT>10.00<DTASOF>20200201</LEDGERBAL>"
        "<AVAILBAL><BALAMT>8,00<DTASOF>20200202</AVAILBAL>"
    )

    parsed = parse(statement(COFFEE, balances=balances))

    assert parsed.sections == (AccountSection("456", "EUR", bank="First Bank", kind="CHECKING"),)
    assert parsed.lines == (
        StatementLine(
            date=date(2020, 1, 31),
            amount=Decimal("-3.50"),
            line=13,
            currency="EUR",
            payee="CAFE & BAR",
            memo="Card 1234",
            external_id="77",
        ),
    )
    assert parsed.balances == (
        Balance(BalanceKind.CLOSING, Decimal("10.00"), date(2020, 2, 1), "EUR", 21),
        Balance(BalanceKind.AVAILABLE, Decimal("8.00"), date(2020, 2, 2), "EUR", 21),
    )
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("header", "dialect", "confidence"),
    [
        (HEADER, "OFX 1.02 SGML", Decimal(1)),
        (HEADER.replace("\n", ""), "OFX 1.02 SGML", Decimal(1)),
        ('<?OFX OFXHEADER="200" VERSION="211"?>', "OFX 2.11 XML", Decimal(1)),
        ("", "OFX without version SGML", Decimal("0.9")),
        ("\n\n\ufeff", "OFX without version SGML", Decimal("0.9")),
    ],
)
def test_detect_names_the_version(header: str, dialect: str, confidence: Decimal) -> None:
    parsed = parse(statement(COFFEE, header=header))

    assert (parsed.detection.dialect, parsed.detection.confidence) == (dialect, confidence)
    assert len(parsed.lines) == 1


def test_detect_says_qfx_for_a_file_made_for_quicken() -> None:
    parsed = parse(statement(COFFEE).replace("<FID>1", "<FID>1<INTU.BID>2"))

    assert parsed.detection.dialect == "QFX 1.02 SGML"


@pytest.mark.parametrize("text", ["", "Date;Amount\n", "!Type:Bank\n", "<html><body>OFX</body>"])
def test_detect_passes_over_other_formats(text: str) -> None:
    assert OfxReader().detect(StatementFile.from_bytes(text.encode())) is None


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("</STMTTRN>", ""),
        lambda text: text.replace("<NAME>", "<NAME><!-- <STMTTRN> payee -->"),
        lambda text: text.replace("STMTTRN", "stmttrn"),
        lambda text: text.replace("<FITID>", "<EMPTY><X.Y></X.Y><FITID>"),
        lambda text: text.replace("CAFE & BAR", "<![CDATA[CAFE & BAR]]></NAME>"),
        lambda text: text.replace("CAFE & BAR", "CAFE &amp;amp; BAR</NAME>"),
        lambda text: text.replace("-3.50", " - 3,50 EUR "),
        lambda text: text.replace("<NAME>CAFE & BAR", "<PAYEE><NAME>CAFE & BAR<CITY>X</PAYEE>"),
    ],
)
def test_lines_are_the_same_in_every_layout(layout: object) -> None:
    assert callable(layout)

    parsed = parse(layout(statement(COFFEE + COFFEE.replace(">77", ">78"))))

    assert [(row.external_id, row.payee, row.amount) for row in parsed.lines] == [
        ("77", "CAFE & BAR", Decimal("-3.50")),
        ("78", "CAFE & BAR", Decimal("-3.50")),
    ]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("cp1252", "CHARSET:1252"),
        ("utf-8", "CHARSET:1252"),
        ("utf-8-sig", "CHARSET:NONE"),
        ("utf-16", "CHARSET:1252"),
        ("iso-8859-2", "CHARSET:8859-2"),
        ("cp1252", "CHARSET:65001"),
        ("cp1250", "encoding='windows-1250'"),
    ],
)
def test_charset_is_what_the_bytes_say_before_what_is_declared(charset: str, declared: str) -> None:
    text = statement(COFFEE.replace("CAFE", "CAFÉ")).replace("CHARSET:1252", declared)

    parsed = parse(text.encode(charset))

    assert parsed.lines[0].payee == "CAFÉ & BAR"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("<TRNAMT>1.00<FITID>1", "it has no date (DTPOSTED)"),
        ("<DTPOSTED>00000000<TRNAMT>1.00", "its date is all zeros"),
        ("<DTPOSTED>20201301<TRNAMT>1.00", "there is no month 13 with a day 1"),
        ("<DTPOSTED>18990101<TRNAMT>1.00", "the year 1899 is outside 1900 to 2100"),
        ("<DTPOSTED>yesterday<TRNAMT>1.00", "“yesterday” is not a date"),
        ("<DTPOSTED>20200101", "it has no amount (TRNAMT)"),
        ("<DTPOSTED>20200101<TRNAMT>ten", "“ten” is not an amount"),
        ("<DTPOSTED>20200101<TRNAMT>1234567890123456.00", "more digits than an amount can have"),
    ],
)
def test_record_that_cannot_be_read_is_a_problem(fields: str, reason: str) -> None:
    parsed = parse(statement(transaction(fields) + COFFEE))

    assert len(parsed.lines) == 1
    assert [(reason in problem.message, problem.line) for problem in parsed.problems] == [
        (True, 13)
    ]


def test_day_past_the_end_of_its_month_is_read_as_the_last_one_with_a_warning() -> None:
    parsed = parse(statement(COFFEE.replace("20200131", "20200230")))

    assert parsed.lines[0].date == date(2020, 2, 29)
    assert parsed.problems == (
        Problem("“2020023012” does not exist: read as 2020-02-29.", 13, is_warning=True),
    )


def test_equal_ids_are_all_given() -> None:
    parsed = parse(statement(COFFEE * 3))

    assert [row.external_id for row in parsed.lines] == ["77", "77", "77"]


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ("<CHECKNUM>1001", "reference", "1001"),
        ("<REFNUM>R1", "reference", "R1"),
        ("<CURRENCY><CURRATE>1.1<CURSYM>usd</CURRENCY>", "currency", "USD"),
        ("<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>", "currency", "EUR"),
        ("<BANKACCTTO><BANKID>1<ACCTID>99</BANKACCTTO>", "counterparty_account", "99"),
        ("<DTAVAIL>20200203", "value_date", date(2020, 2, 3)),
        ("<MEMO>one\n two &lt;3", "memo", "one two <3"),
        ("<MEMO>AT&T &#8364; &bogus;", "memo", "AT&T € &bogus;"),
        ("<CATEGORY>Food", "category", "Food"),
    ],
)
def test_field_of_a_line(fields: str, name: str, value: object) -> None:
    parsed = parse(statement(transaction(f"<DTPOSTED>20200131<TRNAMT>1{fields}")))

    assert getattr(parsed.lines[0], name) == value


def test_each_statement_has_its_own_section() -> None:
    card = """<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>USD
<CCACCTFROM><ACCTID>4111</CCACCTFROM><BANKTRANLIST></BANKTRANLIST>
<LEDGERBAL><BALAMT>-5</LEDGERBAL></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"""

    parsed = parse(statement(COFFEE).replace("</OFX>", card))

    assert [(part.account, part.currency, part.kind) for part in parsed.sections] == [
        ("456", "EUR", "CHECKING"),
        ("4111", "USD", "CREDITCARD"),
    ]
    assert [(b.amount, b.currency) for b in parsed.balances] == [(Decimal(-5), "USD")]


def test_pending_transaction_is_marked() -> None:
    rows = "<STMTTRNP><TRNTYPE>POS<DTTRAN>20200130<TRNAMT>-1.00</STMTTRNP>"

    parsed = parse(statement(rows))

    assert [(row.is_pending, row.date) for row in parsed.lines] == [(True, date(2020, 1, 30))]


def test_investments_count_apart_from_the_cash_beside_them() -> None:
    text = f"""{HEADER}<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD
<INVACCTFROM><BROKERID>b.example<ACCTID>9</INVACCTFROM><INVTRANLIST>
<BUYMF><INVBUY><INVTRAN><FITID>1<DTTRADE>20200102<MEMO>FUND</INVTRAN>
<SECID><UNIQUEID>808515100</SECID><UNITS>2<TOTAL>-120.00</INVBUY></BUYMF>
<TRANSFER><INVTRAN><FITID>2<DTTRADE>20200103</INVTRAN>
<INVACCTFROM><ACCTID>8</INVACCTFROM><UNITS>4</TRANSFER>
<INCOME><INVTRAN><FITID>3</INVTRAN><TOTAL>1</INCOME>
<INVBANKTRAN>{COFFEE}<SUBACCTFUND>CASH</INVBANKTRAN>
</INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"""

    parsed = parse(text)

    assert [(row.is_investment, row.amount, row.category) for row in parsed.lines] == [
        (True, Decimal("-120.00"), "BUYMF"),
        (True, Decimal(0), "TRANSFER"),
        (False, Decimal("-3.50"), ""),
    ]
    assert [part.account for part in parsed.sections] == ["9"]
    assert [problem.message for problem in parsed.problems] == [
        "Investment record left out: it has no trade date (DTSETTLE)."
    ]


def test_error_of_the_bank_is_passed_on_as_a_warning() -> None:
    text = statement("").replace("<CODE>0<SEVERITY>INFO", "<CODE>2000<SEVERITY>ERROR<MESSAGE>Down")

    parsed = parse(text)

    assert parsed.problems == (
        Problem("The bank answered with error 2000: Down.", 8, is_warning=True),
    )


def test_correction_is_told() -> None:
    fields = "<CORRECTFITID>5<CORRECTACTION>REPLACE<FITID>77"

    parsed = parse(statement(COFFEE.replace("<FITID>77", fields)))

    assert [problem.message for problem in parsed.problems] == [
        "The bank corrects its earlier transaction “5” (replace)."
    ]


def test_balance_that_is_no_number_is_a_warning_and_an_empty_one_is_none() -> None:
    parsed = parse(
        statement(
            COFFEE,
            balances="<LEDGERBAL><BALAMT>?<DTASOF></LEDGERBAL><AVAILBAL><BALAMT></AVAILBAL>",
        )
    )

    assert parsed.balances == ()
    assert [(p.message, p.is_warning) for p in parsed.problems] == [
        ("Balance left out: “?” is not an amount.", True)
    ]


@pytest.mark.parametrize(
    ("cut", "messages"),
    [
        ("<MEMO>Card", ["The file breaks off inside this transaction.", "list"]),
        ("</BANKTRANLIST>", ["list"]),
    ],
)
def test_file_that_breaks_off_keeps_what_came_before(cut: str, messages: list[str]) -> None:
    text = statement(COFFEE.replace("Card", "Whole") + COFFEE)

    parsed = parse(text[: text.index(cut)])

    whole = "The file breaks off inside this list of transactions."
    assert [problem.message for problem in parsed.problems] == [
        whole if message == "list" else message for message in messages
    ]
    assert parsed.lines[0].memo == "Whole 1234"


def test_missing_end_tags_of_the_file_lose_nothing() -> None:
    text = statement(COFFEE, balances="<LEDGERBAL><BALAMT>1<DTASOF>20200101</LEDGERBAL>")

    parsed = parse(text[: text.index("</STMTRS>")])

    assert (len(parsed.lines), parsed.problems) == (1, ())


def test_valid_file_without_transactions_is_no_error() -> None:
    parsed = parse(HEADER + "<OFX></OFX>")

    assert (parsed.lines, parsed.problems) == ((), ())


@pytest.mark.parametrize(
    "text", ["<OFX><A></OFX>", "<OFX>\n<ACCTID>\n</CCACCTFROM></OFX>", "<OFX>"]
)
def test_markup_without_a_statement_is_refused(text: str) -> None:
    with pytest.raises(BrokenFile, match="no statement in it"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE OFX [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + statement(COFFEE),
        statement(transaction("".join(f"<A{n}>x" for n in range(1_100)))),
        statement(f"<MEMO>{'x' * 1_500_000}"),
        statement(f"<!--{'x' * 1_500_000}"),
    ],
)
def test_hostile_file_is_refused(text: str) -> None:
    with pytest.raises(HostileFile):
        parse(text)


def test_depth_of_nesting_costs_nothing() -> None:
    parsed = parse(statement("<A>" * 200_000 + COFFEE + "</A>" * 200_000))

    assert len(parsed.lines) == 1


def test_pieces_of_the_file_are_joined_wherever_it_is_cut() -> None:
    rows = "".join(COFFEE.replace(">77", f">{n}<X><![CDATA[<STMTTRN>]]>") for n in range(4_000))

    parsed = parse(statement(rows))

    assert [row.external_id for row in parsed.lines] == [str(n) for n in range(4_000)]
    assert {row.payee for row in parsed.lines} == {"CAFE & BAR"}
    assert [row.line for row in parsed.lines[:2]] == [13, 21]


def test_older_ofc_is_read_too() -> None:
    rows = COFFEE.replace("FITID", "CHKNUM")

    parsed = parse(f"<OFC><ACCTSTMT><ACCTFROM><ACCTID>5</ACCTFROM><STMTRS>{rows}</STMTRS></OFC>")

    assert parsed.detection.dialect == "OFC"
    assert [(row.amount, row.reference) for row in parsed.lines] == [(Decimal("-3.50"), "77")]
    assert [part.account for part in parsed.sections] == ["5"]


def test_zero_bytes_are_passed_over() -> None:
    parsed = parse(statement(COFFEE).encode().replace(b"CAFE", b"CA\0FE"))

    assert parsed.lines[0].payee == "CAFE & BAR"


def test_errors_belong_to_the_family_of_statement_errors() -> None:
    assert issubclass(BrokenFile, StatementError)
    assert issubclass(HostileFile, StatementError)
