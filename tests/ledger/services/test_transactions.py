"""Recording, editing, deleting and restoring transactions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor, Origin
from accounts.models import Household
from accounts.roles import Role
from accounts.scope import household_scope
from ledger.enums import AccountKind, Status, SystemRole, TransactionSource, ValueSource
from ledger.models import Account, ChangeSet, Transaction
from ledger.services.accounts import delete_account
from ledger.services.errors import (
    ClosedPeriod,
    CurrencyNeeded,
    Inconsistent,
    InUse,
    StaleEdit,
    Unbalanced,
)
from ledger.services.posting import Leg
from ledger.services.transactions import (
    TransactionDraft,
    delete_transactions,
    record_transaction,
    restore_transactions,
    update_transaction,
)
from ledger.signals import postings_changed
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

DAY = date(2025, 3, 5)
CountQueries = Callable[[int], AbstractContextManager[object]]


def draft(books: Books, **values: Any) -> TransactionDraft:
    given: dict[str, Any] = {
        "date": DAY,
        "legs": (Leg(books.checking, Decimal(-5)), Leg(books.food, Decimal(5))),
        "memo": "lunch",
    }
    return TransactionDraft(**(given | values))


def legs(row: Transaction) -> list[tuple[Any, ...]]:
    rows = row.postings.order_by("position")
    return list(rows.values_list("account__name", "amount", "value", "currency"))


def last_act(by: Actor) -> ChangeSet:
    return ChangeSet.objects.in_household(by.household).latest("pk")


def test_record_transaction_stores_header_legs_and_tags(books: Books) -> None:
    given = draft(books, payee=books.payee("Luna"), tags=(books.tag("fun"),), status=Status.PENDING)

    row = record_transaction(by=books.actor, draft=given, source=TransactionSource.API)

    row.refresh_from_db()
    assert (row.date, row.memo, row.currency, row.status) == (DAY, "lunch", "EUR", "pending")
    assert (row.source, row.created_by, row.updated_by) == ("api", books.actor.user, row.created_by)
    assert (row.payee_source, row.category_source, row.tags_source) == ("user",) * 3
    assert [tag.name for tag in row.tags.all()] == ["fun"]
    assert legs(row) == [("Test checking", -5, -5, "EUR"), ("Test food", 5, 5, "EUR")]


def test_record_transaction_notes_it_in_the_history(books: Books) -> None:
    row = record_transaction(by=books.actor.via(Origin.API), draft=draft(books))

    act = last_act(books.actor)
    (change,) = act.changes.all()
    assert (act.origin, act.kind, act.summary) == (
        "api",
        "transaction.record",
        "Recorded 2025-03-05 lunch",
    )
    assert (change.object_id, change.before, change.version) == (row.pk, None, 1)
    legs_kept = (change.after or {})["postings"]
    assert [leg["amount"] for leg in legs_kept] == ["-5.00000000", "5.00000000"]


@pytest.mark.django_db(transaction=True)
def test_record_transaction_is_announced_once_committed(household: Household, actor: Actor) -> None:
    heard: list[int] = []

    def listen(household_id: int, **_kwargs: Any) -> None:
        heard.append(household_id)

    postings_changed.connect(listen)
    try:
        with household_scope(household.pk):
            Books(household, actor).spend("2025-03-05", "5")
            assert heard == []
    finally:
        postings_changed.disconnect(listen)

    assert heard == [household.pk]


def test_uncategorised_legs_have_no_source(books: Books) -> None:
    none = Account.objects.in_household(books.household).system(SystemRole.UNCATEGORISED_EXPENSE)

    row = books.spend("2025-03-05", "5", none)

    assert row.category_source == ValueSource.NONE


def test_record_transaction_in_a_foreign_currency_of_its_category(books: Books) -> None:
    row = books.book(
        "2025-03-05", (books.checking, "-9", "-10"), (books.food, "10"), currency="USD"
    )

    assert legs(row) == [("Test checking", -9, -10, "EUR"), ("Test food", 10, 10, "USD")]


@pytest.mark.parametrize(
    ("legs_given", "currency", "error"),
    [
        ([("checking", "-5", None)], "", Inconsistent),
        ([("checking", "-5", None), ("food", "4", None)], "", Unbalanced),
        ([("checking", "-5", None), ("dollars", "5", None)], "", CurrencyNeeded),
        ([("checking", "-5", "-6"), ("food", "6", None)], "", Inconsistent),
        ([("checking", "-5", None), ("dollars", "-5", "5")], "", Inconsistent),
        ([("food", "-5", None), ("rent", "5", None)], "", Inconsistent),
    ],
)
def test_record_transaction_refuses_legs(
    books: Books,
    legs_given: list[tuple[str, str, str | None]],
    currency: str,
    error: type[Exception],
) -> None:
    wanted = tuple(
        Leg(getattr(books, name), Decimal(amount), Decimal(value) if value else None)
        for name, amount, value in legs_given
    )

    with pytest.raises(error):
        record_transaction(by=books.actor, draft=draft(books, legs=wanted, currency=currency))

    assert not Transaction.objects.in_household(books.household).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"date": date(1899, 12, 31)},
        {"date": date(2200, 1, 1)},
        {"memo": "x" * 501},
        {"status": "lost"},
    ],
)
def test_record_transaction_refuses_headers(books: Books, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        record_transaction(by=books.actor, draft=draft(books, **values))


def test_record_transaction_refuses_rows_of_others_and_of_the_trash(
    books: Books, other_household: Household
) -> None:
    gone = books.account("Gone", AccountKind.EXPENSE, deleted_at="2025-01-01T00:00Z")
    wanted = (Leg(books.checking, Decimal(-5)), Leg(gone, Decimal(5)))

    with pytest.raises(Inconsistent, match="in the trash"):
        record_transaction(by=books.actor, draft=draft(books, legs=wanted))
    with pytest.raises(Inconsistent, match="another household"):
        record_transaction(by=Actor.system(other_household), draft=draft(books))


def test_record_transaction_stops_at_a_closed_period(books: Books) -> None:
    make_closed_month(books.household, "2025-03")

    with pytest.raises(ClosedPeriod, match="The period 2025-03-01 to 2025-03-31 is closed"):
        record_transaction(by=books.actor, draft=draft(books))


def test_reviewers_do_not_record(books: Books) -> None:
    with pytest.raises(PermissionDenied):
        record_transaction(by=make_member(books.household, Role.REVIEWER), draft=draft(books))


def test_update_transaction_replaces_it_as_a_whole(books: Books) -> None:
    row = record_transaction(by=books.actor, draft=draft(books, tags=(books.tag("a"),)))
    wanted = (
        Leg(books.card, Decimal(-9)),
        Leg(books.rent, Decimal(4)),
        Leg(books.food, Decimal(5), memo="half"),
    )

    changed = update_transaction(
        by=books.actor,
        transaction=row,
        draft=draft(books, date=date(2025, 4, 1), legs=wanted, tags=(books.tag("b"),)),
        version=1,
    )

    assert changed.version == 2
    assert legs(changed) == [
        ("Test card", -9, -9, "EUR"),
        ("Test rent", 4, 4, "EUR"),
        ("Test food", 5, 5, "EUR"),
    ]
    assert [tag.name for tag in changed.tags.all()] == ["b"]


def test_update_transaction_may_change_the_currency(books: Books) -> None:
    row = record_transaction(by=books.actor, draft=draft(books))
    wanted = (Leg(books.dollars, Decimal(-5)), Leg(books.food, Decimal(5)))

    changed = update_transaction(by=books.actor, transaction=row, draft=draft(books, legs=wanted))

    assert changed.currency == "USD"


def test_update_transaction_keeps_the_source_of_what_it_leaves(books: Books) -> None:
    row = books.spend("2025-03-05", "5", payee="Luna", tags=("a",))
    Transaction.objects.filter(pk=row.pk).update(
        payee_source="import",
        category_source="model",
        category_confidence="0.9",
        category_reason="looks like food",
        tags_source="rule",
    )
    same = draft(
        books,
        legs=(Leg(books.checking, Decimal(-6)), Leg(books.groceries, Decimal(6))),
        payee=books.payee("Luna"),
        tags=(books.tag("a"),),
    )

    row = update_transaction(by=books.actor, transaction=row, draft=same)

    assert (row.payee_source, row.category_source, row.tags_source) == ("import", "model", "rule")
    assert (str(row.category_confidence), row.category_reason) == ("0.900", "looks like food")
    row = update_transaction(by=books.actor, transaction=row, draft=draft(books))
    assert (row.payee_source, row.category_source, row.tags_source) == ("user", "user", "")
    assert (row.category_confidence, row.category_reason) == (None, "")


def test_update_transaction_refuses_a_stale_version(books: Books) -> None:
    row = record_transaction(by=books.actor, draft=draft(books))
    update_transaction(by=books.actor, transaction=row, draft=draft(books, memo="one"), version=1)

    with pytest.raises(StaleEdit):
        update_transaction(
            by=books.actor, transaction=row, draft=draft(books, memo="two"), version=1
        )


@pytest.mark.parametrize("month", ["2025-03", "2025-04"])
def test_update_transaction_stops_at_closed_periods_of_either_date(
    books: Books, month: str
) -> None:
    row = record_transaction(by=books.actor, draft=draft(books))
    make_closed_month(books.household, month)

    with pytest.raises(ClosedPeriod):
        update_transaction(
            by=books.actor, transaction=row, draft=draft(books, date=date(2025, 4, 1))
        )

    assert legs(row) == [("Test checking", -5, -5, "EUR"), ("Test food", 5, 5, "EUR")]


@pytest.mark.parametrize("count", [1, 30])
def test_delete_and_restore_cost_the_same_however_many(
    books: Books, django_assert_num_queries: CountQueries, count: int
) -> None:
    ids = [books.spend("2025-03-05", str(n + 1)).pk for n in range(count)]

    with django_assert_num_queries(11):
        assert delete_transactions(by=books.actor, transactions=ids) == count
    with django_assert_num_queries(13):
        assert restore_transactions(by=books.actor, transactions=ids) == count


def test_delete_and_restore_count_what_they_moved(books: Books) -> None:
    one, two = (books.spend("2025-03-05", "5", payee="Luna").pk for _ in range(2))

    assert delete_transactions(by=books.actor, transactions=[one]) == 1
    assert last_act(books.actor).summary == "Deleted 2025-03-05 Luna"
    assert delete_transactions(by=books.actor, transactions=[one]) == 0
    assert delete_transactions(by=books.actor, transactions=[one, two]) == 1
    assert restore_transactions(by=books.actor, transactions=[one, two]) == 2
    assert last_act(books.actor).summary == "Restored 2 transactions"


def test_restore_waits_for_its_accounts(books: Books) -> None:
    row = books.spend("2025-03-05", "5")
    delete_transactions(by=books.actor, transactions=[row.pk])
    delete_account(by=books.actor, account=books.checking)

    with pytest.raises(InUse, match="Restore Test checking first"):
        restore_transactions(by=books.actor, transactions=[row.pk])


def test_transactions_of_others_are_not_found(books: Books, other_household: Household) -> None:
    row = books.spend("2025-03-05", "5")
    stranger = Actor.system(other_household)

    with pytest.raises(Transaction.DoesNotExist):
        delete_transactions(by=stranger, transactions=[row.pk])
    with pytest.raises(Transaction.DoesNotExist):
        update_transaction(by=stranger, transaction=row, draft=draft(books))
