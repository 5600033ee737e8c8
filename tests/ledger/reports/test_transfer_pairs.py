"""Pairs found in books: what is looked at, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Right
from accounts.scope import enter_household
from ledger.enums import PairKind
from ledger.models import Transaction
from ledger.pairing.certainty import Certainty
from ledger.periods import Period
from ledger.reports.transfer_pairs import TransferPair, count_by_certainty, find_transfer_pairs
from ledger.services.pairs import reject_pair
from ledger.services.transactions import delete_transactions
from ledger.services.transfer_links import merge_into_transfer
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half, halves, savings
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.services.test_transfers import last_act


def keys(books: Books) -> list[tuple[int, int]]:
    return [pair.key for pair in find_transfer_pairs(books.household)]


def only(books: Books) -> TransferPair:
    (pair,) = find_transfer_pairs(books.household)
    return pair


def test_two_halves_are_found_with_the_reason(books: Books) -> None:
    out, into = halves(books)

    pair = only(books)

    assert (pair.key, pair.certainty) == ((out.pk, into.pk), Certainty.CERTAIN)
    assert pair.reasons == (
        "the same amount",
        "1 day later",
        "the bank’s words name the other account",
        "without a category so far",
        "the words speak of a transfer",
    )
    assert count_by_certainty((pair,)) == {
        Certainty.CERTAIN: 1, Certainty.LIKELY: 0, Certainty.UNSURE: 0,
    }  # fmt: skip


def test_a_fee_is_told(books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-303", memo="Transfer Rainy days")
    half(books, savings(books), "2026-03-02", "300", memo="Transfer Test checking")

    pair = only(books)

    assert (str(pair.fee.rounded()), pair.certainty) == ("3.00 EUR", Certainty.LIKELY)


@pytest.mark.parametrize(("arrived", "is_found"), [("320", True), ("260", False)])
def test_currencies_are_compared_at_the_days_rate(
    books: Books, arrived: str, *, is_found: bool
) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.92")
    half(books, books.checking, "2026-03-02", "-296", memo="Transfer Test dollars")
    half(books, books.dollars, "2026-03-03", arrived, memo="Transfer Test checking")

    found = find_transfer_pairs(books.household)

    assert bool(found) is is_found


def test_currencies_without_a_rate_are_left_alone(books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-296", memo="Transfer Test dollars")
    half(books, books.dollars, "2026-03-03", "320", memo="Transfer Test checking")

    assert keys(books) == []


def trashed(books: Books) -> None:
    out, _into = halves(books)
    delete_transactions(by=books.actor, transactions=[out.pk])


def closed(books: Books) -> None:
    halves(books)
    make_closed_month(books.household, "2026-03")


def half_closed(books: Books) -> None:
    halves(books, day="2026-02-28", later="2026-03-01")
    make_closed_month(books.household, "2026-02")


def joined(books: Books) -> None:
    out, into = halves(books)
    merge_into_transfer(by=books.actor, first=out, second=into)


def rejected(books: Books) -> None:
    out, into = halves(books)
    reject_pair(by=books.actor, kind=PairKind.TRANSFER, first=out.pk, second=into.pk)


def split(books: Books) -> None:
    books.book("2026-03-02", (books.checking, "-300"), (books.rent, "200"), (books.food, "100"))
    half(books, savings(books), "2026-03-02", "300", memo="Transfer Test checking")


def opening(books: Books) -> None:
    books.book("2026-03-02", (books.checking, "-300"), (books.opening, "300"))
    half(books, savings(books), "2026-03-02", "300", memo="Transfer Test checking")


def one_account(books: Books) -> None:
    half(books, books.checking, "2026-03-02", "-300", memo="Transfer")
    half(books, books.checking, "2026-03-02", "300", memo="Transfer")


def far_apart(books: Books) -> None:
    halves(books, later="2026-03-20")


@pytest.mark.parametrize(
    "write",
    [trashed, closed, half_closed, joined, rejected, split, opening, one_account, far_apart],
)
def test_what_is_no_pair(books: Books, write: Callable[[Books], None]) -> None:
    write(books)

    assert keys(books) == []


def test_a_rejection_that_is_undone_lets_the_pair_come_again(books: Books) -> None:
    rejected(books)

    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert len(keys(books)) == 1


def test_what_is_hidden_is_paired_for_nobody_who_may_not_see_it(books: Books) -> None:
    halves(books)
    guest = limit(make_guest(books.household), savings(books), Right.NONE, by=books.actor)
    assert guest.user is not None

    enter_household(books.household.pk, user_id=guest.user.pk, hidden=guest.hidden)

    assert keys(books) == []


def test_days_and_batch_limit_what_is_looked_at(books: Books) -> None:
    halves(books)
    halves(books, "70", day="2026-05-02", later="2026-05-02")

    may = Period(date(2026, 5, 1), date(2026, 6, 1))
    found = find_transfer_pairs(books.household, days=may)

    assert [int(pair.match.into.amount) for pair in found] == [70]


def test_the_number_of_queries_does_not_grow(books: Books) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            find_transfer_pairs(books.household)
        return len(captured)

    halves(books)
    few = queries()
    for number in range(5):
        halves(books, f"{80 + number}.17")

    assert (queries(), len(keys(books))) == (few, 6)


def test_nothing_is_written(books: Books) -> None:
    halves(books)
    before = list(Transaction.objects.values_list("pk", "version").order_by("pk"))

    find_transfer_pairs(books.household)

    assert list(Transaction.objects.values_list("pk", "version").order_by("pk")) == before
