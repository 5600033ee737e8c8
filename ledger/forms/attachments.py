"""The form that attaches files to a transaction."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.files.sniff import ACCEPT
from ledger.forms.imports import FilesField, FilesInput


class AttachForm(forms.Form):
    """One file or several, chosen, dropped or photographed."""

    # A browser would ask for a file even where a photo was taken instead.
    use_required_attribute = False
    uploads = FilesField(
        label=_("Files"),
        widget=FilesInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a file, or drop it here."),
            "empty": _("The file is empty."),
        },
    )
