"""The form of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import ViewColumn, ViewSort
from ledger.models import SavedView
from ledger.query.parser import LONGEST_QUERY


class SavedViewForm(forms.Form):
    """A query's name, what its list shows, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=100)
    query = forms.CharField(
        label=_("Query"),
        max_length=LONGEST_QUERY,
        required=False,
        help_text=_("Dates such as last-month move with the day on which the view is opened."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns beside payee and amount"),
        choices=ViewColumn,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=ViewColumn.values,
    )
    sort = forms.ChoiceField(label=_("Order"), choices=ViewSort, initial=ViewSort.NEWEST)
    is_pinned = forms.BooleanField(label=_("Show it in the navigation"), required=False)
    is_shared = forms.BooleanField(label=_("Share it with the household"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def content(self) -> dict[str, Any]:
        """Return what the services take."""
        values = dict(self.cleaned_data)
        values.pop("version")
        return values


def saved_view_initial(row: SavedView) -> dict[str, Any]:
    """Return what the form starts with for a view."""
    names = ("name", "query", "columns", "sort", "is_pinned", "is_shared", "version")
    return {name: getattr(row, name) for name in names}
