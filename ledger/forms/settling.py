"""Settling with a person by an amount of a day: paid back, given back, written off, forgiven."""

from __future__ import annotations

from datetime import date as day
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.enums import AccountKind
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import AmountField, DateField, settle
from ledger.money import MoneyBag
from ledger.reports.people import PersonLine


class SettlingForm(forms.Form):
    """All or part of what a person owes or is owed, as of a day, in a currency of it.

    A subclass names its fields beside these, and what of the person it settles.
    """

    amount = AmountField(label=_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"))
    date = DateField(label=_("Date"))
    settles = "debts"

    def __init__(
        self, data: Any = None, *, person: PersonLine, accounts: AccountChoices, today: day
    ) -> None:
        stem = type(self).__name__.removesuffix("Form").lower()
        super().__init__(data, auto_id=f"{stem}_%s", initial={"date": today})
        self.person = person
        self.open = {
            "debts": person.debts.outstanding,
            "claims": person.outstanding,
            "advances": person.debts.advanced,
        }[self.settles]
        self._offer(accounts)
        for money in list(self.open)[:1]:
            self.initial.update(amount=money.rounded().amount, currency=money.currency)

    def _offer(self, accounts: AccountChoices) -> None:
        """Take what there is to choose from."""
        field = cast("forms.ChoiceField", self.fields["currency"])
        field.choices = [(money.currency, money.currency) for money in self.open]

    def content(self) -> dict[str, Any]:
        """Return what the service takes beside the person."""
        values = dict(self.cleaned_data)
        values["amount"] = settle(values["amount"], values["currency"])
        return {"on": values.pop("date"), **values}


class PayBackForm(SettlingForm):
    """A payment to a person, from an account, in its currency."""

    account = AccountField(label=_("From account"))
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)
    currency = None  # type: ignore[assignment]
    field_order = ["account"]

    def _offer(self, accounts: AccountChoices) -> None:
        offer_accounts(self, accounts, account=accounts.places())
        self.initial["account"] = _payer(self.person, self.open, accounts)

    def content(self) -> dict[str, Any]:
        self.cleaned_data["currency"] = self.cleaned_data["account"].currency
        values = super().content()
        del values["currency"]
        return values


class CollectForm(PayBackForm):
    """What a person gives back of what we advanced them, into an account, in its currency."""

    account = AccountField(label=_("Into account"))
    settles = "advances"


def _payer(person: PersonLine, owed: MoneyBag, accounts: AccountChoices) -> Any:
    """Return the first account to pay a person from, or to be paid to, None for none."""
    currency = next((money.currency for money in owed), "")
    given = (*person.debts.lines, *person.debts.advances)
    own = {line.posting.account_id for line in given}
    places = (row for row in accounts.open_places() if row.currency == currency)
    return next((row for row in places if row.pk not in own and not row.is_liability), None)


class WriteOffForm(SettlingForm):
    """What is written off of what a person owes: of the oldest, or of one purchase."""

    claim = forms.TypedChoiceField(label=_("Of"), required=False, empty_value=None)
    settles = "claims"
    field_order = ["claim"]

    def _offer(self, accounts: AccountChoices) -> None:
        super()._offer(accounts)
        claims = {str(line.claim.pk): line.claim for line in self.person.open_lines}
        field = cast("forms.TypedChoiceField", self.fields["claim"])
        names = [(key, str(claim.purchase)) for key, claim in claims.items()]
        field.choices = [("", _("the oldest first")), *names]
        field.coerce = claims.__getitem__


class ForgiveForm(SettlingForm):
    """What a person wants back no more of what they paid for us."""

    category = AccountField(
        label=_("Category"), required=False, empty=_("Gifts received, else uncategorised")
    )
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)

    def _offer(self, accounts: AccountChoices) -> None:
        super()._offer(accounts)
        kinds = (AccountKind.INCOME, AccountKind.EXPENSE)
        choices = [(kind.label, accounts.categories_of(kind)) for kind in kinds]
        offer_accounts(self, accounts, category=choices)


class WriteOffAdvanceForm(SettlingForm):
    """What is written off of what we advanced a person."""

    category = AccountField(
        label=_("Category"), required=False, empty=_("The usual one, else uncategorised")
    )
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)
    settles = "advances"

    def _offer(self, accounts: AccountChoices) -> None:
        super()._offer(accounts)
        offer_accounts(self, accounts, category=accounts.categories())
