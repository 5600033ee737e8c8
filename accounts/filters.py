"""The forms above lists of people's and households' pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import AuditKind
from accounts.models import Membership
from accounts.reports.audit_log import AuditFilter
from finehance.kit.forms import LongSelect

_ANY = ("", "—")


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)


class AuditFilterForm(forms.Form):
    """What the audit trail can be narrowed to."""

    use_required_attribute = False
    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("What"), choices=[_ANY, *AuditKind.choices], widget=LongSelect, required=False
    )
    person = forms.TypedChoiceField(
        label=_("Who"), coerce=int, empty_value=None, widget=LongSelect, required=False
    )
    start = _day(_("From"))
    until = _day(_("Until"))

    def __init__(self, *, members: list[Membership], **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        people = [(str(each.user_id), str(each.user)) for each in members]
        self.fields["person"].choices = [_ANY, *people]  # type: ignore[attr-defined]

    def chosen(self) -> AuditFilter:
        """Return what was asked for; what cannot be read is left out."""
        self.is_valid()
        found = self.cleaned_data
        return AuditFilter(
            found.get("kind", ""),
            found.get("person"),
            found.get("start"),
            found.get("until"),
            found.get("q", ""),
        )
