"""The text of exported journals."""

from __future__ import annotations

import pytest

from ledger.enums import Status
from ledger.exports.journal import JournalFormat, journal
from tests.factories.books import Books


def text_of(books: Books, journal_format: JournalFormat) -> str:
    return "".join(journal(books.household, journal_format))


def entry_of(books: Books, journal_format: JournalFormat) -> str:
    return text_of(books, journal_format).rsplit("\n\n", 1)[1]


def test_journal_for_hledger_shows_an_entry(books: Books) -> None:
    row = books.spend(
        "2026-03-01", "12.30", payee="A|B; C", memo="x", tags=("to do",), status=Status.RECONCILED
    )

    assert entry_of(books, JournalFormat.HLEDGER) == (
        f"2026-03-01 * ({row.pk}) A/B, C | x\n"
        "    ; reconciled:\n"
        "    ; to-do:\n"
        "    Assets:Test-checking  -12.30 EUR\n"
        "    Expenses:Test-food:Test-groceries  12.30 EUR\n"
    )


def test_journal_for_beancount_shows_an_entry(books: Books) -> None:
    row = books.spend(
        "2026-03-01", "12.30", payee='A "B"', memo="x\\y", tags=("Größe 1",), status=Status.PENDING
    )

    assert entry_of(books, JournalFormat.BEANCOUNT) == (
        '2026-03-01 ! "A \\"B\\"" "x\\\\y" #Grosse-1\n'
        f'  id: "{row.pk}"\n'
        "  Assets:Test-checking  -12.30 EUR\n"
        "  Expenses:Test-food:Test-groceries  12.30 EUR\n"
    )


@pytest.mark.parametrize("journal_format", JournalFormat)
def test_journal_writes_the_total_cost_of_an_exchange(
    books: Books, journal_format: JournalFormat
) -> None:
    books.book("2026-03-01", (books.checking, "-90.00"), (books.dollars, "100.00", "90.00"))

    assert "100.00 USD @@ 90.00 EUR" in entry_of(books, journal_format)


def test_journal_quotes_commodities_with_digits_for_hledger(nasty: Books) -> None:
    assert '0.00123457 "BTC2" @@ 70.00 EUR' in text_of(nasty, JournalFormat.HLEDGER)
    assert "0.00123457 BTC2 @@ 70.00 EUR" in text_of(nasty, JournalFormat.BEANCOUNT)


@pytest.mark.parametrize("journal_format", JournalFormat)
def test_journal_is_the_same_each_time_and_without_trash(
    nasty: Books, journal_format: JournalFormat
) -> None:
    text = text_of(nasty, journal_format)

    assert text == text_of(nasty, journal_format)
    assert "never seen" not in text


def test_journal_keeps_the_value_of_a_leg_without_amount(books: Books) -> None:
    books.book("2026-03-01", (books.checking, "-1.00"), (books.dollars, "0", "1.00"))

    assert entry_of(books, JournalFormat.BEANCOUNT).splitlines()[2:] == [
        "  Assets:Test-checking  -1.00 EUR",
        "  Assets:Test-dollars  0.00 USD",
        "  Equity:Conversion-differences  1.00 EUR",
    ]


def test_journal_of_an_empty_household_opens_its_accounts(books: Books) -> None:
    lines = text_of(books, JournalFormat.BEANCOUNT).splitlines()

    assert 'option "operating_currency" "EUR"' in lines
    assert "1900-01-01 open Assets:Test-checking EUR" in lines
    assert "1900-01-01 open Expenses:Test-food" in lines
