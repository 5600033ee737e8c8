"""What the ledger does when people come and go."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import AuditKind
from accounts.models import AuditEvent, Household, Invitation, Membership, User
from accounts.roles import Right, Role
from accounts.scope import enter_household, household_scope
from accounts.services.invitations import accept_invitation, invite_person
from accounts.services.limitable_rows import checked_limits
from accounts.services.members import leave_household, remove_member
from ledger.enums import AccountKind
from ledger.models import Account, AccountRight
from tests.factories.accounts import make_invitation, make_user, verify_address
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


@pytest.fixture
def dora(db: None) -> User:
    """Somebody who is invited, with a confirmed address."""
    user = make_user("dora@example.org")
    verify_address(user)
    return user


def accept(books: Books, dora: User, **rights: Right) -> Membership:
    """Let Dora accept an invitation with rights on accounts, by the names of the books."""
    invitation, token = make_invitation(books.actor)
    wanted = {getattr(books, name).pk: right for name, right in rights.items()}
    invitation.rights = checked_limits(books.actor, wanted)
    invitation.save()
    membership = accept_invitation(user=dora, token=token)
    membership.refresh_from_db()
    return membership


def test_rights_of_the_invitation_hold_from_the_first_moment(books: Books, dora: User) -> None:
    below = books.account("Pocket", AccountKind.CREDIT_CARD, "EUR", parent=books.card)

    joined = accept(books, dora, card=Right.NONE, checking=Right.ANNOTATE, dollars=Right.FULL)

    with household_scope(books.household.pk):
        assert dict(AccountRight.objects.values_list("account", "right")) == {
            books.card.pk: Right.NONE,
            books.checking.pk: Right.ANNOTATE,
        }
        joined.refresh_from_db()
        assert joined.limits == {
            books.card.pk: Right.NONE,
            below.pk: Right.NONE,
            books.checking.pk: Right.ANNOTATE,
        }
        kinds = AuditEvent.objects.filter(kind=AuditKind.RIGHTS_CHANGED)
        assert kinds.count() == 2


def test_account_that_is_gone_stops_nobody_from_joining(books: Books, dora: User) -> None:
    invitation, token = make_invitation(books.actor)
    invitation.rights = {"999999": Right.NONE, str(books.rent.pk): Right.NONE}
    invitation.save()

    joined = accept_invitation(user=dora, token=token)

    assert joined.user == dora
    with household_scope(books.household.pk):
        assert not AccountRight.objects.exists()


def test_invitation_takes_places_of_the_household_alone(
    books: Books, other_household: Household
) -> None:
    with household_scope(other_household.pk):
        theirs = Account.objects.create(
            household=other_household, name="Theirs", kind=AccountKind.CHECKING, currency="EUR"
        )

    for row in (theirs, books.food):
        with pytest.raises(ValidationError):
            invite_person(
                by=books.actor, email="d@example.org", role=Role.VIEWER, rights={row.pk: Right.READ}
            )
    assert not Invitation.objects.exists()
