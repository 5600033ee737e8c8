"""Money back for purchases: linked, claimed, given up, undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Right, Role
from accounts.scope import enter_household
from ledger.enums import ClaimState
from ledger.models import Claim, MonthlyTotal, Refund, Transaction
from ledger.money import Money
from ledger.reports.claims import claim_lines, incoming_for, owed, refunds_of
from ledger.reports.verify import verify_ledger
from ledger.services.errors import AlreadyLinked, ClosedPeriod, Inconsistent
from ledger.services.refunds import add_claim, link_refund, set_claim_state, unlink_refund
from ledger.services.transactions import delete_transactions
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.pairs import half
from tests.factories.periods import make_closed_month
from tests.factories.rights import limit, make_guest
from tests.ledger.services.test_transfers import last_act, legs

TODAY = date(2026, 5, 20)


def bought(books: Books) -> Transaction:
    return books.spend("2026-03-02", "80", books.food, payee="Amazon")


def came(books: Books, amount: str = "30", day: str = "2026-04-09", **more: Any) -> Transaction:
    return half(books, books.checking, day, amount, memo="Credit", **more)


def claim(books: Books, purchase: Transaction, amount: str = "50", who: str = "Bob") -> Claim:
    return add_claim(
        by=books.actor, purchase=purchase.pk, payee=books.payee(who), amount=Decimal(amount),
        asked_on=date(2026, 3, 11),
    )  # fmt: skip


def link(books: Books, purchase: Transaction, incoming: Transaction, of: Claim | None = None) -> Refund:  # fmt: skip  # noqa: E501
    return link_refund(by=books.actor, purchase=purchase.pk, incoming=incoming.pk, claim=of)


def spent(books: Books, month: str) -> Decimal:
    """Return what the category of food came to in a month."""
    rows = MonthlyTotal.objects.filter(account=books.food, month=f"{month}-01")
    return sum((row.amount for row in rows), Decimal(0))


def test_a_refund_takes_category_and_payee_and_is_netted_when_it_came(books: Books) -> None:
    purchase, incoming = bought(books), came(books)

    refund = link(books, purchase, incoming)

    incoming.refresh_from_db()
    assert (refund.amount, refund.currency) == (30, "EUR")
    assert legs(incoming) == [("Test checking", 30, 30), ("Test food", -30, -30)]
    assert (str(incoming.payee), incoming.category_source) == ("Amazon", "user")
    assert incoming.category_reason == "Money back for 2026-03-02 Amazon"
    assert (spent(books, "2026-03"), spent(books, "2026-04")) == (80, -30)
    assert [row.pk for row in refunds_of(books.household, purchase.pk)] == [refund.pk]
    assert verify_ledger(books.household).differences == ()


def test_linking_is_undone(books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    before = legs(incoming)
    link(books, purchase, incoming)

    result = undo_change_set(by=books.actor, change_set=last_act(books.actor))

    incoming.refresh_from_db()
    assert (result.undone, result.conflicts) == (2, ())
    assert (legs(incoming), incoming.payee) == (before, None)
    assert refunds_of(books.household, purchase.pk) == []
    link(books, purchase, incoming)


def test_unlinking_leaves_the_category(books: Books) -> None:
    purchase, incoming = bought(books), came(books)

    unlink_refund(by=books.actor, refund=link(books, purchase, incoming))

    assert refunds_of(books.household, purchase.pk) == []
    assert legs(incoming)[1][0] == "Test food"


def test_a_split_gives_its_largest_category(books: Books) -> None:
    purchase = books.book(
        "2026-03-02", (books.checking, "-80"), (books.food, "30"), (books.rent, "50")
    )
    incoming = came(books)

    link(books, purchase, incoming)

    assert legs(incoming)[1][0] == "Test rent"


def test_a_claim_is_owed_until_it_came(books: Books) -> None:
    purchase = bought(books)
    asked = claim(books, purchase)

    (line,) = claim_lines(books.household, today=TODAY)
    assert (line.outstanding, line.age, line.bracket) == (Money(Decimal(50), "EUR"), 70, 2)
    link(books, purchase, came(books, payee="Bob"), asked)
    (line,) = claim_lines(books.household, today=TODAY)
    assert (line.received, line.outstanding) == (Money(Decimal(30), "EUR"), Money(Decimal(20), "EUR"))  # fmt: skip  # noqa: E501
    link(books, purchase, came(books, "20", payee="Bob"), asked)

    (line,) = claim_lines(books.household, today=TODAY)
    assert (line.is_open, owed([line])[0].amounts) == (False, {})


def test_what_a_claim_brought_keeps_its_payee(books: Books) -> None:
    purchase, incoming = bought(books), came(books, payee="Bob")

    link(books, purchase, incoming, claim(books, purchase))

    incoming.refresh_from_db()
    assert str(incoming.payee) == "Bob"


def test_owed_adds_up_by_age(books: Books) -> None:
    purchase = bought(books)
    claim(books, purchase, "50")
    claim(books, purchase, "20", "Employer")

    total, brackets = owed(claim_lines(books.household, today=TODAY))

    assert total.amounts == {"EUR": 70}
    assert [bag.amounts for bag in brackets] == [{}, {}, {"EUR": 70}, {}]


def test_a_claim_is_given_up_and_taken_up_again(books: Books) -> None:
    asked = claim(books, bought(books))

    set_claim_state(by=books.actor, claim=asked, state=ClaimState.WAIVED)
    (line,) = claim_lines(books.household, today=TODAY)
    assert not line.is_open
    undo_change_set(by=books.actor, change_set=last_act(books.actor))

    (line,) = claim_lines(books.household, today=TODAY)
    assert line.is_open


def test_what_is_in_the_trash_is_owed_by_nobody(books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    asked = claim(books, purchase)
    link(books, purchase, incoming, asked)

    delete_transactions(by=books.actor, transactions=[incoming.pk])
    (line,) = claim_lines(books.household, today=TODAY)
    assert line.outstanding.amount == 50
    delete_transactions(by=books.actor, transactions=[purchase.pk])

    assert claim_lines(books.household, today=TODAY) == ()


@pytest.mark.parametrize("amount", ["0", "-1", "80.01"])
def test_a_claim_is_at_most_what_was_spent(books: Books, amount: str) -> None:
    with pytest.raises(ValidationError):
        claim(books, bought(books), amount)


def test_claims_together_are_at_most_what_was_spent(books: Books) -> None:
    purchase = bought(books)
    claim(books, purchase, "50")

    with pytest.raises(ValidationError):
        claim(books, purchase, "31", "Employer")


def test_what_is_no_refund(books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    moved = books.book("2026-04-09", (books.checking, "-9"), (books.card, "9"))
    dollars = half(books, books.dollars, "2026-04-09", "30")
    split = books.book(
        "2026-04-09", (books.checking, "9"), (books.salary, "-5"), (books.food, "-4")
    )
    gone = came(books)
    delete_transactions(by=books.actor, transactions=[gone.pk])

    for other in (purchase, moved, dollars, split, gone, bought(books)):
        with pytest.raises(Inconsistent):
            link(books, purchase, other)
    for other in (incoming, moved):
        with pytest.raises(Inconsistent):
            link(books, other, came(books))
    with pytest.raises(Inconsistent, match="another purchase"):
        link(books, bought(books), incoming, claim(books, purchase))
    link(books, purchase, incoming)
    with pytest.raises(AlreadyLinked):
        link(books, purchase, incoming)
    with pytest.raises(Transaction.DoesNotExist):
        link_refund(by=books.actor, purchase=purchase.pk, incoming=10**9)


def test_a_closed_period_stays_as_it_is(books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    make_closed_month(books.household, "2026-04")

    with pytest.raises(ClosedPeriod):
        link(books, purchase, incoming)


def test_who_may_not_change_an_account_links_nothing_in_it(books: Books) -> None:
    purchase, incoming = bought(books), came(books)
    asked = claim(books, purchase)
    reader = limit(make_guest(books.household), books.checking, Right.READ, by=books.actor)
    viewer = make_guest(books.household, Role.VIEWER, "viewer@example.org").actor

    for actor in (reader, viewer):
        with pytest.raises(PermissionDenied):
            link_refund(by=actor, purchase=purchase.pk, incoming=incoming.pk)
        with pytest.raises(PermissionDenied):
            set_claim_state(by=actor, claim=asked, state=ClaimState.WAIVED)


def test_what_is_hidden_is_owed_to_nobody_who_may_not_see_it(books: Books) -> None:
    purchase = bought(books)
    claim(books, purchase)
    link(books, purchase, came(books))
    guest = limit(make_guest(books.household), books.checking, Right.NONE, by=books.actor)
    assert guest.user is not None

    enter_household(books.household.pk, user_id=guest.user.pk, hidden=guest.hidden)

    assert (claim_lines(books.household, today=TODAY), list(Refund.objects.all())) == ((), [])


def test_candidates_are_the_likeliest_first(books: Books) -> None:
    purchase = bought(books)
    other, near = came(books, "12"), came(books, "79")
    shop = came(books, "5", payee="Amazon")
    came(books, "81")
    came(books, "10", "2026-02-01")
    linked = came(books, "80")
    link(books, bought(books), linked)

    found = [leg.transaction_id for leg in incoming_for(books.household, purchase)]

    assert found == [shop.pk, near.pk, other.pk]
    assert incoming_for(books.household, near) == []
