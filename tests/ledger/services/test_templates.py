"""Templates of transactions: what they keep, what they fill in, and for whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.models import Account, Change, ChangeSet, Transaction, TransactionTemplate
from ledger.services.categories import merge_categories
from ledger.services.errors import Inconsistent, NameTaken, StaleEdit
from ledger.services.payees import merge_payees
from ledger.services.tags import delete_tag
from ledger.services.templates import (
    create_template,
    delete_template,
    enter_template,
    restore_template,
    update_template,
)
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from ledger.taxonomy import FEES
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

DAY = date(2026, 4, 1)


@pytest.fixture
def rent(books: Books) -> Transaction:
    """Rent with a garage, split over two categories."""
    return books.book(
        "2026-03-01",
        (books.checking, "-900"),
        (books.rent, "800"),
        (books.food, "100"),
        payee="Landlord",
        memo="March",
        tags=("home",),
    )


@pytest.fixture
def template(books: Books, rent: Transaction) -> TransactionTemplate:
    return create_template(by=books.actor, transaction=rent, name=" The   rent ")


def legs_of(row: Transaction) -> dict[str, Decimal]:
    return {leg.account.name: leg.amount for leg in row.postings.select_related("account")}


def act(kind: str) -> ChangeSet:
    return ChangeSet.objects.filter(kind=kind).latest("pk")


def test_template_keeps_all_of_a_transaction(books: Books, template: TransactionTemplate) -> None:
    made = enter_template(by=books.actor, template=template, on=DAY)

    assert (template.name, made.date, str(made.payee), made.memo) == (
        "The rent", DAY, "Landlord", "March",
    )  # fmt: skip
    assert legs_of(made) == {"Test checking": -900, "Test rent": 800, "Test food": 100}
    assert [tag.name for tag in made.tags.all()] == ["home"]
    assert template.accounts == sorted([books.checking.pk, books.rent.pk, books.food.pk])


def booked(books: Books, case: str) -> Transaction:
    """Return a transaction of each kind that a template may be made of."""
    legs: dict[str, Any] = {
        "spending": ((books.checking, "-30"), (books.food, "30")),
        "category first": ((books.food, "30"), (books.checking, "-30")),
        "income": ((books.checking, "2000"), (books.salary, "-2000")),
        "split": ((books.card, "-10"), (books.food, "3.33"), (books.rent, "6.67")),
        "with a return": ((books.card, "-10"), (books.food, "12"), (books.rent, "-2")),
        "transfer": ((books.card, "50"), (books.checking, "-50")),
        "transfer with a fee": (
            (books.checking, "-52"), (books.card, "50"), (fees(books), "2"),
        ),
    }  # fmt: skip
    return books.book("2026-03-01", *legs[case])


def fees(books: Books) -> Account:
    return Account.objects.get(household=books.household, taxonomy_id=FEES)


@pytest.mark.parametrize(
    ("case", "amount", "legs"),
    [
        ("spending", "12.34", ["-12.34", "12.34"]),
        ("category first", "12.34", ["-12.34", "12.34"]),
        ("income", "2100", ["2100", "-2100"]),
        ("split", "100", ["-100", "33.30", "66.70"]),
        ("split", "0.01", ["-0.01", "0.00", "0.01"]),
        ("with a return", "5", ["-5", "6", "-1"]),
        ("transfer", "75", ["-75", "75"]),
        ("transfer with a fee", "100", ["-102", "100", "2"]),
    ],
)
def test_another_amount_is_shared_as_before(
    books: Books, case: str, amount: str, legs: list[str]
) -> None:
    row = booked(books, case)
    kept = create_template(by=books.actor, transaction=row, name=case, has_amount=False)

    with pytest.raises(ValidationError):
        enter_template(by=books.actor, template=kept, on=DAY)
    made = enter_template(by=books.actor, template=kept, on=DAY, amount=Decimal(amount))

    found = made.postings.order_by("position").values_list("amount", flat=True)
    assert list(found) == [Decimal(leg) for leg in legs]


def test_between_currencies_amounts_are_as_they_were(books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.9")
    row = books.book("2026-03-01", (books.checking, "-90"), (books.dollars, "100", "90"))
    kept = create_template(by=books.actor, transaction=row, name="Dollars")

    made = enter_template(by=books.actor, template=kept, on=DAY)

    assert legs_of(made) == {"Test checking": -90, "Test dollars": 100}
    with pytest.raises(Inconsistent):
        enter_template(by=books.actor, template=kept, on=DAY, amount=Decimal(50))


@pytest.mark.parametrize("case", ["no place", "currencies", "gone", "amount", "nothing"])
def test_what_does_not_fit_is_refused(
    books: Books, template: TransactionTemplate, case: str
) -> None:
    legs: dict[str, Any] = {
        "no place": ((books.food, "5"), (books.rent, "-5")),
        "currencies": ((books.checking, "-9"), (books.dollars, "5", "4.5"), (books.food, "4.5")),
        "nothing": ((books.checking, "0"), (books.food, "5"), (books.rent, "-5")),
    }
    books.rate("2026-03-01", "USD", "EUR", "0.9")
    kept = books.book("2026-03-01", *legs.get(case, legs["no place"]), currency="EUR")
    if case == "gone":
        kept = books.spend("2026-03-01", "5")
        delete_transactions(by=books.actor, transactions=[kept.pk])
        kept.refresh_from_db()

    if case == "amount":
        with pytest.raises(ValidationError):
            enter_template(by=books.actor, template=template, on=DAY, amount=Decimal(0))
    else:
        with pytest.raises(Inconsistent):
            create_template(by=books.actor, transaction=kept, name="Odd")


def test_part_kept_from_a_person_is_not_kept_by_them(books: Books) -> None:
    row = books.book("2026-03-03", (books.card, "-5"), (books.checking, "-5"), (books.food, "10"))
    guest = limit(make_guest(books.household), books.checking, Right.NONE, by=books.actor)
    as_person(guest)

    with pytest.raises(Inconsistent, match="kept from you"):
        create_template(by=guest, transaction=row, name="Half of it")


def test_template_keeps_what_another_transaction_says(
    books: Books, template: TransactionTemplate
) -> None:
    dearer = books.spend("2026-04-01", "950", category=books.rent, payee="Owner")

    update_template(by=books.actor, template=template, name="The rent", transaction=dearer)

    template.refresh_from_db()
    made = enter_template(by=books.actor, template=template, on=DAY)
    assert (str(made.payee), made.memo, list(made.tags.all())) == ("Owner", "", [])
    assert legs_of(made) == {"Test checking": -950, "Test rent": 950}
    undo_change_set(by=books.actor, change_set=act("template.update"))
    template.refresh_from_db()
    assert [Decimal(leg["amount"]) for leg in template.legs] == [-900, 800, 100]


def test_merged_category_takes_its_templates_along(
    books: Books, template: TransactionTemplate
) -> None:
    merge_categories(by=books.actor, source=books.rent, into=books.food)
    template.refresh_from_db()

    made = enter_template(by=books.actor, template=template, on=DAY)

    assert template.accounts == sorted([books.checking.pk, books.food.pk])
    assert sorted(leg.amount for leg in made.postings.all()) == [-900, 100, 800]
    undo_change_set(by=books.actor, change_set=act("category.merge"))
    template.refresh_from_db()
    assert books.rent.pk in template.accounts


def test_name_is_once_in_the_household(books: Books, rent: Transaction) -> None:
    first = create_template(by=books.actor, transaction=rent, name="Rent")
    with pytest.raises(NameTaken):
        create_template(by=books.actor, transaction=rent, name="rent")
    delete_template(by=books.actor, template=first)
    second = create_template(by=books.actor, transaction=rent, name="RENT")

    with pytest.raises(NameTaken):
        restore_template(by=books.actor, template=first)
    delete_template(by=books.actor, template=second)
    assert restore_template(by=books.actor, template=first).deleted_at is None


def test_update_renames_and_can_be_undone(books: Books, template: TransactionTemplate) -> None:
    update_template(by=books.actor, template=template, name="Flat", has_amount=False, version=1)
    with pytest.raises(StaleEdit):
        update_template(by=books.actor, template=template, name="House", version=1)

    result = undo_change_set(by=books.actor, change_set=act("template.update"))

    template.refresh_from_db()
    assert (template.name, template.has_amount, result.conflicts) == ("The rent", True, ())


def test_create_and_delete_can_be_undone(books: Books, template: TransactionTemplate) -> None:
    delete_template(by=books.actor, template=template)
    undo_change_set(by=books.actor, change_set=act("template.delete"))
    template.refresh_from_db()
    assert template.deleted_at is None

    other = create_template(
        by=books.actor, transaction=books.spend("2026-03-02", "5"), name="Other"
    )
    undo_change_set(by=books.actor, change_set=act("template.create"))

    other.refresh_from_db()
    assert other.deleted_at is not None


def test_merged_payee_and_what_is_gone_are_taken_into_account(
    books: Books, template: TransactionTemplate
) -> None:
    merge_payees(by=books.actor, sources=[books.payee("Landlord")], into=books.payee("Owner"))
    delete_tag(by=books.actor, tag=books.tag("home"))
    template.refresh_from_db()

    made = enter_template(by=books.actor, template=template, on=DAY)

    assert (str(made.payee), list(made.tags.all())) == ("Owner", [])
    Account.objects.filter(pk=books.food.pk).update(deleted_at="2026-03-05T00:00Z")
    with pytest.raises(Inconsistent):
        enter_template(by=books.actor, template=template, on=DAY)


def test_roles_and_rights_bound_what_may_be_done(
    books: Books, rent: Transaction, template: TransactionTemplate
) -> None:
    reviewer = make_member(books.household, Role.REVIEWER)
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=books.actor)

    for by in (reviewer, reader):
        for do in (
            lambda by: create_template(by=by, transaction=rent, name="Mine"),
            lambda by: update_template(by=by, template=template, name="Mine"),
            lambda by: delete_template(by=by, template=template),
        ):
            with pytest.raises(PermissionDenied):
                do(by)
    with pytest.raises(PermissionDenied):
        enter_template(by=reviewer, template=template, on=DAY)


def test_hidden_account_hides_template_and_history(
    books: Books, template: TransactionTemplate
) -> None:
    row = books.book("2026-03-03", (books.card, "-5"), (books.food, "5"))
    create_template(by=books.actor, transaction=row, name="By card")
    limited = limit(make_guest(books.household), books.card, Right.NONE, by=books.actor)

    as_person(limited)

    assert list(TransactionTemplate.objects.all()) == [template]
    told = Change.objects.filter(model="transactiontemplate").values_list("object_id", flat=True)
    assert set(told) == {template.pk}


def as_person(actor: Actor) -> None:
    assert actor.user is not None
    enter_household(actor.household.pk, user_id=actor.user.pk, hidden=actor.hidden)
