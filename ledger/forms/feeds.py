"""The form of a calendar link."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class FeedForm(forms.Form):
    """What the calendar is called, and whether it tells amounts."""

    name = forms.CharField(label=_("Which calendar reads it"), max_length=100)
    has_amounts = forms.BooleanField(
        label=_("Tell amounts"),
        required=False,
        help_text=_("Others may see a calendar: without it only names and days are told."),
    )
