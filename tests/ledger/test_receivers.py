"""What the ledger does when people come and go."""

from __future__ import annotations

import pytest

from accounts.models import Household, Membership
from accounts.roles import Right
from accounts.scope import enter_household, household_scope
from accounts.services.members import leave_household, remove_member
from ledger.models import AccountRight
from tests.factories.books import Books
from tests.factories.rights import Guest, limit, make_guest


@pytest.fixture
def guest(household: Household) -> Guest:
    return make_guest(household)


@pytest.mark.parametrize("right", [Right.READ, Right.NONE])
def test_member_leaves_with_rights_on_accounts(books: Books, guest: Guest, right: Right) -> None:
    by = limit(guest, books.card, right, by=books.actor)
    assert by.user is not None
    enter_household(by.household.pk, user_id=by.user.pk, hidden=by.hidden)

    leave_household(by=by)

    with household_scope(by.household.pk):
        assert not Membership.objects.filter(user=by.user).exists()
        assert not AccountRight.objects.exists()


def test_member_with_a_hidden_account_is_removed(books: Books, guest: Guest) -> None:
    limit(guest, books.card, Right.NONE, by=books.actor)

    remove_member(by=books.actor, membership=guest.membership)

    assert not AccountRight.objects.exists()
