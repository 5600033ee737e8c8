"""Which of two transactions each field of the merged one is taken from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.services.duplicate_merges import FIELDS

_LABELS = {
    "date": _("Date"),
    "payee": _("Payee"),
    "category": _("Category"),
    "memo": _("Memo"),
    "status": _("Status"),
}


class MergeTwinsForm(forms.Form):
    """A choice between two transactions for each field."""

    def __init__(self, *args: Any, ids: tuple[int, int], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in FIELDS:
            self.fields[name] = forms.TypedChoiceField(
                label=_LABELS[name],
                choices=[(pk, str(pk)) for pk in ids],
                coerce=int,
                widget=forms.RadioSelect,
            )
