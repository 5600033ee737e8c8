"""The form that says where the places of other books belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.choices import AccountChoices, AccountField
from ledger.reports.moves import WaitingPlace


class BooksForm(forms.Form):
    """One choice a place: a new account, found again by its name, or one that is there."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, places: Sequence[WaitingPlace], accounts: AccountChoices, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.places = places
        for number, place in enumerate(places):
            field = AccountField(
                label=_("Where %(name)s goes") % {"name": place.name},
                empty=_("An account of that name"),
                required=False,
            )
            fitting = [
                (row.pk, accounts.name(row))
                for row in accounts.open_places()
                if row.currency == place.currency
            ]
            field.offer(accounts, fitting)
            self.fields[f"place_{number}"] = field

    def rows(self) -> Iterator[tuple[WaitingPlace, forms.BoundField]]:
        """Yield each place with its field."""
        for number, place in enumerate(self.places):
            yield place, self[f"place_{number}"]

    def chosen(self) -> dict[str, int]:
        """Return the ids of the accounts that were chosen, by the source's key."""
        answers = ((p.key, self.cleaned_data[f"place_{n}"]) for n, p in enumerate(self.places))
        return {key: account.pk for key, account in answers if account is not None}
