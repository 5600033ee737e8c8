"""What an account held at the end of a day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import AmountField, DateField, settle


class AssertionForm(forms.Form):
    """A day and the balance at its end."""

    date = DateField(label=_("At the end of"))
    amount = AmountField(
        label=_("Balance"), help_text=_("What is owed, on a card or loan, with a minus.")
    )

    def content(self, currency: str) -> dict[str, Any]:
        """Return what the service takes, the balance in the account's minor unit."""
        amount: Decimal = settle(self.cleaned_data["amount"], currency)
        return {"on": self.cleaned_data["date"], "amount": amount}
