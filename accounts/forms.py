"""Forms of people's and households' settings."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Household, User


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
