"""Who may do what on which account: the grid of members and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import Right, Role
from accounts.services.limitable_rows import LimitableRow
from ledger.models import Account, AccountRight
from ledger.reports.tree import account_tree


@dataclass(frozen=True, slots=True)
class RightsGrid:
    """The members whose rights somebody may set, the places, and what was set, by their ids."""

    members: tuple[Membership, ...]
    places: tuple[tuple[int, Account], ...]
    """Depth in the tree, and the account."""
    given: Mapping[tuple[int, int], Right]
    """What was given by membership and account; full where there is nothing."""

    def right(self, membership: int, account: int) -> Right:
        """Return what was given to a member on an account."""
        return self.given.get((membership, account), Right.FULL)


def rights_grid(by: Actor) -> RightsGrid:
    """Return the rights that `by` may give, in three queries.

    Left out are owners, from whom nothing is kept, the person asking, and accounts on which that
    person has less than full rights.
    """
    household = by.household
    members = (
        Membership.objects.filter(household=household)
        .exclude(role=Role.OWNER)
        .exclude(user=by.user)
        .select_related("user")
        .order_by("pk")
    )
    places = _places(by)
    rows = AccountRight.objects.in_household(household)
    given = {
        (membership, account): Right(right)
        for membership, account, right in rows.values_list("membership_id", "account_id", "right")
    }
    return RightsGrid(tuple(members), places, given)


def limitable_places(by: Actor) -> Iterator[LimitableRow]:
    """Yield the places on which `by` may limit somebody who is invited, in one query."""
    for depth, account in _places(by):
        yield LimitableRow(account.pk, account.name, depth)


def _places(by: Actor) -> tuple[tuple[int, Account], ...]:
    barred = by.barred(Right.FULL)
    return tuple(
        (depth, account)
        for depth, account in account_tree(by.household).walk()
        if account.is_place and account.deleted_at is None and account.pk not in barred
    )
