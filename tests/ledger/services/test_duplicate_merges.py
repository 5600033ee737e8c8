"""Twins found in books, merged with the richer of each field, and what files do afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.roles import Right
from accounts.scope import enter_household
from ledger.enums import PairKind, PairState, Status, ValueSource
from ledger.models import Pair, Transaction
from ledger.pairing.certainty import Certainty
from ledger.reports.duplicates import find_duplicates
from ledger.reports.verify import verify_ledger
from ledger.services.attachments import attach_file
from ledger.services.duplicate_merges import merge_duplicates
from ledger.services.errors import ClosedPeriod, Inconsistent
from ledger.services.pairs import part_pair, reject_pair
from ledger.services.reminders import create_reminder
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.imports.bank import bring_in, counts, csv
from tests.ledger.services.test_transfers import balances, last_act, legs

FILE = csv(("2026-03-03", "REWE Markt", "-12.50"))


def keys(books: Books, **more: Any) -> list[tuple[int, int]]:
    return [pair.key for pair in find_duplicates(books.household, **more)]


def from_bank(books: Books, data: bytes = FILE) -> Transaction:
    """Import a file of one row, which the importer takes for something new."""
    report = bring_in(books, data)
    row: Transaction = Transaction.objects.select_related("payee").get(
        import_batch=report.batch_id, fingerprint__isnull=False
    )
    return row


def twins(books: Books) -> tuple[Transaction, Transaction]:
    """Return what came from the bank, and the same thing entered by hand afterwards."""
    row = from_bank(books)
    by_hand = books.spend(
        "2026-03-02", "12.50", memo="For the party", payee="REWE Markt", tags=("party",)
    )
    return row, by_hand


def test_what_was_entered_after_the_file_is_found_with_the_reason(books: Books) -> None:
    row, by_hand = twins(books)

    (pair,) = find_duplicates(books.household)

    assert (pair.key, pair.certainty) == ((row.pk, by_hand.pk), Certainty.CERTAIN)
    assert pair.reasons == (
        "the same account and amount",
        "1 day apart",
        "the same payee",
        "one was entered by hand and one came from the bank",
    )


def test_only_what_an_import_or_a_transaction_is_part_of(books: Books) -> None:
    row, by_hand = twins(books)
    other = books.spend("2026-05-02", "3")
    batch = row.import_batch
    assert batch is not None

    assert keys(books, batch=batch) == keys(books, transaction=by_hand) == keys(books)
    assert keys(books, transaction=other) == []


def same_file(books: Books) -> None:
    line = ("2026-03-03", "REWE Markt", "-12.50")
    bring_in(books, csv(line, line))


def trashed(books: Books) -> None:
    delete_transactions(by=books.actor, transactions=[twins(books)[1].pk])


def closed(books: Books) -> None:
    twins(books)
    make_closed_month(books.household, "2026-03")


def rejected(books: Books) -> None:
    first, second = twins(books)
    reject_pair(by=books.actor, kind=PairKind.DUPLICATE, first=second.pk, second=first.pk)


def merged(books: Books) -> None:
    first, second = twins(books)
    merge_duplicates(by=books.actor, first=first.pk, second=second.pk)


def another_account(books: Books) -> None:
    from_bank(books)
    books.book("2026-03-03", (books.card, "-12.50"), (books.food, "12.50"), payee="REWE Markt")


def week_apart(books: Books) -> None:
    from_bank(books)
    books.spend("2026-03-11", "12.50", payee="REWE Markt")


@pytest.mark.parametrize(
    "write", [same_file, trashed, closed, rejected, merged, another_account, week_apart]
)
def test_what_is_no_pair(books: Books, write: Callable[[Books], None]) -> None:
    write(books)

    assert keys(books) == []


def test_what_is_hidden_is_paired_for_nobody_who_may_not_see_it(books: Books) -> None:
    twins(books)
    guest = limit(make_guest(books.household), books.checking, Right.NONE, by=books.actor)
    assert guest.user is not None

    enter_household(books.household.pk, user_id=guest.user.pk, hidden=guest.hidden)

    assert keys(books) == []


def test_the_richer_of_each_field_is_kept(books: Books) -> None:
    row, by_hand = twins(books)

    kept = merge_duplicates(by=books.actor, first=by_hand.pk, second=row.pk)

    kept.refresh_from_db()
    assert (kept.pk, str(kept.date), kept.memo) == (row.pk, "2026-03-03", "For the party")
    assert (str(kept.payee), kept.payee_source, kept.raw_payee) == (
        "REWE Markt", ValueSource.USER, "REWE Markt",
    )  # fmt: skip
    assert legs(kept) == [("Test checking", -12.5, -12.5), ("Test groceries", 12.5, 12.5)]
    assert (kept.category_source, [tag.name for tag in kept.tags.all()]) == ("user", ["party"])
    assert balances(books)["Test groceries"] == 12.5
    assert verify_ledger(books.household).differences == ()


def test_each_field_can_be_taken_from_the_other(books: Books) -> None:
    row, by_hand = twins(books)
    fields = {"date": by_hand.pk, "memo": row.pk, "category": row.pk}

    kept = merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk, fields=fields)

    kept.refresh_from_db()
    assert (kept.pk, str(kept.date), kept.memo) == (row.pk, "2026-03-02", row.memo)
    assert kept.category_source == row.category_source


@pytest.mark.parametrize("fields", [{"date": 1}, {"amount": 1}])
def test_a_field_that_is_none_is_refused(books: Books, fields: dict[str, int]) -> None:
    row, by_hand = twins(books)

    with pytest.raises(Inconsistent, match="for each field"):
        merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk, fields=fields)


def test_a_pending_row_takes_the_amount_that_was_booked(books: Books) -> None:
    pending = books.spend("2026-03-01", "20", payee="Cinema", status=Status.PENDING)
    booked = half(books, books.checking, "2026-03-02", "-24", payee="Cinema")

    kept = merge_duplicates(by=books.actor, first=pending.pk, second=booked.pk)

    kept.refresh_from_db()
    assert (kept.pk, kept.status) == (booked.pk, Status.CLEARED)
    assert legs(kept) == [("Test checking", -24, -24), ("Test groceries", 24, 24)]


def test_a_transfer_stays_a_transfer(books: Books) -> None:
    row = from_bank(books)
    by_hand = books.book("2026-03-02", (books.checking, "-12.50"), (books.card, "12.50"))

    kept = merge_duplicates(by=books.actor, first=by_hand.pk, second=row.pk)

    assert legs(kept) == [("Test checking", -12.5, -12.5), ("Test card", 12.5, 12.5)]


def test_a_split_that_does_not_fit_the_amount_gives_way(books: Books) -> None:
    split = books.book(
        "2026-03-01", (books.checking, "-20"), (books.rent, "15"), (books.food, "5"),
        payee="Cinema", status=Status.PENDING,
    )  # fmt: skip
    booked = half(books, books.checking, "2026-03-02", "-24", payee="Cinema")

    kept = merge_duplicates(by=books.actor, first=split.pk, second=booked.pk)

    assert [amount for _name, amount, _value in legs(kept)] == [-24, 24]


def test_merging_is_undone_and_parted(books: Books) -> None:
    row, by_hand = twins(books)
    before = balances(books)
    merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)

    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert (balances(books), keys(books)) == (before, [(row.pk, by_hand.pk)])

    merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)
    part_pair(by=books.actor, pair=Pair.objects.live().get())
    assert (balances(books), keys(books)) == (before, [(row.pk, by_hand.pk)])


def test_files_and_reminders_go_along(books: Books, settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    row, by_hand = twins(books)
    file = attach_file(by=books.actor, transaction=by_hand, name="a.txt", stream=BytesIO(b"Paid"))
    reminder = create_reminder(
        by=books.actor, transaction=by_hand, text="Ask back", remind_on=date(2026, 5, 1)
    )

    merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)

    for each in (file, reminder):
        each.refresh_from_db()
        assert each.transaction_id == row.pk
    part_pair(by=books.actor, pair=Pair.objects.live().get())
    for each in (file, reminder):
        each.refresh_from_db()
        assert each.transaction_id == by_hand.pk


def test_the_file_imported_again_adds_nothing(books: Books) -> None:
    row, by_hand = twins(books)
    merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)

    assert counts(bring_in(books, FILE)) == (0, 0, 1, 0)


def test_a_second_by_hand_is_not_merged_into_the_same_row_again(books: Books) -> None:
    row, by_hand = twins(books)
    books.spend("2026-03-02", "12.50", payee="REWE Markt")
    merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)

    found = find_duplicates(books.household)

    assert [pair.certainty for pair in found] == [Certainty.UNSURE]


def test_what_cannot_be_merged(books: Books) -> None:
    row, by_hand = twins(books)
    other = books.book("2026-03-03", (books.card, "-12.50"), (books.food, "12.50"))
    gone = books.spend("2026-03-03", "12.50")
    delete_transactions(by=books.actor, transactions=[gone.pk])

    for first, second in ((row, row), (row, other), (row, gone)):
        with pytest.raises(Inconsistent):
            merge_duplicates(by=books.actor, first=first.pk, second=second.pk)
    with pytest.raises(Transaction.DoesNotExist):
        merge_duplicates(by=books.actor, first=row.pk, second=10**9)
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=books.actor)
    with pytest.raises(PermissionDenied):
        merge_duplicates(by=reader, first=row.pk, second=by_hand.pk)
    make_closed_month(books.household, "2026-03")
    with pytest.raises(ClosedPeriod):
        merge_duplicates(by=books.actor, first=row.pk, second=by_hand.pk)
    assert not Pair.objects.filter(state=PairState.JOINED).exists()


def test_the_number_of_queries_does_not_grow(books: Books) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            find_duplicates(books.household)
        return len(captured)

    twins(books)
    few = queries()
    for number in range(4):
        from_bank(books, csv(("2026-04-03", f"Shop {number}", f"-{30 + number}.00")))
        books.spend("2026-04-03", f"{30 + number}", payee=f"Shop {number}")

    assert (queries(), len(keys(books))) == (few, 5)
