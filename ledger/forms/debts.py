"""What somebody paid for us, and what we lend them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import AmountField, CurrencyField, DateField, TagNamesField, settle
from ledger.models import Account, Payee
from ledger.services.debts import DebtDraft
from ledger.services.payees import ensure_payee
from ledger.services.tags import ensure_tags


class DebtForm(forms.Form):
    """What somebody paid for us: who, what, our part of it."""

    person = forms.CharField(label=_("Who paid"), max_length=200)
    date = DateField(label=_("Date"))
    amount = AmountField(label=_("Our part"), help_text=_("What you owe them of it."))
    currency = CurrencyField(label=_("Currency"))
    payee = forms.CharField(label=_("Where"), required=False, max_length=200)
    category = AccountField(
        label=_("Category"), required=False, empty=_("The usual one, else uncategorised")
    )
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)
    tags = TagNamesField(label=_("Tags"), required=False, help_text=_("Commas between them."))

    def __init__(self, *args: Any, accounts: AccountChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_accounts(self, accounts, category=accounts.categories())

    def draft(self, by: Actor) -> DebtDraft:
        """Return what was written, as a draft; payees and tags that are new are made."""
        values = self.cleaned_data
        shop: Payee | None = None
        if values["payee"]:
            shop = ensure_payee(by=by, name=values["payee"])
        return DebtDraft(
            person=ensure_payee(by=by, name=values["person"]),
            date=values["date"],
            amount=settle(values["amount"], values["currency"]),
            currency=values["currency"],
            category=values["category"],
            payee=shop,
            memo=values["memo"],
            tags=ensure_tags(by=by, names=values["tags"]),
        )


class AdvanceForm(forms.Form):
    """Money that we lend somebody: to whom, from which account, in its currency."""

    person = forms.CharField(label=_("To whom"), max_length=200)
    date = DateField(label=_("Date"))
    amount = AmountField(label=_("Amount"))
    account = AccountField(label=_("From account"))
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)

    def __init__(self, *args: Any, accounts: AccountChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_accounts(self, accounts, account=accounts.places())

    def content(self, by: Actor) -> dict[str, Any]:
        """Return the arguments of `advance`; a person who is new is made."""
        values = self.cleaned_data
        account: Account = values["account"]
        return {
            "person": ensure_payee(by=by, name=values["person"]),
            "account": account,
            "amount": settle(values["amount"], account.currency),
            "on": values["date"],
            "memo": values["memo"],
        }
