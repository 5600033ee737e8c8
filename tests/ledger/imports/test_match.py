"""What of a file is in the books already, case by case: nothing twice, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import connection

from ledger.enums import Status
from ledger.models import Payee, Transaction
from ledger.services.payees import merge_payees, rename_payee
from ledger.services.posting import Leg
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    update_transaction,
)
from tests.factories.books import Books
from tests.ledger.imports.bank import (
    Row,
    added_by,
    bring_in,
    counts,
    csv,
    csv_with_ids,
    live,
    ofx,
    reasons,
)

COFFEE = ("2026-03-02", "Coffee Bar", "-3.50")
RENT = ("2026-03-01", "Landlord", "-700.00")
WAGES = ("2026-03-05", "Employer", "2400.00")
SEEN = "already imported"
REISSUED = "already imported under another id of the bank"
SAME_DAY = "same day and amount in a file of another layout"


@dataclass(frozen=True)
class Case:
    """Two files of one account, the second of which is being looked at."""

    name: str
    first: bytes
    second: bytes
    expected: tuple[int, int, int, int]
    """Added, matched, skipped, failed by the second."""
    reasons: tuple[str, ...] = ()


def with_id(row: Row, number: str) -> Row:
    return (*row, number)


PENDING_HEADING = "Date,Payee,Amount,Status"
PENDING_ID_HEADING = "Date,Payee,Amount,Transaction ID,Status"


def staged(*rows: Row) -> bytes:
    return csv(*rows, heading=PENDING_HEADING)


def staged_with_ids(*rows: Row) -> bytes:
    return csv(*rows, heading=PENDING_ID_HEADING)


CASES = [
    Case("the same file twice", csv(RENT, COFFEE), csv(RENT, COFFEE), (0, 0, 2, 0), (SEEN, SEEN)),
    Case("two equal coffees again", csv(COFFEE, COFFEE), csv(COFFEE, COFFEE), (0, 0, 2, 0)),
    Case(
        "one coffee, then it and another", csv(COFFEE), csv(COFFEE, COFFEE), (1, 0, 1, 0), (SEEN,)
    ),
    Case("an overlapping file", csv(RENT, COFFEE), csv(COFFEE, WAGES), (1, 0, 1, 0), (SEEN,)),
    Case(
        "the rows in another order",
        csv(RENT, COFFEE, WAGES),
        csv(WAGES, COFFEE, RENT),
        (0, 0, 3, 0),
    ),
    Case("another amount", csv(COFFEE), csv(("2026-03-02", "Coffee Bar", "-3.60")), (1, 0, 0, 0)),
    Case(
        "a flipped sign",
        csv(COFFEE, RENT),
        csv(("2026-03-02", "Coffee Bar", "3.50"), RENT),
        (1, 0, 1, 0),
        (SEEN,),
    ),
    Case(
        "another day's purchase",
        csv(COFFEE),
        csv(("2026-03-04", "Coffee Bar", "-3.50")),
        (1, 0, 0, 0),
    ),
    Case(
        "a week's purchase", csv(COFFEE), csv(("2026-03-09", "Coffee Bar", "-3.50")), (1, 0, 0, 0)
    ),
    Case(
        "a row of nothing",
        csv(("2026-03-02", "Note", "0.00")),
        csv(("2026-03-02", "Note", "0.00")),
        (0, 0, 1, 0),
    ),
    Case(
        "stable ids",
        csv_with_ids(with_id(COFFEE, "A1"), with_id(COFFEE, "A2")),
        csv_with_ids(with_id(COFFEE, "A2"), with_id(WAGES, "A3")),
        (1, 0, 1, 0),
        (SEEN,),
    ),
    Case(
        "an id that moved by two days",
        csv_with_ids(with_id(COFFEE, "A1")),
        csv_with_ids(("2026-03-04", "Coffee Bar", "-3.50", "A1")),
        (0, 0, 1, 0),
        ("the bank's id is in the books already",),
    ),
    Case(
        "one reference for every month's fee",
        csv_with_ids(("2026-03-02", "Gym", "-30.00", "M7")),
        csv_with_ids(("2026-04-02", "Gym", "-30.00", "M7")),
        (1, 0, 0, 0),
    ),
    Case(
        "one id for two purchases",
        csv_with_ids(with_id(COFFEE, "A1")),
        csv_with_ids(("2026-03-02", "Book shop", "-21.00", "A1")),
        (1, 0, 0, 0),
    ),
    Case(
        "ids given anew with each file",
        csv_with_ids(with_id(RENT, "A1"), with_id(COFFEE, "A2"), with_id(COFFEE, "A3")),
        csv_with_ids(
            with_id(RENT, "B1"), with_id(COFFEE, "B2"), with_id(COFFEE, "B3"), with_id(COFFEE, "B4")
        ),
        (1, 0, 3, 0),
        (REISSUED,) * 3,
    ),
    Case(
        "a file that begins on the day on which the one before ended",
        csv_with_ids(with_id(RENT, "A1"), with_id(COFFEE, "A2")),
        csv_with_ids(with_id(COFFEE, "A3"), with_id(WAGES, "A4")),
        (2, 0, 0, 0),
    ),
    Case(
        "a second coffee of the day, in a file that holds the first",
        csv_with_ids(with_id(RENT, "A1"), with_id(COFFEE, "A2")),
        csv_with_ids(with_id(RENT, "A1"), with_id(COFFEE, "A2"), with_id(COFFEE, "A3")),
        (1, 0, 2, 0),
        (SEEN, SEEN),
    ),
    Case(
        "another format of the same statement",
        csv(RENT, COFFEE, COFFEE),
        ofx(with_id(RENT, "F1"), with_id(COFFEE, "F2"), with_id(COFFEE, "F3")),
        (0, 3, 0, 0),
        (SAME_DAY,) * 3,
    ),
    Case(
        "another format with a row more",
        csv(RENT, COFFEE),
        ofx(with_id(COFFEE, "F2"), with_id(COFFEE, "F3")),
        (1, 1, 0, 0),
        (SAME_DAY,),
    ),
    Case(
        "another layout of the same bank",
        csv(RENT, COFFEE),
        csv(
            ("-700.00", "2026-03-01", "LANDLORD LTD"),
            ("-3.50", "2026-03-02", "CBAR"),
            heading="Amount,Date,Payee",
        ),
        (0, 2, 0, 0),
        (SAME_DAY,) * 2,
    ),
    Case(
        "sixty equal rows of a day in another format",
        csv(*[COFFEE] * 60),
        ofx(*[with_id(COFFEE, f"F{number}") for number in range(60)]),
        (0, 60, 0, 0),
    ),
    Case(
        "pending, then posted alike",
        staged((*COFFEE, "Pending"), (*RENT, "Booked")),
        staged((*COFFEE, "Booked"), (*RENT, "Booked")),
        (0, 1, 1, 0),
        ("posted: it was pending", SEEN),
    ),
    Case(
        "pending, then posted three days later under another text",
        staged((*COFFEE, "Pending"), (*RENT, "Booked")),
        staged(("2026-03-05", "CB 221 COFFEE", "-3.50", "Booked"), (*RENT, "Booked")),
        (0, 1, 1, 0),
        ("posted: it was pending with the same amount", SEEN),
    ),
    Case(
        "pending, then posted with a tip",
        staged((*COFFEE, "Pending"), (*RENT, "Booked")),
        staged(("2026-03-03", "Coffee Bar", "-4.00", "Booked"), (*RENT, "Booked")),
        (0, 1, 1, 0),
        ("posted with a tip: it was pending with a little less", SEEN),
    ),
    Case(
        "pending, then posted with more than any tip",
        staged((*COFFEE, "Pending"), (*RENT, "Booked")),
        staged(("2026-03-03", "Coffee Bar", "-5.00", "Booked"), (*RENT, "Booked")),
        (1, 0, 1, 0),
    ),
    Case(
        "two that are pending, one posted with a tip",
        staged(
            (*COFFEE, "Pending"),
            ("2026-03-02", "Coffee Bar", "-3.60", "Pending"),
            (*RENT, "Booked"),
        ),
        staged(("2026-03-03", "Coffee Bar", "-4.00", "Booked"), (*RENT, "Booked")),
        (1, 0, 1, 0),
    ),
    Case(
        "pending, then posted under its id with another amount",
        staged_with_ids(
            ("2026-03-02", "Fuel", "-100.00", "P1", "Pending"), (*RENT, "R1", "Booked")
        ),
        staged_with_ids(("2026-03-04", "Fuel", "-41.30", "P1", "Booked"), (*RENT, "R1", "Booked")),
        (0, 1, 1, 0),
        ("posted: it was pending under the same id", SEEN),
    ),
    Case(
        "pending twice",
        staged((*COFFEE, "Pending"), (*RENT, "Booked")),
        staged((*COFFEE, "Pending"), (*RENT, "Booked")),
        (0, 0, 2, 0),
        (SEEN, SEEN),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_second_file_adds_only_what_is_new(books: Books, case: Case) -> None:
    bring_in(books, case.first)

    second = bring_in(books, case.second)

    assert counts(second) == case.expected
    if case.reasons:
        assert tuple(reasons(second)) == case.reasons


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_third_import_of_the_second_file_adds_nothing(books: Books, case: Case) -> None:
    bring_in(books, case.first)
    bring_in(books, case.second)
    before = live(books)

    third = bring_in(books, case.second)

    assert (third.added, live(books)) == (0, before)


def test_equal_rows_of_one_file_stay_what_they_are(books: Books) -> None:
    report = bring_in(books, csv(COFFEE, COFFEE, COFFEE))

    assert counts(report) == (3, 0, 0, 0)
    assert live(books) == [("2026-03-02", "-3.5")] * 3


def test_pending_row_that_is_posted_in_a_third_file_is_known_in_a_fourth(books: Books) -> None:
    pending, posted = (*COFFEE, "Pending"), ("2026-03-04", "COFFEE 1", "-3.50", "Booked")
    other = (*RENT, "Booked")
    bring_in(books, staged(pending, other))
    bring_in(books, staged(pending, other))
    bring_in(books, staged(posted, other))

    fourth, fifth = bring_in(books, staged(posted, other)), bring_in(books, staged(pending, other))

    assert (counts(fourth), counts(fifth)) == ((0, 0, 2, 0), (0, 0, 2, 0))
    assert len(live(books)) == 2


@pytest.mark.parametrize("account", ["card", "dollars"])
def test_another_account_knows_nothing_of_the_row(books: Books, account: str) -> None:
    bring_in(books, csv(COFFEE))

    report = bring_in(books, csv(COFFEE), getattr(books, account))

    assert counts(report) == (1, 0, 0, 0)


@dataclass(frozen=True)
class Entry:
    """An entry by hand: day, amount and payee."""

    day: str
    amount: str
    payee: str


@pytest.mark.parametrize(
    ("entries", "rows", "expected"),
    [
        (
            [Entry("2026-03-02", "3.50", "Coffee Bar")],
            [COFFEE],
            ["same payee and amount, entered before"],
        ),
        (
            [Entry("2026-03-09", "3.50", "coffee bar")],
            [COFFEE],
            ["same payee and amount, entered before"],
        ),
        (
            [Entry("2026-02-23", "3.50", "")],
            [COFFEE],
            ["same amount within a week, entered before"],
        ),
        ([Entry("2026-02-22", "3.50", "Coffee Bar")], [COFFEE], []),
        ([Entry("2026-03-10", "3.50", "Coffee Bar")], [COFFEE], []),
        ([Entry("2026-03-02", "3.51", "Coffee Bar")], [COFFEE], []),
        (
            [Entry("2026-03-02", "3.50", "")],
            [COFFEE, COFFEE],
            ["same amount within a week, entered before"],
        ),
        (
            [Entry("2026-03-02", "3.50", "")] * 70,
            [COFFEE] * 70,
            ["same amount within a week, entered before"] * 70,
        ),
    ],
    ids=[
        "same day",
        "a week later",
        "a week before",
        "eight days before",
        "eight days later",
        "a cent off",
        "one for two",
        "seventy",
    ],
)
def test_entry_by_hand_is_matched_within_a_week(
    books: Books, entries: list[Entry], rows: list[Row], expected: list[str]
) -> None:
    for entry in entries:
        books.spend(entry.day, entry.amount, payee=entry.payee)

    report = bring_in(books, csv(*rows))

    assert reasons(report) == expected
    assert counts(report) == (len(rows) - len(expected), len(expected), 0, 0)


def test_entry_of_the_same_payee_goes_before_a_nearer_one(books: Books) -> None:
    same = books.spend("2026-03-07", "3.50", payee="Coffee Bar")
    books.spend("2026-03-02", "3.50", payee="Another Bar")

    report = bring_in(books, csv(COFFEE))

    assert [row.transaction_id for row in report.rows] == [same.pk]


def test_sure_matches_of_later_rows_go_before_doubtful_ones_of_earlier_rows(books: Books) -> None:
    entry = books.spend("2026-03-03", "3.50", payee="Coffee Bar")

    report = bring_in(books, csv(("2026-03-03", "Kiosk", "-3.50"), COFFEE))

    assert [(row.line, row.transaction_id) for row in report.rows] == [(3, entry.pk)]


def test_each_entry_takes_the_nearest_row(books: Books) -> None:
    early = books.spend("2026-03-01", "3.50")
    late = books.spend("2026-03-06", "3.50")

    report = bring_in(books, csv(("2026-03-02", "A", "-3.50"), ("2026-03-06", "B", "-3.50")))

    assert [row.transaction_id for row in report.rows] == [early.pk, late.pk]


def test_entry_that_a_file_completed_is_known_to_a_file_of_another_format(books: Books) -> None:
    books.spend("2026-03-02", "3.50", payee="Coffee Bar")
    bring_in(books, csv(COFFEE))

    report = bring_in(books, ofx(with_id(COFFEE, "F1")))

    assert counts(report) == (0, 1, 0, 0)


def test_opening_balance_is_taken_for_no_row(books: Books) -> None:
    bring_in(books, ofx(with_id(COFFEE, "F1"), balance=("-7.00", "2026-03-02")))

    report = bring_in(books, csv(("2026-03-01", "Coffee Bar", "-3.50"), COFFEE))

    assert counts(report) == (1, 1, 0, 0)


def edited(books: Books, row: Transaction, day: str, *legs: Leg) -> None:
    draft = TransactionDraft(date=row.date.fromisoformat(day), legs=legs)
    update_transaction(by=books.actor, transaction=row, draft=draft)


@pytest.mark.parametrize(
    ("day", "amounts"),
    [
        ("2026-03-02", ["3.50"]),
        ("2026-03-20", ["3.50"]),
        ("2026-03-02", ["9.99"]),
        ("2026-03-02", ["1.50", "2.00"]),
    ],
    ids=["category", "date", "amount", "split"],
)
def test_row_that_a_person_edited_is_known(books: Books, day: str, amounts: list[str]) -> None:
    (row,) = added_by(bring_in(books, csv(COFFEE)))
    parts = [Decimal(amount) for amount in amounts]
    legs = [Leg(books.food, part) for part in parts]
    edited(books, row, day, Leg(books.checking, -sum(parts, Decimal(0))), *legs)

    report = bring_in(books, csv(COFFEE))

    assert (counts(report), reasons(report)) == ((0, 0, 1, 0), [SEEN])


def test_row_that_a_person_deleted_stays_away(books: Books) -> None:
    rows = added_by(bring_in(books, csv(COFFEE, RENT)))
    delete_transactions(by=books.actor, transactions=[rows[1].pk])
    rows[1].refresh_from_db()
    deleted_at = rows[1].deleted_at
    assert deleted_at

    report = bring_in(books, csv(COFFEE, RENT))

    assert reasons(report) == [
        f"you deleted this transaction on {deleted_at.date().isoformat()}",
        SEEN,
    ]


def test_deleted_one_of_two_equal_rows_stays_away(books: Books) -> None:
    rows = added_by(bring_in(books, csv(COFFEE, COFFEE)))
    delete_transactions(by=books.actor, transactions=[rows[0].pk])

    report = bring_in(books, csv(COFFEE, COFFEE, COFFEE))

    assert counts(report) == (1, 0, 2, 0)


def test_renamed_payee_keeps_what_comes_later(books: Books) -> None:
    (row,) = added_by(bring_in(books, csv(COFFEE)))
    assert row.payee
    rename_payee(by=books.actor, payee=row.payee, name="My corner")

    again = bring_in(books, csv(COFFEE))
    (later,) = added_by(bring_in(books, csv(("2026-04-02", "COFFEE BAR", "-4.00"))))

    assert counts(again) == (0, 0, 1, 0)
    assert later.payee == row.payee


def test_merged_payee_keeps_what_comes_later(books: Books) -> None:
    (row,) = added_by(bring_in(books, csv(COFFEE)))
    assert row.payee
    target = books.payee("My corner")
    merge_payees(by=books.actor, sources=[row.payee], into=target)

    again = bring_in(books, csv(COFFEE))
    (later,) = added_by(bring_in(books, csv(("2026-04-02", "COFFEE BAR", "-4.00"))))

    assert counts(again) == (0, 0, 1, 0)
    assert later.payee == target


def test_pending_entry_in_another_currency_is_left_to_its_account(books: Books) -> None:
    books.book("2026-03-02", (books.dollars, "-3.50"), (books.food, "3.50"), status=Status.PENDING)

    report = bring_in(books, csv(COFFEE))

    assert counts(report) == (1, 0, 0, 0)


def test_matched_and_skipped_rows_make_no_payees(books: Books) -> None:
    bring_in(books, csv(COFFEE, RENT))

    bring_in(books, ofx(("2026-03-02", "CBAR", "-3.50", "1"), ("2026-03-03", "Deli", "-9", "2")))

    names = Payee.objects.values_list("name", flat=True)
    assert sorted(names) == ["Coffee Bar", "Deli", "Landlord"]


def test_matching_takes_statements_that_do_not_grow_with_the_file(books: Books) -> None:
    rows = [(f"2026-03-{1 + number % 28:02}", f"Shop {number}", "-1.00") for number in range(400)]
    files = [csv(*rows[:count]) for count in (10, 400)]
    # Once each before, so that neither brings a closing balance that is new.
    for file in files:
        bring_in(books, file)

    few, many = (statements(books, file) for file in files)

    assert few == many


def statements(books: Books, data: bytes) -> int:
    run: list[str] = []

    def note(execute: object, sql: str, *rest: object) -> object:
        run.append(sql)
        return execute(sql, *rest)  # type: ignore[operator]

    with connection.execute_wrapper(note):
        bring_in(books, data)
    return len(run)
