from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.readers.mt940_entry import PrintedBalance, parse_balance, parse_entry
from ledger.imports.readers.printed import Unreadable

STATEMENT_DAY = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "day", "amount"),
    [
        ("2403040304D12,50NTRFNONREF", date(2024, 3, 4), "-12.50"),
        ("240304C12,50NTRFNONREF", date(2024, 3, 4), "12.50"),
        ("2401021231C1,NTRF", date(2024, 1, 2), "1"),
        ("2312300102D1,NTRF", date(2023, 12, 30), "-1"),
        ("240304    DD212,39NMSC", date(2024, 3, 4), "-212.39"),
        ("20240304D5,00NMSC", date(2024, 3, 4), "-5.00"),
        ("202403040305D5,00NMSC", date(2024, 3, 4), "-5.00"),
        ("951017D6800,NCHK16703074", date(1995, 10, 17), "-6800"),
        ("790101C1,NTRF", date(2079, 1, 1), "1"),
        ("800101C1,NTRF", date(1980, 1, 1), "1"),
        ("2403040304CR3000,NTRF", date(2024, 3, 4), "3000"),
        ("2403040304DK829419,78NTRF", date(2024, 3, 4), "-829419.78"),
        ("2403040304RC204,88NRTI", date(2024, 3, 4), "-204.88"),
        ("2403040304RCR204,88NRTI", date(2024, 3, 4), "-204.88"),
        ("2403040304RD1027,25N068", date(2024, 3, 4), "1027.25"),
        ("2403040304RDR1027,25N068", date(2024, 3, 4), "1027.25"),
        ("2403040304CR0,0N024NONREF", date(2024, 3, 4), "0.0"),
        ("2403040304DR000000000001,62NTRF", date(2024, 3, 4), "-1.62"),
        ("2403040304C500NTRF", date(2024, 3, 4), "500"),
        ("2403040304D12.35NTRF", date(2024, 3, 4), "-12.35"),
        ("2403040304C50,00 NTRF", date(2024, 3, 4), "50.00"),
        ("2403040304C,50NTRF", date(2024, 3, 4), "0.50"),
        ("2403040304C1.234.567,50NTRF", date(2024, 3, 4), "1234567.50"),
    ],
)
def test_parse_entry_reads_value_date_and_signed_amount(text: str, day: date, amount: str) -> None:
    entry = parse_entry([text], None)

    assert (entry.day, entry.amount, entry.day_problem) == (day, Decimal(amount), "")


@pytest.mark.parametrize(
    ("text", "reference", "external_id", "name"),
    [
        ("NTRFNONREF", "", "", ""),
        ("NTRFNONREF//0724710333343453", "", "0724710333343453", ""),
        ("NTRFKREF+//2016021783252833", "", "2016021783252833", ""),
        ("NCHK16703074", "16703074", "", ""),
        ("NTRF0000549855700010//025498557/000001", "0000549855700010", "025498557/000001", ""),
        ("NMSCDBT.dansken//momsmanual", "DBT.dansken", "", ""),
        ("NMSCNONREF//POS 2775118254", "", "", ""),
        ("NOV NONREF", "", "", ""),
        ("N044P000029225      KPN - MOBIEL", "P000029225", "", "KPN - MOBIEL"),
        ("NOVBNL47INGB9999999999", "NL47INGB9999999999", "", ""),
        ("S   X", "X", "", ""),
        ("", "", "", ""),
    ],
)
def test_parse_entry_reads_references(
    text: str, reference: str, external_id: str, name: str
) -> None:
    entry = parse_entry([f"2403040304D1,00{text}"], None)

    assert (entry.reference, entry.external_id, entry.name) == (reference, external_id, name)


def test_parse_entry_reads_the_lines_below() -> None:
    entry = parse_entry(["240304D1,NTRFNONREF", " hr  a b", "/OCMT/USD1,10/"], None)

    assert entry.supplement == "hr a b /OCMT/USD1,10/"


@pytest.mark.parametrize(("mark", "is_expected"), [("D", False), ("EC", True), ("ED", True)])
def test_parse_entry_tells_expected_entries(mark: str, is_expected: bool) -> None:  # noqa: FBT001
    assert parse_entry([f"240304{mark}1,NTRF"], None).is_expected is is_expected


@pytest.mark.parametrize(
    ("digits", "day"), [("240230", date(2024, 2, 29)), ("230431", date(2023, 4, 30))]
)
def test_parse_entry_takes_the_months_last_day(digits: str, day: date) -> None:
    entry = parse_entry([f"{digits}D1,NTRF"], STATEMENT_DAY)

    assert entry.day == day
    assert entry.day_problem == (
        f"there is no day {digits[-2:]} in {day:%Y-%m}: its last day is taken"
    )


def test_parse_entry_takes_the_statements_day_for_an_impossible_one() -> None:
    entry = parse_entry(["362268CR1,NMSC"], STATEMENT_DAY)

    assert (entry.day, "2024-03-01" in entry.day_problem) == (STATEMENT_DAY, True)


@pytest.mark.parametrize(
    "text",
    ["", "240304", "240304X1,", "2403D1,", "240304D", "240304D1,2,3NTRF", "362268D1,NMSC"],
)
def test_parse_entry_refuses_what_is_no_entry(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_entry([text], None)


@pytest.mark.parametrize(
    ("text", "balance"),
    [
        ("C240301EUR100,00", PrintedBalance(Decimal(100), date(2024, 3, 1), "EUR")),
        ("D240301EUR0,5", PrintedBalance(Decimal("-0.5"), date(2024, 3, 1), "EUR")),
        ("C020315105000,00", PrintedBalance(Decimal(105000), date(2002, 3, 15), "")),
        ("C021131EUR1,", PrintedBalance(Decimal(1), date(2002, 11, 30), "EUR")),
        ("C249931EUR1,", PrintedBalance(Decimal(1), None, "EUR")),
        ("C240301INR11 27421,94", PrintedBalance(Decimal(11), date(2024, 3, 1), "INR")),
    ],
)
def test_parse_balance_reads_what_banks_print(text: str, balance: PrintedBalance) -> None:
    assert parse_balance(text) == balance


@pytest.mark.parametrize("text", ["", "Dnullnull7414,3", "C240301EUR", "X240301EUR1,"])
def test_parse_balance_refuses_what_is_no_balance(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_balance(text)
