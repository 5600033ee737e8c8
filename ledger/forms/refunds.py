"""Who is to pay how much of a purchase back, and how it is shared."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import SharingKind

LONGEST_NAME = 200
_PART = re.compile(r"\d{1,12}(\.\d{1,8})?", re.ASCII)


class ClaimForm(forms.Form):
    """A claim: of whom, how much in the purchase's currency, asked when."""

    payee = forms.CharField(label=_("Who pays it back"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=22, decimal_places=8, localize=False
    )
    asked_on = forms.DateField(
        label=_("Asked on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class SharingForm(forms.Form):
    """With whom a purchase is shared, and how; stands beside the form of one claim."""

    kind = forms.ChoiceField(label=_("Share it"), choices=SharingKind.choices)
    people = forms.CharField(
        label=_("With whom"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; behind a name its amount, percent or number of shares: Bob 20"),
    )
    own = forms.DecimalField(
        label=_("Our own shares"),
        min_value=0,
        max_digits=8,
        decimal_places=4,
        localize=False,
        help_text=_("0 when we bear none of it; by amounts and percent we bear what is left."),
    )
    asked_on = forms.DateField(
        label=_("Asked on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "share_%s"} | options)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "people" in values and "kind" in values:
            is_equal = values["kind"] == SharingKind.EQUAL
            lines = [line.strip() for line in values["people"].splitlines() if line.strip()]
            values["parts"] = [self._part(line, is_equal=is_equal) for line in lines]
        return values

    def _part(self, line: str, *, is_equal: bool) -> tuple[str, Decimal]:
        """Return a name and its part; a line that ends in no number is in error."""
        if is_equal:
            return line[:LONGEST_NAME], Decimal(1)
        name, _space, text = line.rpartition(" ")
        shape = _PART.fullmatch(text)
        if not name.strip() or shape is None:
            self.add_error("people", _("Write a number behind “%(line)s”.") % {"line": line[:50]})
            return line, Decimal(1)
        return name.strip()[:LONGEST_NAME], Decimal(text)
