from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.readers.mt940 import Mt940Reader
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    BrokenFile,
    Detection,
    HostileFile,
    Problem,
    Record,
    StatementFile,
    StatementLine,
    UnknownFormat,
)

HEADER = ":20:STARTUMS\n:25:12345678/1020304050\n:28C:5/1\n:60F:C240301EUR100,00\n"
ENTRY = ":61:2403040304D12,50NTRFNONREF\n:86:Bakery\n"
CLOSING = ":62F:C240331EUR87,50\n"
STATEMENT = f"{HEADER}{ENTRY}{CLOSING}-\n"


def read(text: str | bytes) -> list[Record]:
    data = text.encode() if isinstance(text, str) else text
    source = StatementFile.from_bytes(data, "march.sta")
    return list(Mt940Reader().read(source, Detection("mt940", "MT940", Decimal(1))))


def lines(text: str | bytes) -> list[StatementLine]:
    return [record for record in read(text) if isinstance(record, StatementLine)]


def balances(text: str | bytes) -> list[tuple[str, str]]:
    return [(r.kind.value, str(r.amount)) for r in read(text) if isinstance(r, Balance)]


def sections(text: str | bytes) -> list[AccountSection]:
    return [record for record in read(text) if isinstance(record, AccountSection)]


def problems(text: str | bytes) -> list[tuple[int | None, bool]]:
    return [(r.line, r.is_warning) for r in read(text) if isinstance(r, Problem)]


@pytest.mark.parametrize(
    ("text", "dialect", "confidence"),
    [
        (STATEMENT, "MT940", "0.98"),
        ("{1:F01XXXX}{4:\r\n" + STATEMENT, "MT940", "0.98"),
        (":20:X\n:25:1\n:34F:EURD0,\n:13D:2403011200+0100\n" + ENTRY, "MT942", "0.98"),
        (ENTRY, "MT940", "0.98"),
        (":20:X\n", "MT940", "0.7"),
    ],
)
def test_detect_tells_statement_from_interim_report(
    text: str, dialect: str, confidence: str
) -> None:
    detection = Mt940Reader().detect(StatementFile.from_bytes(text.encode()))

    assert detection == Detection("mt940", dialect, Decimal(confidence))


@pytest.mark.parametrize("text", ["", ":NS:\n", "1\n2\n", "a;b\n:61:x\n", "at 10:20:30\n"])
def test_detect_leaves_other_files_alone(text: str) -> None:
    assert Mt940Reader().detect(StatementFile.from_bytes(text.encode())) is None


def test_read_yields_section_entry_and_balances() -> None:
    assert read(STATEMENT) == [
        AccountSection("12345678/1020304050", "EUR", statement="5/1", bank="12345678"),
        Balance(BalanceKind.OPENING, Decimal("100.00"), date(2024, 3, 1), "EUR", 4),
        StatementLine(
            date(2024, 3, 4),
            Decimal("-12.50"),
            5,
            "EUR",
            memo="Bakery",
            value_date=date(2024, 3, 4),
        ),
        Balance(BalanceKind.CLOSING, Decimal("87.50"), date(2024, 3, 31), "EUR", 7),
    ]


@pytest.mark.parametrize(
    "text",
    [
        STATEMENT.replace("\n", "\r\n"),
        STATEMENT.replace("\n", "\r"),
        STATEMENT.replace("\n", "\n\n"),
        "BANKNL2A\n940\nBANKNL2A\n" + STATEMENT,
        "This is an example.\n- - - - -\n" + STATEMENT,
        "{1:F01BANKNL2A0000}{2:I940X}{4:\n" + STATEMENT[:-2] + "-}{5:{CHK:1}}\n",
        "\x01{1:F01BANKNL2A0000}{2:I940X}{4:" + STATEMENT[:-2] + "-}\x03",
        "\ufeff" + STATEMENT,
        STATEMENT.replace(":25:", "\x00:25:"),
        STATEMENT.replace("D12,50N", "D\n12,50N").replace(":86:", ":\n86:"),
        STATEMENT.replace("-\n", "-XXX\n"),
        STATEMENT[:-3],
        STATEMENT.replace(":60F:", ":60:").replace(":62F:", ":62:"),
        "@@" + STATEMENT.replace("\n", "@@"),
    ],
)
def test_read_sees_through_what_surrounds_the_fields(text: str) -> None:
    assert [(line.amount, line.memo) for line in lines(text)] == [(Decimal("-12.50"), "Bakery")]
    assert balances(text) == [("opening", "100.00"), ("closing", "87.50")]
    assert problems(text) == []


@pytest.mark.parametrize(
    "wrapped", [":26:37 Uhr", ":20:15 Uhr", ":12:11", ":25:59", ":61:00", ":KO:X"]
)
def test_read_takes_no_wrapped_time_of_day_for_a_field(wrapped: str) -> None:
    text = STATEMENT.replace("Bakery", f"Bakery\n{wrapped}")

    assert [line.memo for line in lines(text)] == [f"Bakery {wrapped}"]
    assert problems(text) == []


def test_read_keeps_statements_of_a_file_apart() -> None:
    second = STATEMENT.replace("5/1", "6/1").replace("1020304050", "77 EUR")

    found = sections(STATEMENT + second)

    assert [(section.account, section.statement) for section in found] == [
        ("12345678/1020304050", "5/1"),
        ("12345678/77", "6/1"),
    ]
    assert len(lines(STATEMENT + second)) == 2


def test_read_begins_a_statement_without_its_reference() -> None:
    second = STATEMENT.partition("\n")[2].replace("5/1", "6/1")

    assert [section.statement for section in sections(STATEMENT + second)] == ["5/1", "6/1"]
    assert problems(STATEMENT + second) == []


def test_read_takes_a_loose_entry_behind_the_closing_balance() -> None:
    assert len(lines(STATEMENT + ENTRY)) == 2


def test_read_takes_entries_without_any_header() -> None:
    assert [(line.amount, line.currency) for line in lines(ENTRY)] == [(Decimal("-12.50"), "")]


@pytest.mark.parametrize(
    ("text", "account", "currency", "bank"),
    [
        ("NL91ABNA0417164300", "NL91ABNA0417164300", "EUR", ""),
        ("NL91ABNA0417164300 EUR", "NL91ABNA0417164300", "EUR", ""),
        ("12.34.56.789EUR", "12.34.56.789", "EUR", ""),
        ("UBRTHUHB/123456789/HUF", "UBRTHUHB/123456789", "EUR", "UBRTHUHB"),
    ],
)
def test_read_takes_the_currency_off_the_account(
    text: str, account: str, currency: str, bank: str
) -> None:
    found = sections(STATEMENT.replace("12345678/1020304050", text))

    assert found == [AccountSection(account, currency, statement="5/1", bank=bank)]


def test_read_knows_the_currency_of_an_interim_report() -> None:
    text = ":20:X\n:25:1\n:28C:1\n:34F:PLN0,\n:13D:2403011200+0100\n" + ENTRY + ":90D:1PLN12,50\n"

    assert [line.currency for line in lines(text)] == ["PLN"]
    assert problems(text) == []


def test_read_warns_when_entries_do_not_lead_to_the_closing_balance() -> None:
    text = STATEMENT.replace("EUR87,50", "EUR90,")

    assert problems(text) == [(7, True)]
    assert len(lines(text)) == 1


def test_read_warns_of_a_missing_closing_balance() -> None:
    assert problems(HEADER + ENTRY) == [(4, True)]


def test_read_reports_a_file_that_breaks_off_in_an_entry() -> None:
    text = HEADER + ENTRY + ":61:2403050305D1,00NTRF"

    assert [line.amount for line in lines(text)] == [Decimal("-12.50"), Decimal("-1.00")]
    assert problems(text) == [(4, True), (7, False)]


def test_read_reports_an_unreadable_entry_and_goes_on() -> None:
    text = STATEMENT.replace(ENTRY, ENTRY + ":61:24030403D\n:86:lost\n")

    assert len(lines(text)) == 1
    assert problems(text) == [(7, False)]


def test_read_refuses_a_file_whose_every_entry_is_unreadable() -> None:
    with pytest.raises(BrokenFile, match=r"march.sta, line 5: an entry \(:61:\) cannot be read"):
        read(STATEMENT.replace("D12,50", "D" + "9" * 15 + ","))


def test_read_reports_details_whose_entry_is_lost() -> None:
    details = ":86:166?00GUTSCHRIFT?20Rent\n"
    text = STATEMENT.replace(":86:Bakery\n", details * 2)

    assert problems(text) == [(7, False)]


def test_read_joins_repeated_plain_details() -> None:
    text = STATEMENT.replace(":86:Bakery\n", ":86:Bakery\n:86:Main Street\n")

    assert [line.memo for line in lines(text)] == ["Bakery Main Street"]


def test_read_passes_over_details_of_the_statement_itself() -> None:
    text = STATEMENT.replace(":61:", ":86:For your information\n:61:") + ":86:Totals\n"

    assert [line.memo for line in lines(text)] == ["Bakery"]


def test_read_reports_an_account_among_the_entries() -> None:
    text = STATEMENT.replace(":86:Bakery", ":25:Bakery")

    assert problems(text) == [(6, False)]
    assert len(lines(text)) == 1


def test_read_refuses_a_statement_without_an_account() -> None:
    with pytest.raises(BrokenFile, match="names no account"):
        read(STATEMENT.replace(":25:12345678/1020304050\n", ""))


def test_read_keeps_the_other_statements_when_one_has_no_account() -> None:
    text = STATEMENT.replace(":25:12345678/1020304050\n", "") + STATEMENT

    assert len(lines(text)) == 1
    assert problems(text) == [(3, False)]


def test_read_salvages_the_thirtieth_of_february_and_says_so() -> None:
    text = STATEMENT.replace(":61:2403040304D", ":61:2402300301D")

    assert [line.date for line in lines(text)] == [date(2024, 2, 29)]
    assert problems(text) == [(5, False)]


def test_read_dates_an_impossible_day_by_the_statement() -> None:
    text = STATEMENT.replace(":61:2403040304D", ":61:2422680304D")

    assert [line.date for line in lines(text)] == [date(2024, 3, 1)]
    assert problems(text) == [(5, False)]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("60F", "62M"), ("60M", "62F")], ["opening 1", "closing 4"]),
        ([("60F", "62F"), ("60M", "62M")], ["opening 1", "closing 2"]),
        ([("60M", "62M")], ["closing 2"]),
        ([("60F", "62F"), ("60F", "62F")], ["opening 1", "closing 2", "opening 3", "closing 4"]),
    ],
)
def test_read_gives_an_interim_balance_only_where_no_final_one_is(
    parts: list[tuple[str, str]], expected: list[str]
) -> None:
    text = "".join(
        f":20:X\n:25:1\n:28C:1/{page}\n:{first}:C240301EUR{2 * page - 1},\n"
        f":61:240301C1,NTRFNONREF\n:{last}:C240301EUR{2 * page},\n-\n"
        for page, (first, last) in enumerate(parts, start=1)
    )

    assert [f"{kind} {amount}" for kind, amount in balances(text)] == expected


def test_read_gives_an_accounts_interim_balance_before_the_next_account() -> None:
    text = (
        ":20:X\n:25:1\n:60M:C240301EUR1,\n:62M:C240301EUR1,\n-\n"
        ":20:X\n:25:2\n:60F:C240301EUR5,\n:62F:C240301EUR5,\n-\n"
    )

    kinds = [r.account if isinstance(r, AccountSection) else type(r).__name__ for r in read(text)]

    assert kinds == ["1", "Balance", "2", "Balance", "Balance"]


def test_read_gives_the_available_balance_and_no_forward_one() -> None:
    text = STATEMENT + ":64:C240331EUR80,00\n:65:C240401EUR70,00\n:65F:Dnullnull7\n"

    assert balances(text)[-1] == ("available", "80.00")
    assert problems(text) == []


def test_read_warns_of_an_unreadable_balance() -> None:
    assert problems(STATEMENT.replace("C240331EUR87,50", "null")) == [(7, True)]


def test_read_marks_expected_entries_as_pending() -> None:
    text = STATEMENT.replace(ENTRY, ENTRY + ":61:2403050305ED3,00NTRFNONREF\n")

    assert [line.is_pending for line in lines(text)] == [False, True]
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        ":20:D140902049\n",
        "\n:20:X\n:25:ACX1\n\n:20:X\n:25:ACX3\n",
        HEADER + ":62F:C240331EUR100,\n",
    ],
)
def test_read_finds_no_entry_in_an_empty_statement(text: str) -> None:
    assert (lines(text), problems(text)) == ([], [])


@pytest.mark.parametrize("text", ["", ":NS:\n", "1\n2\n"])
def test_read_refuses_what_has_no_field(text: str) -> None:
    with pytest.raises(UnknownFormat):
        read(text)


def test_read_refuses_too_large_a_file() -> None:
    source = StatementFile("big.sta", StatementFile.from_bytes(b":20:X").opener, 10**9)

    with pytest.raises(HostileFile):
        list(Mt940Reader().read(source, Detection("mt940", "MT940", Decimal(1))))


@pytest.mark.parametrize(
    ("currency", "codec", "memo"),
    [
        ("EUR", "utf-8", "Żabka"),
        ("EUR", "cp1252", "Bäckerei Größe"),
        ("EUR", "cp850", "Bäckerei"),
        ("PLN", "cp1250", "Żabka Łódź"),
        ("HUF", "cp852", "számlázás"),
        ("EUR", "utf-16", "Bäckerei"),
    ],
)
def test_read_finds_the_encoding(currency: str, codec: str, memo: str) -> None:
    text = STATEMENT.replace("EUR", currency).replace("Bakery", memo)

    assert [line.memo for line in lines(text.encode(codec))] == [memo]


def test_read_follows_the_charset_that_is_asked_for() -> None:
    source = StatementFile.from_bytes(STATEMENT.replace("Bakery", "Łódź").encode("cp1250"))
    asked = Detection("mt940", "MT940", Decimal(1), {"charset": "cp1250"})

    records = list(Mt940Reader().read(source, asked))

    assert [r.memo for r in records if isinstance(r, StatementLine)] == ["Łódź"]


def test_read_joins_entry_and_details() -> None:
    text = STATEMENT.replace(
        ENTRY,
        ":61:2403040304D12,50N0440121470966      KPN MOBIEL//BANK20240304\nNL91ABNA0417164300\n"
        ":86:Invoice\n",
    )

    line = lines(text)[0]

    assert (line.payee, line.memo, line.reference) == ("KPN MOBIEL", "Invoice", "0121470966")
    assert (line.external_id, line.counterparty_account) == ("BANK20240304", "NL91ABNA0417164300")
