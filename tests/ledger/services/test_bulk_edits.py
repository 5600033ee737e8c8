"""Changing many transactions at once: what is set, what is left alone, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor, Origin
from accounts.models import Household
from accounts.roles import Role
from ledger.enums import AccountKind, Status, SystemRole, ValueSource
from ledger.models import Account, ChangeSet, MonthlyTotal, Posting, Transaction
from ledger.services.bulk_edits import (
    categorise_transactions,
    set_memo,
    set_payee,
    set_status,
    tag_transactions,
    untag_transactions,
)
from ledger.services.edits import BulkResult, Skipped
from ledger.services.errors import Inconsistent
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

CountQueries = Callable[[int], AbstractContextManager[object]]
AUTOMATIC = [Origin.RULE, Origin.IMPORT, Origin.ASSISTANT]


def category_of(books: Books, row: Transaction) -> list[int]:
    legs = Posting.objects.filter(transaction=row).exclude(account=books.checking)
    return list(legs.values_list("account_id", flat=True))


def reasons(result: BulkResult) -> list[tuple[int, str]]:
    return [(item.transaction, item.reason) for item in result.skipped]


def test_categorise_moves_the_category_leg_and_the_totals(books: Books) -> None:
    rows = [books.spend("2025-01-01", "5"), books.spend("2025-02-01", "7")]

    result = categorise_transactions(
        by=books.actor, transactions=[row.pk for row in rows], category=books.rent
    )

    assert (result.changed, result.skipped) == (2, ())
    totals = MonthlyTotal.objects.in_household(books.household).exclude(account=books.checking)
    assert {(total.account_id, str(total.month), int(total.amount)) for total in totals} == {
        (books.rent.pk, "2025-01-01", 5),
        (books.rent.pk, "2025-02-01", 7),
    }


def test_categorise_marks_who_did_it_and_why(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")
    Transaction.objects.filter(pk=spent.pk).update(category_source=ValueSource.MODEL)

    categorise_transactions(
        by=books.actor.via(Origin.ASSISTANT),
        transactions=[spent.pk],
        category=books.rent,
        reason="It said landlord",
    )

    spent.refresh_from_db()
    assert (spent.category_source, spent.category_reason, spent.version) == (
        ValueSource.ASSISTANT,
        "It said landlord",
        2,
    )


def test_categorise_as_uncategorised_leaves_no_source(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")
    none = Account.objects.in_household(books.household).system(SystemRole.UNCATEGORISED_EXPENSE)

    categorise_transactions(by=books.actor, transactions=[spent.pk], category=none)

    spent.refresh_from_db()
    assert spent.category_source == ValueSource.NONE


def test_categorise_by_hand_confirms_what_automation_chose(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")
    Transaction.objects.filter(pk=spent.pk).update(category_source=ValueSource.MODEL)

    categorise_transactions(by=books.actor, transactions=[spent.pk], category=books.groceries)

    spent.refresh_from_db()
    assert spent.category_source == ValueSource.USER


@pytest.mark.parametrize("origin", AUTOMATIC)
def test_automation_never_overwrites_what_a_person_chose(books: Books, origin: Origin) -> None:
    spent = books.spend("2025-01-01", "5", payee="Luna", tags=("fun",))
    by, ids = books.actor.via(origin), [spent.pk]

    results = [
        categorise_transactions(by=by, transactions=ids, category=books.rent),
        set_payee(by=by, transactions=ids, payee=books.payee("Other")),
        tag_transactions(by=by, transactions=ids, tags=[books.tag("work")]),
    ]

    assert [reasons(result) for result in results] == [
        [(spent.pk, "You chose its category yourself.")],
        [(spent.pk, "You chose its payee yourself.")],
        [(spent.pk, "You chose its tags yourself.")],
    ]
    spent.refresh_from_db()
    assert (spent.version, category_of(books, spent)) == (1, [books.groceries.pk])


def test_edits_skip_splits_transfers_trash_and_closed_periods(books: Books) -> None:
    split = books.book(
        "2025-02-01", (books.checking, "-9"), (books.groceries, "4"), (books.rent, "5")
    )
    transfer = books.book("2025-02-01", (books.checking, "-9"), (books.card, "9"))
    trashed, closed, good = (books.spend(f"2025-0{n}-01", "5") for n in (2, 1, 3))
    delete_transactions(by=books.actor, transactions=[trashed.pk])
    make_closed_month(books.household, "2025-01")
    ids = [row.pk for row in (split, transfer, trashed, closed, good)]

    result = categorise_transactions(by=books.actor, transactions=ids, category=books.rent)

    assert result.changed == 1
    assert result.skipped == (
        Skipped(split.pk, "It is split over several categories."),
        Skipped(transfer.pk, "It has no category: it is a transfer."),
        Skipped(trashed.pk, "It is in the trash."),
        Skipped(closed.pk, "It lies in a closed period."),
    )


def test_edits_that_change_nothing_leave_no_history(books: Books) -> None:
    spent = books.spend("2025-01-01", "5", memo="same")
    acts = ChangeSet.objects.in_household(books.household).count()

    result = set_memo(by=books.actor, transactions=[spent.pk], memo="same")

    assert result == BulkResult(None, 0, ())
    assert ChangeSet.objects.in_household(books.household).count() == acts


def test_set_payee_sets_and_clears(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")

    set_payee(by=books.actor, transactions=[spent.pk], payee=books.payee("Luna"))
    spent.refresh_from_db()
    assert (str(spent.payee), spent.payee_source) == ("Luna", ValueSource.USER)

    set_payee(by=books.actor, transactions=[spent.pk], payee=None)
    spent.refresh_from_db()
    assert (spent.payee, spent.payee_source) == (None, ValueSource.USER)


def test_tag_and_untag_change_only_what_they_name(books: Books) -> None:
    spent = books.spend("2025-01-01", "5", tags=("a", "b"))
    ids = [spent.pk]

    tag_transactions(by=books.actor, transactions=ids, tags=[books.tag("b"), books.tag("c")])
    untag_transactions(by=books.actor, transactions=ids, tags=[books.tag("a")])

    assert [tag.name for tag in spent.tags.all()] == ["b", "c"]


def test_untag_the_last_leaves_no_source(books: Books) -> None:
    spent = books.spend("2025-01-01", "5", tags=("a",))

    untag_transactions(by=books.actor, transactions=[spent.pk], tags=[books.tag("a")])

    spent.refresh_from_db()
    assert spent.tags_source == ValueSource.NONE


def test_set_status_marks_them(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")

    result = set_status(by=books.actor, transactions=[spent.pk], status=Status.RECONCILED)

    spent.refresh_from_db()
    assert spent.status == Status.RECONCILED
    assert str(result.change_set) == "Marked 1 transaction as Reconciled"


def test_set_memo_refuses_a_text_too_long(books: Books) -> None:
    with pytest.raises(ValidationError):
        set_memo(by=books.actor, transactions=[books.spend("2025-01-01", "5").pk], memo="x" * 501)


@pytest.mark.parametrize("count", [1, 40])
def test_edits_and_their_undo_cost_the_same_however_many(
    books: Books, django_assert_num_queries: CountQueries, count: int
) -> None:
    ids = [books.spend("2025-01-01", str(n + 1)).pk for n in range(count)]

    with django_assert_num_queries(15):
        result = categorise_transactions(by=books.actor, transactions=ids, category=books.rent)

    assert result.change_set is not None
    with django_assert_num_queries(21):
        undone = undo_change_set(by=books.actor, change_set=result.change_set)
    assert undone.undone == count


def test_undo_respects_a_later_edit_of_the_same_thing_only(books: Books) -> None:
    same, other = books.spend("2025-01-01", "5"), books.spend("2025-01-02", "6")
    act = categorise_transactions(
        by=books.actor, transactions=[same.pk, other.pk], category=books.rent
    ).change_set
    categorise_transactions(by=books.actor, transactions=[same.pk], category=books.food)
    set_memo(by=books.actor, transactions=[other.pk], memo="kept")

    assert act is not None
    result = undo_change_set(by=books.actor, change_set=act)

    assert [(item.object_id, item.reason) for item in result.conflicts] == [
        (same.pk, "It was changed again later.")
    ]
    assert category_of(books, same) == [books.food.pk]
    assert category_of(books, other) == [books.groceries.pk]
    other.refresh_from_db()
    assert other.memo == "kept"


def test_undo_of_an_undo_does_it_again(books: Books) -> None:
    spent = books.spend("2025-01-01", "5", tags=("a",))
    act = tag_transactions(
        by=books.actor, transactions=[spent.pk], tags=[books.tag("b")]
    ).change_set
    assert act is not None

    undo = undo_change_set(by=books.actor, change_set=act).change_set
    assert [tag.name for tag in spent.tags.all()] == ["a"]
    assert undo is not None
    undo_change_set(by=books.actor, change_set=undo)
    assert [tag.name for tag in spent.tags.all()] == ["a", "b"]
    assert undo_change_set(by=books.actor, change_set=act).undone == 1


def test_reviewers_may_edit_and_undo_and_viewers_not(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")
    reviewer, viewer = (make_member(books.household, role) for role in (Role.REVIEWER, Role.VIEWER))

    act = set_memo(by=reviewer, transactions=[spent.pk], memo="checked").change_set

    assert act is not None
    with pytest.raises(PermissionDenied):
        set_memo(by=viewer, transactions=[spent.pk], memo="mine")
    with pytest.raises(PermissionDenied):
        undo_change_set(by=viewer, change_set=act)
    assert undo_change_set(by=reviewer, change_set=act).undone == 1


def test_edits_refuse_other_households(books: Books, other_household: Household) -> None:
    spent = books.spend("2025-01-01", "5")
    stranger = Actor.system(other_household)

    with pytest.raises(Transaction.DoesNotExist):
        set_memo(by=stranger, transactions=[spent.pk], memo="mine")
    with pytest.raises(Inconsistent, match="another household"):
        set_payee(by=stranger, transactions=[], payee=books.payee("Luna"))


def test_categorise_refuses_what_is_no_live_category(books: Books) -> None:
    spent = books.spend("2025-01-01", "5")
    gone = books.account("Gone", AccountKind.EXPENSE, deleted_at="2025-01-01T00:00Z")

    for account in (books.card, gone):
        with pytest.raises(Inconsistent, match="Choose a category"):
            categorise_transactions(by=books.actor, transactions=[spent.pk], category=account)
