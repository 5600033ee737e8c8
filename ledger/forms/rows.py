"""Editing a transaction in its row of the register."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import AmountField, settle
from ledger.forms.shapes import Flow, legs_of, shape_of, two_legs
from ledger.forms.transactions import HeaderForm, header_initial
from ledger.models import Posting, Transaction
from ledger.services.posting import Leg


class RowForm(HeaderForm):
    """The header, and amount and category where there is just one of each; other legs stay."""

    amount = AmountField(label=_("Amount"))
    category = AccountField(label=_("Category"), required=False, empty=_("Uncategorised"))
    field_order = ["date", "payee", "category", "amount"]

    def __init__(
        self,
        data: Any = None,
        *,
        transaction: Transaction,
        postings: Sequence[Posting],
        accounts: AccountChoices,
    ) -> None:
        self.postings = postings
        self.accounts = accounts
        shape = shape_of(transaction, postings)
        is_simple = shape is not None and not shape.is_split and shape.flow != Flow.TRANSFER
        self.shape = shape if is_simple else None
        initial = header_initial(transaction) | (self.shape.initial() if self.shape else {})
        super().__init__(data, initial=initial, prefix=f"row-{transaction.pk}")
        if self.shape is None:
            del self.fields["amount"], self.fields["category"]
        else:
            offer_accounts(self, accounts, category=accounts.categories())

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        return settle(amount, self.shape.account.currency) if self.shape else amount

    def legs(self) -> list[Leg]:
        """Return the legs as they are to be booked."""
        if self.shape is None:
            return list(legs_of(self.postings))
        values = self.cleaned_data
        return two_legs(
            self.accounts,
            self.shape.flow,
            self.shape.account,
            amount=values["amount"],
            category=values["category"],
        )
