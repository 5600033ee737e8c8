"""What accounts are said to have held: typed, stated by files, held against the books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import AssertionSource, Status
from ledger.models import Account, BalanceAssertion, ChangeSet, Transaction
from ledger.reports.assertions import (
    CheckedAssertion,
    Standing,
    check_assertions,
    failed_assertions,
    standings,
)
from ledger.reports.partings import Parting, first_parting
from ledger.reports.verify import verify_ledger
from ledger.services.assertions import assert_balance, remove_assertion, restore_assertion
from ledger.services.bulk_edits import set_memo
from ledger.services.errors import NameTaken
from ledger.services.import_undo import undo_import
from ledger.services.posting import Leg
from ledger.services.transactions import TransactionDraft, delete_transactions, update_transaction
from ledger.services.transfer_links import link_transfers
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.rights import limit, make_guest
from tests.ledger.imports.bank import batch_of, bring_in, ofx
from tests.ledger.services.test_transfers import last_act

LAST = date(2026, 3, 31)
FILE = ofx(
    ("2026-03-02", "Coffee Bar", "-3.50", "1"),
    ("2026-03-05", "Bakery", "-2.00", "2"),
    ("2026-03-09", "Cinema", "-14.00", "3"),
    balance=("80.50", "2026-03-31"),
)


def say(books: Books, amount: str, on: date = LAST, **more: Any) -> BalanceAssertion:
    given: dict[str, Any] = {"by": books.actor, "account": books.checking} | more
    return assert_balance(on=on, amount=Decimal(amount), **given)


def only(books: Books) -> CheckedAssertion:
    (found,) = check_assertions(books.household)
    return found


def parting(books: Books) -> Parting | None:
    (failed,) = failed_assertions(books.household)
    return first_parting(books.household, failed.assertion)


def told(found: Parting | None) -> tuple[str, str, str, Decimal | None, Decimal | None]:
    assert found is not None
    stated = found.stated.amount if found.stated else None
    booked = found.booked.amount if found.booked else None
    return found.kind.value, str(found.on), found.what, stated, booked


def row_of(name: str) -> Transaction:
    return Transaction.objects.get(raw_payee=name)


def rewrite(books: Books, row: Transaction, amount: str, **more: Any) -> Transaction:
    """Change what a row moved on checking, or its day."""
    legs = (Leg(books.checking, Decimal(amount)), Leg(books.groceries, -Decimal(amount)))
    given: dict[str, Any] = {"date": row.date, "payee": row.payee} | more
    draft = TransactionDraft(legs=legs, **given)
    return update_transaction(by=books.actor, transaction=row, draft=draft)


@pytest.mark.parametrize(("amount", "difference"), [("-12.50", 0), ("-10", Decimal("2.50"))])
def test_a_balance_holds_or_is_off(books: Books, amount: str, difference: Decimal) -> None:
    books.spend("2026-03-02", "12.50")
    books.spend("2026-04-01", "99")

    say(books, amount)

    assert (only(books).is_held, only(books).difference.amount) == (not difference, difference)


@pytest.mark.parametrize("amount", ["-5", "-8"])
def test_a_bank_may_count_pending_rows_or_not(books: Books, amount: str) -> None:
    books.spend("2026-03-02", "5")
    books.spend("2026-03-30", "3", status=Status.PENDING)

    say(books, amount)

    assert only(books).is_held


@pytest.mark.parametrize(
    ("amount", "today", "standing"),
    [
        ("0", date(2026, 4, 30), Standing.HELD),
        ("0", date(2026, 6, 2), Standing.STALE),
        ("1", date(2026, 4, 30), Standing.FAILED),
    ],
)
def test_the_latest_says_how_the_account_stands(
    books: Books, amount: str, today: date, standing: Standing
) -> None:
    say(books, "7", date(2026, 2, 1))
    say(books, amount)

    assert standings(books.household, today=today) == {books.checking.pk: (standing, LAST)}


def test_one_that_is_there_or_out_of_range_is_refused(books: Books) -> None:
    row = say(books, "1")

    with pytest.raises(NameTaken):
        say(books, "1.00")
    with pytest.raises(ValidationError):
        say(books, "1", date(2300, 1, 1))
    remove_assertion(by=books.actor, assertion=row)
    assert check_assertions(books.household) == ()
    restore_assertion(by=books.actor, assertion=row)
    undo_change_set(by=books.actor, change_set=last_act(books.actor))
    assert check_assertions(books.household) == ()


def test_a_file_states_its_closing_balance_once(books: Books) -> None:
    batch = batch_of(bring_in(books, FILE))
    bring_in(books, FILE)

    (row,) = BalanceAssertion.objects.all()
    assert (row.source, row.import_batch, row.date) == (AssertionSource.STATEMENT, batch, LAST)
    assert (row.amount, only(books).is_held) == (Decimal("80.5"), True)
    undo_import(by=books.actor, batch=batch)
    assert check_assertions(books.household) == ()


def test_a_dry_run_states_nothing(books: Books) -> None:
    bring_in(books, FILE, is_dry_run=True)

    assert not BalanceAssertion.objects.exists()


def _deleted(books: Books) -> None:
    delete_transactions(by=books.actor, transactions=[row_of("Bakery").pk])


def _changed(books: Books) -> None:
    rewrite(books, row_of("Bakery"), "-3")
    delete_transactions(by=books.actor, transactions=[row_of("Cinema").pk])


def _moved_out(books: Books) -> None:
    rewrite(books, row_of("Bakery"), "-2", date=date(2026, 4, 2))


def _added(books: Books) -> None:
    books.spend("2026-03-04", "1", payee="Stray")


def _added_and_deleted(books: Books) -> None:
    books.spend("2026-03-20", "1", payee="Stray")
    _deleted(books)


STATEMENT_CASES: dict[str, tuple[Callable[[Books], None], tuple[Any, ...]]] = {
    "a row is missing": (_deleted, ("missing", "2026-03-05", "Bakery", -2, None)),
    "the first of two is told": (_changed, ("changed", "2026-03-05", "Bakery", -2, -3)),
    "a row was moved out": (_moved_out, ("changed", "2026-03-05", "Bakery", -2, -2)),
    "a row too many": (_added, ("extra", "2026-03-04", "Stray", None, -1)),
    "missing before extra": (_added_and_deleted, ("missing", "2026-03-05", "Bakery", -2, None)),
}


@pytest.mark.parametrize("name", STATEMENT_CASES)
def test_a_statement_names_the_first_row_that_parts(books: Books, name: str) -> None:
    act, expected = STATEMENT_CASES[name]
    bring_in(books, FILE)

    act(books)

    assert told(parting(books)) == expected
    found = verify_ledger(books.household)
    assert (found.is_ok, found.assertions) == (True, 1)
    assert [each.parting for each in found.failed] == [parting(books)]


def test_joining_and_words_part_nothing(books: Books) -> None:
    bring_in(books, FILE)
    other = half(books, books.card, "2026-03-09", "14", memo="Cinema")
    link_transfers(by=books.actor, pairs=[(row_of("Cinema").pk, other.pk)])
    set_memo(by=books.actor, transactions=[row_of("Bakery").pk], memo="Bread")
    assert only(books).is_held

    books.spend("2026-03-12", "1", payee="Stray")

    assert told(parting(books))[:3] == ("extra", "2026-03-12", "Stray")


def test_what_parted_before_the_statement_is_told_as_nothing(books: Books) -> None:
    bring_in(books, FILE)
    books.spend("2026-02-01", "1")

    assert parting(books) is None


TYPED_CASES: dict[str, tuple[Callable[[Books, Transaction], object], tuple[Any, ...]]] = {
    "deleted since": (
        lambda books, row: delete_transactions(by=books.actor, transactions=[row.pk]),
        ("missing", "2026-03-02", "Corner shop", -5, None),
    ),
    "changed since": (
        lambda books, row: rewrite(books, row, "-6"),
        ("changed", "2026-03-02", "Corner shop", -5, -6),
    ),
    "moved out since": (
        lambda books, row: rewrite(books, row, "-5", date=date(2026, 4, 9)),
        ("changed", "2026-03-02", "Corner shop", -5, -5),
    ),
    "added since": (
        lambda books, _row: books.spend("2026-03-01", "1", payee="Stray"),
        ("extra", "2026-03-01", "Stray", None, -1),
    ),
}


@pytest.mark.parametrize("name", TYPED_CASES)
def test_a_typed_balance_names_what_was_done_since(books: Books, name: str) -> None:
    act, expected = TYPED_CASES[name]
    row = books.spend("2026-03-02", "5", payee="Corner shop")
    say(books, "-5")

    act(books, row)

    assert told(parting(books)) == expected


def test_nobody_notes_what_they_may_not_write_or_see(books: Books) -> None:
    row = say(books, "1")
    viewer = make_guest(books.household, Role.VIEWER)
    guest = make_guest(books.household, Role.MEMBER, "guest@example.org")
    reader = limit(guest, books.checking, Right.READ, by=books.actor)
    for by in (viewer.actor, reader):
        with pytest.raises(PermissionDenied):
            say(books, "2", by=by)
        with pytest.raises(PermissionDenied):
            remove_assertion(by=by, assertion=row)

    blind = limit(guest, Account.objects.get(pk=books.checking.pk), Right.NONE, by=books.actor)
    enter_household(books.household.pk, hidden=blind.hidden)

    assert check_assertions(books.household) == ()
    assert not ChangeSet.objects.filter(kind__startswith="assertion").exists()
