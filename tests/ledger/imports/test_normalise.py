from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.imports.normalise import PAYEE_LENGTH, clean_text, fingerprinter, payee_name


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Coffee Bar", "Coffee Bar"),
        ("  Coffee   Bar  ", "Coffee Bar"),
        ("Coffee\tBar\r\nBerlin", "Coffee Bar Berlin"),
        ("Cafe\u0301", "Café"),
        ("a\x00b\x07c", "abc"),
        ("pay\u202eeya\u2066p", "payeyap"),
        ("zero\u200bwidth", "zerowidth"),
        ("no\u00a0break", "no break"),
        ("", ""),
        (" \n ", ""),
        ("日本 語", "日本 語"),
    ],
)
def test_clean_text_is_one_printable_line(text: str, clean: str) -> None:
    assert clean_text(text, 50) == clean


@pytest.mark.parametrize("text", ["x" * 60, "é" * 60, "x  " * 60])
def test_clean_text_is_cut(text: str) -> None:
    assert len(clean_text(text, 20)) <= 20


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("REWE 4411 BERLIN", "Rewe Berlin"),
        ("Rewe 0815 Berlin", "Rewe Berlin"),
        ("AMZN Mktp DE*2K4XX1", "AMZN Mktp DE"),
        ("PAYPAL *SPOTIFY", "Paypal *Spotify"),
        ("Card 1234 Shop", "Shop"),
        ("Shop XXXX1234", "Shop"),
        ("Shop 12.03.2026 14:22", "Shop"),
        ("Shop 2026-03-12 14:22:01", "Shop"),
        ("REF: 99X12 Dentist", "Dentist"),
        ("Payment no. 4711 Dentist", "Payment Dentist"),
        ("MCDONALD'S 4711", "Mcdonald's"),
        ("L'OREAL PARIS", "L'Oreal Paris"),
        ("Stadtwerke, ", "Stadtwerke"),
        ("H&M", "H&M"),
        ("IKEA", "IKEA"),
        ("LIDL SAGT DANKE", "Lidl Sagt Danke"),
        ("7-Eleven", "7-Eleven"),
        ("Studio 54", "Studio 54"),
        ("123456", "123456"),
        ("12.03.2026", "12.03.2026"),
        ("", ""),
        ("   ", ""),
        ("ΣΟΦΙΑ ΜΑΡΚΕΤ", "Σοφια Μαρκετ"),
        ("株式会社テスト", "株式会社テスト"),
    ],
)
def test_payee_name_is_what_all_visits_share(raw: str, name: str) -> None:
    assert payee_name(raw) == name


def test_payee_name_is_cut() -> None:
    assert len(payee_name("word " * 100)) == PAYEE_LENGTH


@pytest.mark.parametrize(
    "raw", ["REWE 4411 BERLIN", "Shop 12.03.2026 14:22", "PAYPAL *SPOTIFY", "Card 1234 Shop"]
)
def test_payee_name_of_a_name_is_itself(raw: str) -> None:
    assert payee_name(payee_name(raw)) == payee_name(raw)


DAY, AMOUNT = date(2026, 3, 2), Decimal("-3.50000000")
SAME = (DAY, AMOUNT, "", "Coffee Bar", "Tea")


def test_fingerprint_is_a_signed_number_of_64_bits() -> None:
    number = fingerprinter(1)(*SAME)

    assert -(2**63) <= number < 2**63
    assert number == fingerprinter(1)(*SAME)


@pytest.mark.parametrize(
    "other",
    [
        (date(2026, 3, 3), AMOUNT, "", "Coffee Bar", "Tea"),
        (DAY, Decimal("3.50000000"), "", "Coffee Bar", "Tea"),
        (DAY, AMOUNT, "A1", "Coffee Bar", "Tea"),
        (DAY, AMOUNT, "", "Coffee Ba", "Tea"),
        (DAY, AMOUNT, "", "Coffee Bar", ""),
        (DAY, AMOUNT, "", "", "Coffee Bar\x1fTea"),
        (DAY, AMOUNT, "", "Coffee", "Bar Tea"),
    ],
    ids=["day", "sign", "id", "payee", "memo", "memo alone", "another border"],
)
def test_fingerprint_differs(other: tuple[date, Decimal, str, str, str]) -> None:
    fingerprint = fingerprinter(1)

    assert fingerprint(*other) != fingerprint(*SAME)


def test_fingerprint_belongs_to_an_account() -> None:
    assert fingerprinter(1)(*SAME) != fingerprinter(2)(*SAME)


def test_fingerprint_of_a_row_with_an_id_minds_no_text() -> None:
    fingerprint = fingerprinter(1)

    assert fingerprint(DAY, AMOUNT, "A1", "x", "y") == fingerprint(DAY, AMOUNT, "A1", "z", "")
