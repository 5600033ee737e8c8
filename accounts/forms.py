"""Forms of people's and households' settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.models import Household, Invitation, Membership, User
from accounts.models.households import currency_code
from accounts.roles import INVITED_ROLES, RIGHT_CHOICES, Right
from accounts.services.api_tokens import DEFAULT_DAYS, LONGEST_DAYS
from accounts.services.limitable_rows import LimitableRow
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
        fields = ("name", "time_zone", "month_start_day", "trash_days", "refunds_in_purchase_month")
        help_texts = {
            "month_start_day": _("Budgets and reports of a month run from this day."),
            "trash_days": _("Deleted transactions go for good after so many days."),
            "refunds_in_purchase_month": _("Else in the month in which it came; each is chosen."),
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


class NewHouseholdForm(forms.Form):
    """Another household of one's own."""

    name = forms.CharField(label=_("Name"), max_length=100)
    base_currency = forms.CharField(
        label=_("Base currency"),
        max_length=8,
        initial="EUR",
        help_text=_("Everything is summed in it. It cannot be changed later."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="UTC")

    def clean_base_currency(self) -> str:
        code: str = self.cleaned_data["base_currency"].upper()
        currency_code(code)
        return code


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """Who is asked into a household, and as what."""

    class Meta:
        model = Invitation
        fields = ("email", "role")

    def __init__(self, data: Any = None, *, rows: Sequence[LimitableRow] = ()) -> None:
        super().__init__(data)
        self.rows = {f"right-{row.id}": row for row in rows}
        for name, row in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=row.name, choices=RIGHT_CHOICES, required=False, initial=Right.FULL.value
            )

    def main_fields(self) -> list[forms.BoundField]:
        """Return whom and as what."""
        return [self[name] for name in self.Meta.fields]

    def row_fields(self) -> list[forms.BoundField]:
        """Return the choices of rights."""
        return [self[name] for name in self.rows]

    @property
    def is_limiting(self) -> bool:
        """Whether some right was chosen that is less than the role's."""
        return any(field.value() != Right.FULL for field in self.row_fields())

    def rights(self) -> dict[int, Right]:
        """Return the chosen rights by the ids of their rows."""
        values = self.cleaned_data
        return {row.id: Right(values[name] or Right.FULL) for name, row in self.rows.items()}


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=INVITED_ROLES)


class TransferForm(forms.Form):
    """Who gets the household, and whether its owner stays one beside them."""

    member = forms.ModelChoiceField(
        label=_("New owner"), queryset=Membership.objects.none(), empty_label=None
    )
    is_staying_owner = forms.BooleanField(label=_("I stay an owner as well"), required=False)

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Membership.objects.filter(household=membership.household)
        field: Any = self.fields["member"]
        field.queryset = others.exclude(pk=membership.pk).select_related("user").order_by("pk")
        field.label_from_instance = _member_label


def _member_label(member: Membership) -> str:
    return f"{member.user} ({member.user.email}), {member.get_role_display()}"


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey, which can do without a password unless its owner says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("To tell your keys apart.")
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("Sign in with this key alone")
        passwordless.help_text = _(
            "It then asks for your finger, face or PIN. Otherwise it comes after the password."
        )


class EvenSignupForm(SignupForm):  # type: ignore[misc]  # allauth is untyped
    """Sign-up that works as hard for an address that has a sign-in as for one that has none."""

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponseBase | None] = super().try_save(request)
        return saved
