"""Forms of the places where money is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import ASSET_KINDS, LIABILITY_KINDS, AccountKind
from ledger.forms.choices import Choices
from ledger.forms.fields import AmountField, CurrencyField, DateField
from ledger.models import Account


def place_kinds() -> Choices:
    """Return the kinds of places in two groups, in the order of the enumeration."""
    return [
        (label, [(kind.value, kind.label) for kind in AccountKind if kind in group])
        for label, group in (
            (_("What you have"), ASSET_KINDS),
            (_("What you owe"), LIABILITY_KINDS),
        )
    ]


class AccountForm(forms.Form):
    """What can be changed of an account."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=place_kinds)
    currency = CurrencyField(
        label=_("Currency"),
        help_text=_("Its code, such as EUR. It stays once the account has transactions."),
    )
    institution = forms.CharField(label=_("Bank or institution"), max_length=100, required=False)
    number = forms.CharField(
        label=_("IBAN, account or card number"),
        max_length=40,
        required=False,
        help_text=_("Kept encrypted and shown by its last four characters."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_in_net_worth = forms.BooleanField(
        label=_("Counts in net worth"), required=False, initial=True
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def details(self) -> dict[str, Any]:
        """Return what the account services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NewAccountForm(AccountForm):
    """An account to open, with what was in it on the first day."""

    opening_balance = AmountField(
        label=_("Opening balance"),
        required=False,
        help_text=_("What was in it; for a debt, what you owed."),
    )
    opening_date = DateField(label=_("On the day"), required=False)
    field_order = ["name", "kind", "currency", "opening_balance", "opening_date"]

    def details(self) -> dict[str, Any]:
        values = super().details()
        values["is_owed"] = values["kind"] in LIABILITY_KINDS
        if values["opening_balance"] is None:
            del values["opening_balance"]
        return values


def account_initial(account: Account) -> dict[str, Any]:
    """Return the initial values of an `AccountForm`; the number is not shown again."""
    names = ("name", "kind", "currency", "institution", "note", "is_in_net_worth", "version")
    return {name: getattr(account, name) for name in names}
