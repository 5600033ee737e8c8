"""The bank's balance against the ledger's, and the opening balance that a first file books."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.enums import Status
from ledger.models import Account, Transaction
from ledger.services.transactions import delete_transactions
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.ledger.imports.bank import added_by, bring_in, counts, csv, live, ofx

RENT = ("2026-03-01", "Landlord", "-700.00", "1")
COFFEE = ("2026-03-02", "Coffee Bar", "-3.50", "2")
WAGES = ("2026-04-05", "Employer", "2400.00", "3")
MARCH = ofx(RENT, COFFEE, balance=("296.50", "2026-03-31"))
APRIL = ofx(WAGES, balance=("2696.50", "2026-04-30"))
BALANCES = "Date,Payee,Amount,Balance"


def test_first_file_books_what_was_there_before_and_ties_out(books: Books) -> None:
    report = bring_in(books, MARCH)

    assert report.tie_out
    assert (report.opening_balance, report.tie_out.difference) == (Decimal("1000.00"), 0)
    assert (report.tie_out.statement, report.tie_out.ledger) == (Decimal("296.50"),) * 2
    assert live(books)[0] == ("2026-02-28", "1000")
    opening = Transaction.objects.get(date="2026-02-28")
    assert [leg.account.system_role for leg in opening.postings.all()] == ["", "opening"]


def test_next_file_books_no_opening_balance_and_ties_out(books: Books) -> None:
    bring_in(books, MARCH)

    report = bring_in(books, APRIL)

    assert report.tie_out
    assert (report.opening_balance, report.tie_out.difference) == (None, 0)


def test_missing_row_shows_as_the_difference(books: Books) -> None:
    bring_in(books, MARCH)

    report = bring_in(books, ofx(WAGES, balance=("2690.00", "2026-04-30")))

    assert report.tie_out
    assert report.tie_out.difference == Decimal("-6.50")


def test_deleted_row_shows_as_the_difference_of_the_same_file(books: Books) -> None:
    coffee = added_by(bring_in(books, MARCH))[1]
    delete_transactions(by=books.actor, transactions=[coffee.pk])

    report = bring_in(books, MARCH)

    assert report.tie_out
    assert (counts(report), report.tie_out.difference) == ((0, 0, 2, 0), Decimal("-3.50"))


def test_stated_opening_balance_goes_before_a_computed_one(books: Books) -> None:
    mt940 = (
        b":20:1\n:25:123456\n:28C:1/1\n:60F:C260228EUR100,00\n"
        b":61:2603020302D3,50NTRFREF1\n:86:Coffee\n:62F:C260331EUR90,00\n-\n"
    )

    report = bring_in(books, mt940)

    assert report.tie_out
    assert (report.opening_balance, report.tie_out.difference) == (
        Decimal("100.00"),
        Decimal("-6.50"),
    )


def test_running_balances_of_a_table_tie_out(books: Books) -> None:
    file = csv(
        ("2026-03-01", "Landlord", "-700.00", "300.00"),
        ("2026-03-02", "Coffee Bar", "-3.50", "296.50"),
        heading=BALANCES,
    )

    report = bring_in(books, file)

    assert report.tie_out
    assert (report.opening_balance, report.tie_out.difference) == (Decimal("1000.00"), 0)


def test_file_without_a_balance_says_nothing(books: Books) -> None:
    report = bring_in(books, ofx(RENT, COFFEE))

    assert (report.tie_out, report.opening_balance) == (None, None)
    assert len(live(books)) == 2


def test_account_that_holds_something_gets_no_opening_balance(books: Books) -> None:
    books.spend("2026-01-01", "5.00")

    report = bring_in(books, MARCH)

    assert report.tie_out
    assert (report.opening_balance, report.tie_out.difference) == (None, Decimal("1005.00"))


def test_opening_balance_is_left_out_when_not_wanted(books: Books) -> None:
    report = bring_in(books, MARCH, books_opening=False)

    assert report.tie_out
    assert (report.opening_balance, report.tie_out.difference) == (None, Decimal("1000.00"))


def test_pending_rows_are_in_neither_balance(books: Books) -> None:
    bring_in(books, MARCH)
    books.spend("2026-03-31", "40.00", status=Status.PENDING)

    report = bring_in(books, MARCH)

    assert report.tie_out
    assert (report.tie_out.ledger, report.tie_out.difference) == (Decimal("296.50"), 0)


@pytest.mark.parametrize(
    ("closed", "day", "difference"),
    [("2026-02", "2026-03-01", "0"), ("2026-01", "2026-02-28", "0")],
    ids=["the day before is closed", "the month before is open"],
)
def test_opening_balance_stays_out_of_a_closed_period(
    books: Books, closed: str, day: str, difference: str
) -> None:
    make_closed_month(books.household, closed)

    report = bring_in(books, MARCH)

    opening = Transaction.objects.get(memo="Opening balance")
    assert report.tie_out
    assert (f"{opening.date}", report.tie_out.difference) == (day, Decimal(difference))


def test_rows_left_out_of_a_closed_period_are_in_the_computed_opening(books: Books) -> None:
    make_closed_month(books.household, "2026-02")
    file = ofx(("2026-02-27", "Shop", "-10.00", "0"), RENT, balance=("290.00", "2026-03-31"))

    report = bring_in(books, file)

    assert (counts(report), report.opening_balance) == ((1, 0, 0, 1), Decimal("990.00"))
    assert live(books) == [("2026-03-01", "-700"), ("2026-03-01", "990")]


def test_each_account_of_a_file_gets_its_own_opening_balance(books: Books) -> None:
    other = ofx(COFFEE, balance=("46.50", "2026-03-31"), account="99992222")
    start, end = other.index(b"<STMTTRNRS>"), other.index(b"</BANKMSGSRSV1>")
    both = MARCH.replace(b"</BANKMSGSRSV1>", other[start:end] + b"</BANKMSGSRSV1>")

    report = bring_in(books, both)

    (sibling,) = Account.objects.filter(name__in=report.accounts_made)
    assert report.tie_out
    assert (report.tie_out.account_id, report.tie_out.difference) == (books.checking.pk, 0)
    assert live(books, sibling) == [("2026-03-01", "50"), ("2026-03-02", "-3.5")]


def test_only_account_that_is_stated_is_tied_out(books: Books) -> None:
    dollars = ofx(RENT, balance=("300.00", "2026-03-31"), currency="USD")

    report = bring_in(books, dollars)

    assert report.tie_out
    assert (report.tie_out.currency, report.tie_out.difference) == ("USD", 0)
    assert report.tie_out.account_id == Account.objects.get(name__in=report.accounts_made).pk
