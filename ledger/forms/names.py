"""Forms of payees and tags, which people know by name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.bulk import IdsField
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts


class NameForm(forms.Form):
    """A name, and which version of the row it was read from."""

    name = forms.CharField(label=_("Name"), max_length=200)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PayeeForm(NameForm):
    """A payee, with the category that its transactions usually have."""

    default_category = AccountField(
        label=_("Usual category"),
        required=False,
        empty=_("None"),
        help_text=_("New transactions with this payee start with it."),
    )

    def __init__(self, data: Any = None, *, accounts: AccountChoices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_accounts(self, accounts, default_category=accounts.categories())


class MergeForm(forms.Form):
    """Which payees are to become one, and under which name."""

    ids = IdsField()
    into = forms.CharField(max_length=200)
