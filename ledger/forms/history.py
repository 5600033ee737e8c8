"""Which acts of the history are meant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Origin
from accounts.models import Household, Membership
from ledger.forms.fields import DateField
from ledger.reports.history import FAMILIES, HistoryFilter

ANY = ("", _("Any"))


class HistoryForm(forms.Form):
    """By what it was about, how it came, who did it, when, and its words."""

    family = forms.ChoiceField(label=_("About"), required=False)
    origin = forms.ChoiceField(label=_("How"), required=False)
    user = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    start = DateField(label=_("From"), required=False)
    end = DateField(label=_("To"), required=False)
    words = forms.CharField(label=_("Words"), required=False, max_length=100)

    def __init__(self, data: Any, *, household: Household) -> None:
        super().__init__(data)
        members = Membership.objects.filter(household=household).select_related("user")
        people = [(row.user_id, str(row.user)) for row in members.order_by("pk")]
        self._offer("family", FAMILIES.items())
        self._offer("origin", Origin.choices)
        self._offer("user", people)

    def _offer(self, name: str, choices: Any) -> None:
        self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]  # a field of choices

    def chosen(self) -> HistoryFilter:
        """Return the filter; what is no value of a field does not narrow."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return HistoryFilter(**values)
