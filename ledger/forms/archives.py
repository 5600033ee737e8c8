"""The form that takes a full archive."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ArchiveForm(forms.Form):
    """One file, as the page of one's data made it."""

    file = forms.FileField(
        label=_("Full archive"), widget=forms.FileInput(attrs={"accept": ".zip,application/zip"})
    )
