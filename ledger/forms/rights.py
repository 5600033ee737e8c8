"""The grid of members and accounts as one form: a choice for each pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.roles import RIGHT_CHOICES, Right
from ledger.models import Account
from ledger.reports.rights import RightsGrid


@dataclass(frozen=True, slots=True)
class GridLine:
    """An account, how deep it stands, and its choice for each member, in their order."""

    account: Account
    depth: int
    cells: tuple[forms.BoundField, ...]


class RightsForm(forms.Form):
    """One choice a member and place; what is not sent stays as it is."""

    def __init__(self, data: Any = None, *, grid: RightsGrid) -> None:
        super().__init__(data)
        self.grid = grid
        for member in grid.members:
            for _depth, place in grid.places:
                label = _("%(who)s on %(account)s") % {"who": member.user, "account": place}
                self.fields[_name(member, place)] = forms.ChoiceField(
                    label=label,
                    choices=RIGHT_CHOICES,
                    required=False,
                    initial=grid.right(member.pk, place.pk).value,
                )

    def lines(self) -> Iterator[GridLine]:
        """Yield the accounts with their choices."""
        for depth, place in self.grid.places:
            cells = tuple(self[_name(member, place)] for member in self.grid.members)
            yield GridLine(place, depth, cells)

    def rights(self) -> dict[tuple[Membership, Account], Right]:
        """Return what is to be given: the choices that differ from what was given."""
        found = {}
        for member in self.grid.members:
            for _depth, place in self.grid.places:
                chosen = self.cleaned_data[_name(member, place)]
                if chosen and chosen != self.grid.right(member.pk, place.pk):
                    found[member, place] = Right(chosen)
        return found


def _name(member: Membership, place: Account) -> str:
    return f"right-{member.pk}-{place.pk}"
