"""The form of a reminder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import DateField
from ledger.models import Reminder


class ReminderForm(forms.Form):
    """The day from which on the household is reminded, and of what."""

    remind_on = DateField(label=_("Remind from"))
    text = forms.CharField(label=_("Of what"), max_length=200)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def content(self) -> dict[str, Any]:
        """Return what the services take."""
        return {name: self.cleaned_data[name] for name in ("remind_on", "text")}


def reminder_initial(row: Reminder) -> dict[str, Any]:
    """Return what the form starts with for a reminder."""
    return {name: getattr(row, name) for name in ("remind_on", "text", "version")}
