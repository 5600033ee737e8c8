"""What a file adds to a transaction that was in the books already."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.enums import Status
from ledger.models import ChangeSet, Transaction
from ledger.reports.verify import verify_ledger
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.ledger.imports.bank import bring_in, counts, csv_with_ids

POSTED = csv_with_ids(("2026-03-03", "COFFEE BAR 4412", "-4.00", "A1"))


def legs(row: Transaction) -> list[tuple[str, Decimal]]:
    return [(leg.account.name, leg.amount) for leg in row.postings.order_by("position")]


def test_entry_is_filled_where_it_is_empty_and_kept_where_a_person_wrote(books: Books) -> None:
    entry = books.spend("2026-03-02", "4.00", payee="My corner", memo="With Bob", tags=("fun",))

    report = bring_in(books, POSTED)

    entry.refresh_from_db()
    assert counts(report) == (0, 1, 0, 0)
    assert (entry.external_id, entry.raw_payee, entry.version) == ("A1", "COFFEE BAR 4412", 2)
    assert (f"{entry.date}", entry.memo, entry.payee) == (
        "2026-03-02",
        "With Bob",
        books.payee("My corner"),
    )
    assert legs(entry) == [("Test checking", Decimal("-4.00")), ("Test groceries", Decimal("4.00"))]


def test_pending_row_is_cleared_with_the_amount_finally_booked(books: Books) -> None:
    entry = books.spend("2026-03-02", "3.50", payee="Coffee Bar", status=Status.PENDING)

    bring_in(books, POSTED)

    entry.refresh_from_db()
    assert entry.status == Status.CLEARED
    assert legs(entry) == [("Test checking", Decimal("-4.00")), ("Test groceries", Decimal("4.00"))]
    assert verify_ledger(books.household).differences == ()


def test_tip_on_a_split_goes_to_its_largest_part(books: Books) -> None:
    entry = books.book(
        "2026-03-02",
        (books.checking, "-3.50"),
        (books.rent, "1.00"),
        (books.food, "2.50"),
        payee="Coffee Bar",
        status=Status.PENDING,
    )

    bring_in(books, POSTED)

    assert legs(entry) == [
        ("Test checking", Decimal("-4.00")),
        ("Test rent", Decimal("1.00")),
        ("Test food", Decimal("3.00")),
    ]


def test_transfer_to_another_currency_keeps_its_amounts(books: Books) -> None:
    entry = books.book(
        "2026-03-02",
        (books.checking, "-3.50"),
        (books.dollars, "3.90", "3.50"),
        payee="Coffee Bar",
        status=Status.PENDING,
    )

    bring_in(books, POSTED)

    entry.refresh_from_db()
    assert entry.status == Status.CLEARED
    assert legs(entry) == [("Test checking", Decimal("-3.50")), ("Test dollars", Decimal("3.90"))]


def test_reconciled_row_is_left_as_it_is(books: Books) -> None:
    entry = books.spend("2026-03-02", "4.00", status=Status.RECONCILED)

    report = bring_in(books, POSTED)

    entry.refresh_from_db()
    assert (counts(report), entry.external_id, entry.version) == ((0, 1, 0, 0), "", 1)


def test_row_of_a_closed_period_is_left_as_it_is(books: Books) -> None:
    entry = books.spend("2026-02-28", "4.00", status=Status.PENDING)
    make_closed_month(books.household, "2026-02")

    report = bring_in(books, POSTED)

    entry.refresh_from_db()
    assert (counts(report), entry.status, entry.version) == ((0, 1, 0, 0), Status.PENDING, 1)
    assert counts(bring_in(books, POSTED)) == (0, 1, 0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_history_keeps_what_was_completed(books: Books, count: int) -> None:
    for number in range(count):
        books.spend("2026-03-02", f"{number + 4}.00")
    rows = [("2026-03-02", "Shop", f"-{number + 4}.00", f"A{number}") for number in range(count)]

    bring_in(books, csv_with_ids(*rows))

    act = ChangeSet.objects.get(kind="import")
    afters = [change.after or {} for change in act.changes.order_by("pk")]
    assert [after["external_id"] for after in afters] == [f"A{number}" for number in range(count)]
