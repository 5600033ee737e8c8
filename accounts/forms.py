"""Forms of people's and households' settings."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Household, User
from accounts.services.api_tokens import DEFAULT_DAYS, LONGEST_DAYS
from accounts.token_scopes import TokenScope


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """How a person is called."""

    class Meta:
        model = User
        fields = ("display_name",)


class ConfirmationForm(forms.Form):
    """A name or an address typed once more, so that nobody erases by a slip."""

    confirmation = forms.CharField(
        label=_("Type it here"), max_length=254, widget=forms.TextInput({"autocomplete": "off"})
    )


@cache
def time_zones() -> list[tuple[str, str]]:
    """Return the IANA time zones as choices, `Area/Place` ones and UTC only."""
    names = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names if not name.startswith("Etc/")]


class HouseholdForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """A household's name, its clock and its month."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    class Meta:
        model = Household
        fields = ("name", "time_zone", "month_start_day")
        help_texts = {
            "month_start_day": _("Budgets and reports of a month run from this day."),
        }


class TokenForm(forms.Form):
    """A new API token: its name, how long it holds, and how much of each part it may."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What will use it, such as “backup script”.")
    )
    days = forms.TypedChoiceField(
        label=_("Holds for"),
        coerce=int,
        initial=DEFAULT_DAYS,
        choices=[
            (7, _("7 days")),
            (30, _("30 days")),
            (DEFAULT_DAYS, _("90 days")),
            (180, _("180 days")),
            (LONGEST_DAYS, _("A year")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for scope in TokenScope:
            self.fields[scope.value] = forms.ChoiceField(
                label=scope.label,
                required=False,
                choices=[("", _("Nothing")), ("read", _("Read")), ("write", _("Read and write"))],
            )

    @property
    def grants(self) -> list[str]:
        """What was chosen, as grants."""
        chosen = {scope.value: self.cleaned_data[scope.value] for scope in TokenScope}
        return [f"{scope}:{kind}" for scope, kind in chosen.items() if kind]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.grants:
            raise ValidationError(_("Choose what the token may do."))
        return values
