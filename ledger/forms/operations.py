"""The form of an operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import Status
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import TagNamesField
from ledger.models import Operation, Tag

_AS_IT_IS = _("Leave as it is")


class OperationForm(forms.Form):
    """An operation's name, what it changes, and for whom it is."""

    name = forms.CharField(label=_("Name"), max_length=100)
    category = AccountField(label=_("Category"), required=False, empty=_AS_IT_IS)
    add_tags = TagNamesField(
        label=_("Add tags"), required=False, help_text=_("Commas between several.")
    )
    remove_tags = TagNamesField(label=_("Take tags off"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _AS_IT_IS), *Status.choices]
    )
    is_shared = forms.BooleanField(label=_("Share it with the household"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, accounts: AccountChoices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_accounts(self, accounts, category=accounts.categories())


def operation_initial(row: Operation, tags: Sequence[Tag]) -> dict[str, Any]:
    """Return what the form starts with for an operation; `tags` are those that it names."""
    names = ("name", "category", "status", "is_shared", "version")
    values = {name: getattr(row, name) for name in names}
    for key in ("add_tags", "remove_tags"):
        values[key] = ", ".join(tag.name for tag in tags if tag.pk in getattr(row, key))
    return values
