from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.readers.qif import QifReader
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    HostileFile,
    ParsedStatement,
    Problem,
    Split,
    StatementFile,
    StatementLine,
)


def parse(text: str | bytes, **forced: object) -> ParsedStatement:
    data = text if isinstance(text, bytes) else text.encode()
    source = StatementFile.from_bytes(data, "bank.qif")
    detection = QifReader().detect(source)
    assert detection is not None
    detection = replace(detection, options={**detection.options, **forced})
    return ParsedStatement.collect(detection, QifReader().read(source, detection))


def dated(*days: str) -> str:
    return "!Type:Bank\n" + "".join(f"D{day}\nT-1.00\n^\n" for day in days)


def test_record_gives_a_line_with_everything_it_says() -> None:
    parsed = parse(
        "!Type:Bank\nD31/01/2020\nU-1,234.50\nT-1,234.50\nCX\nN101\nPGrocer\n"
        "Mone\nMtwo\nAHigh Street\nL[Savings]\n^\n"
    )

    assert parsed.sections == (AccountSection(kind="Bank"),)
    assert parsed.lines == (
        StatementLine(
            date=date(2020, 1, 31),
            amount=Decimal("-1234.50"),
            line=2,
            payee="Grocer",
            memo="one two",
            category="[Savings]",
            reference="101",
        ),
    )
    assert (parsed.detection.dialect, parsed.problems) == ("Bank, dates d/m/y", ())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("!Type:Bank\r\nD01/31/2020\r\nT1\r\n^\r\nD01/31/2020\r\nT1\r\n^", 2),
        ("!Type:Bank\rD01/31/2020\rT1\r^\r", 1),
        ("!type:bank \n\n^\n D01/31/2020\n T1\n\n^ \n", 1),
        ("# comment\n### more\n!Type:CCard\nD01/31/2020\nT1\n^\n", 1),
        ("!Type:Bank\nD01/31/2020\nU1\n", 1),
        ("D01/31/2020\nT1.00\nPNo header\n^\n", 1),
        ("\ufeff!Type:Oth L\nD01/31/2020\nT1\n^\n", 1),
        ("!Type:Cash\nD01/31/2020\nT1\n^\n!Type:Cat\nNFood\nE\n^\n!Type:Memorized\nT9\n^\n", 1),
        ('!Type:Prices\n"IBM",12.5,"1/31/20"\n^\n', 0),
        ("!Option:AutoSwitch\n!Account\nNOne\nTBank\n^\nNTwo\nTCCard\n^\n!Clear:AutoSwitch\n", 0),
    ],
)
def test_layouts_and_lists(text: str, count: int) -> None:
    parsed = parse(text)

    assert (len(parsed.lines), parsed.problems) == (count, ())


@pytest.mark.parametrize("text", ["", "Date,Amount\n1,2\n", "<OFX>", "Dear bank\nThank you\n^\n"])
def test_detect_passes_over_other_formats(text: str) -> None:
    assert QifReader().detect(StatementFile.from_bytes(text.encode())) is None


@pytest.mark.parametrize(
    ("days", "order", "confidence", "first"),
    [
        (("01/31/2020", "02/01/2020"), "mdy", "1", date(2020, 1, 31)),
        (("1/2/2020", "31/01/2020"), "dmy", "1", date(2020, 2, 1)),
        (("2020-03-04",), "ymd", "1", date(2020, 3, 4)),
        (("20200304",), "ymd", "1", date(2020, 3, 4)),
        (("98/05/20", "99/05/21"), "ymd", "1", date(1998, 5, 20)),
        (("1/ 2'05", "12/31'99"), "mdy", "1", date(2005, 1, 2)),
        (("12/21' 7", "12/22' 7"), "mdy", "1", date(2007, 12, 21)),
        (("6/ 8/94", "6/30/94"), "mdy", "1", date(1994, 6, 8)),
        (("3-Apr-2020",), "mdy", "1", date(2020, 4, 3)),
        (("05/05/20",), "mdy", "1", date(2020, 5, 5)),
        (("03/04/10",), "mdy", "0.5", date(2010, 3, 4)),
        (("03.04.10",), "dmy", "0.8", date(2010, 4, 3)),
        (("03/03/10", "04/03/10", "05/03/10"), "dmy", "0.8", date(2010, 3, 3)),
        (("03/03/10", "03/04/10", "03/05/10"), "mdy", "0.8", date(2010, 3, 3)),
        (("13/13/2020", "14/02/2020", "02/03/2020"), "dmy", "0.9", date(2020, 2, 14)),
    ],
)
def test_order_of_dates_is_seen_over_the_file(
    days: tuple[str, ...], order: str, confidence: str, first: date
) -> None:
    parsed = parse(dated(*days))

    assert parsed.detection.options["date_order"] == order
    assert parsed.detection.confidence == Decimal(confidence)
    assert parsed.lines[0].date == first


def test_order_of_dates_can_be_forced() -> None:
    parsed = parse(dated("03/04/10"), date_order="dmy")

    assert parsed.lines[0].date == date(2010, 4, 3)


def test_order_of_dates_may_be_declared() -> None:
    parsed = parse("!Option:DMY\n" + dated("03/04/10"))

    assert parsed.lines[0].date == date(2010, 4, 3)


def test_order_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BrokenFile, match="'dd/mm' is none of mdy, dmy, ymd, ydm"):
        parse(dated("03/04/10"), date_order="dd/mm")


def test_decimal_comma_suggests_day_first() -> None:
    parsed = parse("!Type:Bank\nD03/04/10\nT-1.234,56\n^\n")

    assert (parsed.lines[0].date, parsed.lines[0].amount) == (
        date(2010, 4, 3),
        Decimal("-1234.56"),
    )


@pytest.mark.parametrize(
    ("amounts", "read"),
    [
        (("10,000", "1.50"), ("10000", "1.50")),
        (("10,000", "1,50"), ("10.000", "1.50")),
        (("10.000", "1,50"), ("10000", "1.50")),
        (("-10,000,000.00", "+123"), ("-10000000.00", "123")),
        (("$ 5.00-", "(7.25)"), ("-5.00", "-7.25")),
        (("1'234.50", ".5"), ("1234.50", "0.5")),
    ],
)
def test_decimal_mark_is_seen_over_the_file(
    amounts: tuple[str, ...], read: tuple[str, ...]
) -> None:
    rows = "".join(f"D2020-01-01\nT{amount}\n^\n" for amount in amounts)

    parsed = parse("!Type:Bank\n" + rows)

    assert [row.amount for row in parsed.lines] == [Decimal(value) for value in read]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("T1.00\nPShop", "“1.00 Shop” has no date (D)"),
        ("D13/13/2020\nT1.00", "“13/13/2020” is not a date in the order m/d/y"),
        ("D01/01/3020\nT1.00", "“01/01/3020” is not a date in the order m/d/y"),
        ("D01/01/2020\nPShop", "“01/01/2020 Shop” has no amount (T)"),
        ("D01/01/2020\nTten", "“ten” is not an amount"),
        ("D01/01/2020\nT1.2.3,4,5", "“1.2.3,4,5” has more than one decimal mark"),
        ("D01/01/2020\nT123456789012345", "has more digits than an amount can have"),
    ],
)
def test_record_that_cannot_be_read_is_a_problem(record: str, reason: str) -> None:
    parsed = parse(f"!Type:Bank\nD01/31/2020\nT1\n^\n{record}\n^\n")

    assert len(parsed.lines) == 1
    assert [(reason in problem.message, problem.line) for problem in parsed.problems] == [(True, 5)]


def test_splits_are_kept_when_they_make_up_the_amount() -> None:
    parsed = parse(
        "!Type:Bank\nD01/31/2020\nT-10.00\nLFood\nSFood\nEbread\n$-6.00\nN7\nSHome\n$-4.00\n^\n"
    )

    assert parsed.lines[0].splits == (
        Split(Decimal("-6.00"), "Food", "bread"),
        Split(Decimal("-4.00"), "Home"),
    )
    assert parsed.lines[0].reference == ""


@pytest.mark.parametrize(
    ("splits", "message"),
    [
        ("SA\n$-6.00\nSB\n$-5.00", "Splits left out: they come to -11.00, the transaction to -10."),
        ("SA\n$six", "Splits left out: “six” is not an amount."),
    ],
)
def test_splits_that_do_not_fit_are_left_out_with_a_warning(splits: str, message: str) -> None:
    parsed = parse(f"!Type:Bank\nD01/31/2020\nT-10\n{splits}\n^\n")

    assert parsed.lines[0].splits == ()
    assert parsed.problems == (Problem(message, 2, is_warning=True),)


def test_accounts_give_names_and_statement_balances() -> None:
    parsed = parse(
        "!Account\nNCurrent\nTBank\n/01/31/2020\n$100.00\n^\n!Type:Bank\nD01/30/2020\nT1\n^\n"
        "!Account\nNVisa\nTCCard\n^\n!Type:CCard\nD01/30/2020\nT2\n^\n"
    )

    assert [(part.name, part.kind) for part in parsed.sections] == [
        ("Current", "Bank"),
        ("Visa", "Ccard"),
    ]
    assert parsed.balances == (Balance(BalanceKind.CLOSING, Decimal("100.00"), date(2020, 1, 31)),)


def test_header_that_repeats_begins_no_new_account() -> None:
    parsed = parse("!Type:Bank\nD01/31/2020\nT1\n^\n" * 3)

    assert (len(parsed.sections), len(parsed.lines)) == (1, 3)


def test_unknown_section_holds_transactions_where_they_look_like_it() -> None:
    parsed = parse("!Type:Banque\nD01/31/2020\nT1\n^\n!Type:Devises\nNEuro\nSEUR\n^\n")

    assert (len(parsed.lines), parsed.problems) == (1, ())


def test_opening_balance_names_the_account_that_no_list_names() -> None:
    parsed = parse("!Type:Bank\nD01/31/2020\nT0.00\nPOpening Balance\nL[Current]\n^\n")

    assert (parsed.sections[0].name, len(parsed.lines)) == ("Current", 1)


def test_investments_are_marked_and_need_no_amount() -> None:
    parsed = parse(
        "!Type:Invst\nD12/21' 7\nNBuy\nYIBM\nT11010.00\nI110.10\nQ100\n^\nD12/22' 7\nNCash\n^\n"
    )

    assert [(row.is_investment, row.amount, row.category, row.payee) for row in parsed.lines] == [
        (True, Decimal("11010.00"), "Buy", "IBM"),
        (True, Decimal(0), "Cash", ""),
    ]


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
def test_charset_is_seen_in_the_bytes(charset: str) -> None:
    parsed = parse("!Type:Bank\nD01/31/2020\nT1\nPCafé Zoë\n^\n".encode(charset))

    assert parsed.lines[0].payee == "Café Zoë"


def test_cyrillic_codepage_is_told_from_the_latin_one() -> None:
    parsed = parse("!Type:Bank\nD31/01/2020\nT1\nPПятёрочка\n^\n".encode("cp1251"))

    assert parsed.lines[0].payee == "Пятёрочка"


@pytest.mark.parametrize(
    "text",
    ["!Type:Bank\nD01/31/2020\nP" + "x" * 1_500_000, "!Type:Bank\n" + "Mx\n" * 20_001],
)
def test_hostile_file_is_refused(text: str) -> None:
    with pytest.raises(HostileFile):
        parse(text)
