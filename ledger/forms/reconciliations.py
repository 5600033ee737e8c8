"""A statement's day and balance, and the rows that were ticked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import AmountField, DateField, settle


class StatementForm(forms.Form):
    """What the statement says at its end."""

    statement_date = DateField(label=_("Statement date"))
    statement_balance = AmountField(
        label=_("Balance on it"), help_text=_("What is owed, on a card or loan, with a minus.")
    )

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency = currency

    def content(self) -> dict[str, Any]:
        """Return what the services take, the balance in the account's minor unit."""
        values = dict(self.cleaned_data)
        values["statement_balance"] = settle(values["statement_balance"], self.currency)
        return values


class NewStatementForm(StatementForm):
    """A statement that an account is to be held against, and from when on."""

    since = DateField(
        label=_("Rows from"),
        required=False,
        help_text=_("What is dated before it counts as settled."),
    )


class TicksForm(forms.Form):
    """The rows that were on the page, and those of them that were ticked."""

    shown = forms.RegexField(r"^\d{1,18}(,\d{1,18})*$", required=False, max_length=20_000)
    ticked = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [key for key in (self.data.get("shown") or "").split(",") if key.isdecimal()]
        self.fields["ticked"].choices = [(key, key) for key in known]  # type: ignore[attr-defined]  # a field of choices

    def content(self) -> dict[str, list[int]]:
        """Return the ids that are ticked, and those that are not."""
        on = self.cleaned_data["ticked"]
        shown = [int(key) for key in self.cleaned_data["shown"].split(",") if key]
        return {"on": on, "off": [key for key in shown if key not in set(on)]}
