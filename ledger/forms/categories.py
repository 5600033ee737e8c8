"""Forms of categories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import AccountKind
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.models import Account

KINDS = [(kind.value, kind.label) for kind in (AccountKind.EXPENSE, AccountKind.INCOME)]


class NewCategoryForm(forms.Form):
    """A category to add; below another one it is of the same kind."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=AccountKind.EXPENSE)
    parent = AccountField(label=_("Below"), required=False, empty=_("At the top"))

    def __init__(self, data: Any = None, *, accounts: AccountChoices) -> None:
        super().__init__(data)
        self.accounts = accounts
        offer_accounts(self, accounts, parent=accounts.categories())

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("parent"):
            values["kind"] = values["parent"].kind
        return values


class CategoryForm(forms.Form):
    """A category's name and place in the tree."""

    name = forms.CharField(label=_("Name"), max_length=100)
    parent = AccountField(label=_("Below"), required=False, empty=_("At the top"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, category: Account, accounts: AccountChoices) -> None:
        initial = {"name": category.name, "parent": category.parent, "version": category.version}
        super().__init__(data, initial=initial)
        offer_accounts(self, accounts, parent=others(category, accounts))


class ReplacementForm(forms.Form):
    """The category that takes over from one that is merged or deleted."""

    into = AccountField(label=_("Category"))

    def __init__(
        self, data: Any = None, *, category: Account, accounts: AccountChoices, is_needed: bool
    ) -> None:
        super().__init__(data)
        self.fields["into"].required = is_needed
        offer_accounts(self, accounts, into=others(category, accounts))


def others(category: Account, accounts: AccountChoices) -> list[tuple[Any, Any]]:
    """Return the categories of the same kind that are neither this one nor below it."""
    below = set(accounts.tree.with_descendants([category.pk]))
    same_kind = accounts.categories_of(AccountKind(category.kind))
    return [choice for choice in same_kind if choice[0] not in below]
