"""Groups of rules, and files of them."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 1024 * 1024


class RuleGroupForm(forms.Form):
    """A group's name, and whether its rules are asked."""

    name = forms.CharField(label=_("Name"), max_length=100)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RuleFileForm(forms.Form):
    """A file of rules; cleans to its document."""

    file = forms.FileField(label=_("File of rules"), max_length=255)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than a megabyte."))
        try:
            document = json.loads(file.read())
            # What the database cannot keep is refused here: NUL, half a character, infinity.
            text = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("This file is not JSON.")) from error
        if b"\\u0000" in text:
            raise ValidationError(_("This file is not JSON."))
        return document
