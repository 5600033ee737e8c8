"""Pairs joined to transfers, parted again, and what importing their files again does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.roles import Right, Role
from ledger.enums import AccountKind, OccurrenceState, PairKind, PairState
from ledger.models import Occurrence, Pair, Transaction
from ledger.reports.transfer_pairs import find_transfer_pairs
from ledger.reports.verify import verify_ledger
from ledger.services.attachments import attach_file
from ledger.services.errors import Inconsistent, InUse, NotATransfer, NotJoined
from ledger.services.import_undo import undo_import
from ledger.services.occurrences import match_occurrence
from ledger.services.pairs import JoinResult, part_pair, reject_pair
from ledger.services.posting import Leg
from ledger.services.transactions import (
    TransactionDraft,
    restore_transactions,
    update_transaction,
)
from ledger.services.transfer_links import fee_category, link_transfers, merge_into_transfer
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half, halves, savings
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import schedule
from tests.ledger.imports.bank import bring_in, counts, csv, reasons
from tests.ledger.services.test_transfers import balances, last_act, legs


def link(books: Books, *pairs: tuple[Transaction, Transaction], **more: Any) -> JoinResult:
    keys = [(first.pk, second.pk) for first, second in pairs]
    return link_transfers(by=books.actor, pairs=keys, **more)


def test_many_are_joined_in_one_act_with_the_same_number_of_statements(books: Books) -> None:
    def queries(count: int) -> int:
        pairs = [halves(books, f"{60 + number}") for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert link(books, *pairs).joined == count
        return len(captured)

    one = queries(1)
    before = balances(books)

    # A pair is a row of its own, written one by one: a savepoint, the row, its release.
    assert queries(4) <= one + 3 * 3
    assert last_act(books.actor).summary == "Joined 4 transfers"
    assert balances(books) == before | {
        "Test checking": before["Test checking"] - 246,
        "Rainy days": before["Rainy days"] + 246,
    }
    assert verify_ledger(books.household).differences == ()


def test_an_act_of_many_is_undone_as_one(books: Books) -> None:
    pairs = [halves(books, "60"), halves(books, "61")]
    before = balances(books)
    link(books, *pairs)

    result = undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert (result.undone, result.conflicts) == (6, ())
    assert balances(books) == before
    assert len(find_transfer_pairs(books.household)) == 2


def test_undoing_the_undo_joins_them_again(books: Books) -> None:
    link(books, halves(books))
    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    assert Pair.objects.live().get().state == PairState.JOINED
    assert balances(books) == {"Test checking": -300, "Rainy days": 300}


def test_what_does_not_fit_is_told_and_the_rest_is_joined(books: Books) -> None:
    good, late = halves(books, "60"), halves(books, "61")
    old = halves(books, "9", day="2026-02-02", later="2026-02-02")
    make_closed_month(books.household, "2026-02")

    result = link(books, good, (late[0], late[0]), (old[0], old[1]), (good[0], late[1]))

    assert result.joined == 1
    assert [reason for _key, reason in result.skipped] == [
        "Money has to leave one account and arrive in another.",
        "It lies in a closed period.",
        "One of them is part of another pair.",
    ]


def test_a_fee_goes_to_its_category(books: Books) -> None:
    fees = fee_category(books.actor)
    assert fees is not None
    out = half(books, books.checking, "2026-03-02", "-303")
    into = half(books, savings(books), "2026-03-02", "300")

    with pytest.raises(NotATransfer, match="choose a category"):
        merge_into_transfer(by=books.actor, first=out, second=into)
    link(books, (out, into), fee_category=fees)

    assert legs(out) == [("Test checking", -303, -303), ("Rainy days", 300, 300), (fees.name, 3, 3)]


def test_a_fee_in_another_currency_keeps_base_values_balanced(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.92")
    other = books.account("Other dollars", AccountKind.SAVINGS, "USD")
    out = half(books, books.dollars, "2026-03-02", "-303.33")
    into = half(books, other, "2026-03-03", "300")

    link(books, (out, into), fee_category=books.rent)

    bases = [leg.base_value for leg in out.postings.all()]
    assert (sum(bases), min(bases)) == (0, out.postings.get(account=books.dollars).base_value)
    assert verify_ledger(books.household).differences == ()


def test_files_and_times_of_schedules_go_along_and_come_back(
    books: Books, settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    out, into = halves(books)
    file = attach_file(by=books.actor, transaction=into, name="a.txt", stream=BytesIO(b"Paid"))
    day = date(2026, 3, 3)
    due = schedule(books, "300", account=savings(books), other=books.salary, starts_on=day)
    match_occurrence(by=books.actor, schedule=due, due_on=day, transaction=into)
    link(books, (out, into))

    file.refresh_from_db()
    time = Occurrence.objects.get()
    assert (file.transaction_id, time.transaction_id) == (out.pk, out.pk)

    part_pair(by=books.actor, pair=Pair.objects.get())

    file.refresh_from_db()
    time.refresh_from_db()
    assert (file.transaction_id, time.transaction_id) == (into.pk, into.pk)
    assert time.state == OccurrenceState.MATCHED


def test_one_pair_of_many_is_parted(books: Books) -> None:
    first, second = halves(books, "60"), halves(books, "61")
    link(books, first, second)
    pair = Pair.objects.get(first=first[0])

    part_pair(by=books.actor, pair=pair)

    assert [each.key for each in find_transfer_pairs(books.household)] == [
        (first[0].pk, first[1].pk)
    ]
    assert balances(books)["Rainy days"] == 121
    with pytest.raises(NotJoined):
        part_pair(by=books.actor, pair=pair)


def test_a_pair_that_was_changed_since_is_not_parted(books: Books) -> None:
    out, into = halves(books)
    link(books, (out, into))
    legs = (Leg(books.checking, Decimal(-5)), Leg(books.rent, Decimal(5)))
    draft = TransactionDraft(date=out.date, legs=legs)
    update_transaction(by=books.actor, transaction=out, draft=draft)

    with pytest.raises(NotJoined, match="changed again"):
        part_pair(by=books.actor, pair=Pair.objects.get())


def test_the_second_of_a_pair_is_not_restored_beside_the_first(books: Books) -> None:
    out, into = halves(books)
    link(books, (out, into))

    with pytest.raises(InUse, match="joined"):
        restore_transactions(by=books.actor, transactions=[into.pk])


def test_a_rejected_pair_may_be_joined_after_all(books: Books) -> None:
    out, into = halves(books)
    reject_pair(by=books.actor, kind=PairKind.TRANSFER, first=out.pk, second=into.pk)

    link(books, (out, into))

    assert Pair.objects.live().get().state == PairState.JOINED
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert Pair.objects.live().get().state == PairState.REJECTED


def test_a_transaction_is_no_pair_with_itself(books: Books) -> None:
    out, _into = halves(books)

    with pytest.raises(Inconsistent):
        reject_pair(by=books.actor, kind=PairKind.TRANSFER, first=out.pk, second=out.pk)


def test_who_may_not_change_an_account_joins_nothing_in_it(books: Books) -> None:
    out, into = halves(books)
    reader = limit(make_guest(books.household), savings(books), Right.READ, by=books.actor)
    viewer = make_guest(books.household, Role.VIEWER, "viewer@example.org").actor

    for actor in (reader, viewer):
        with pytest.raises(PermissionDenied):
            link_transfers(by=actor, pairs=[(out.pk, into.pk)])
        with pytest.raises(PermissionDenied):
            reject_pair(by=actor, kind=PairKind.TRANSFER, first=out.pk, second=into.pk)
    assert not Pair.objects.exists()


OUT = csv(("2026-03-02", "Umbuchung Rainy days", "-300.00"), ("2026-03-04", "Shop", "-9.00"))
INTO = csv(("2026-03-03", "Umbuchung Test checking", "300.00"))
SINCE = "already imported, and joined with another transaction since"


def imported(books: Books) -> tuple[int, int]:
    """Import both files; returns the key of the pair that they make."""
    bring_in(books, OUT)
    bring_in(books, INTO, account=savings(books))
    (pair,) = find_transfer_pairs(books.household)
    return pair.key


def test_either_file_imported_again_adds_nothing(books: Books) -> None:
    link_transfers(by=books.actor, pairs=[imported(books)])
    before = balances(books)

    again = bring_in(books, OUT)
    back = bring_in(books, INTO, account=savings(books))

    assert (counts(again), counts(back)) == ((0, 0, 2, 0), (0, 0, 1, 0))
    assert reasons(back) == [SINCE]
    assert balances(books) == before


def test_what_the_bank_said_is_kept_of_both(books: Books) -> None:
    out, into = imported(books)
    link_transfers(by=books.actor, pairs=[(out, into)])

    rows = Transaction.objects.filter(pk__in=[out, into]).order_by("pk")

    assert [row.raw_payee for row in rows] == ["Umbuchung Rainy days", "Umbuchung Test checking"]
    assert all(row.fingerprint and row.import_batch_id for row in rows)


def test_undoing_an_import_leaves_what_was_joined(books: Books) -> None:
    out, into = imported(books)
    link_transfers(by=books.actor, pairs=[(out, into)])
    batch = Transaction.objects.select_related("import_batch").get(pk=into).import_batch

    result = undo_import(by=books.actor, batch=batch)

    assert result.removed == 0
    assert [(kept.transaction_id, kept.reason) for kept in result.kept] == [
        (into, "joined with another transaction")
    ]
    assert balances(books)["Rainy days"] == 300


def test_undoing_an_import_forgets_rejected_pairs(books: Books) -> None:
    out, into = imported(books)
    reject_pair(by=books.actor, kind=PairKind.TRANSFER, first=out, second=into)
    batch = Transaction.objects.select_related("import_batch").get(pk=into).import_batch

    undo_import(by=books.actor, batch=batch)

    assert not Pair.objects.exists()
