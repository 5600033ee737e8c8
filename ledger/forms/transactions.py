"""Transactions as people write them: a positive amount and a type, turned into signed legs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from ledger.enums import Status
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import AmountField, DateField, TagNamesField, settle
from ledger.forms.shapes import Flow, line_leg, two_legs
from ledger.models import Account, Payee, Transaction
from ledger.money import Money
from ledger.services.payees import ensure_payee
from ledger.services.posting import Leg
from ledger.services.tags import ensure_tags
from ledger.services.transactions import TransactionDraft


class ContentForm(forms.Form):
    """What a transaction says beside its day and its legs."""

    payee = forms.CharField(label=_("Payee"), required=False, max_length=200)
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)
    tags = TagNamesField(label=_("Tags"), required=False, help_text=_("Commas between them."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def ensure_payee(self, by: Actor) -> Payee | None:
        """Return the payee that was written, made when it is new."""
        name = self.cleaned_data["payee"]
        return ensure_payee(by=by, name=name) if name else None

    def draft_on(
        self, day: date, *, by: Actor, payee: Payee | None, legs: Sequence[Leg], currency: str
    ) -> TransactionDraft:
        """Return what was written, as a draft of a day; tags that are new are made."""
        return TransactionDraft(
            date=day,
            legs=tuple(legs),
            currency=currency,
            payee=payee,
            memo=self.cleaned_data["memo"],
            tags=ensure_tags(by=by, names=self.cleaned_data["tags"]),
        )


class HeaderForm(ContentForm):
    """What every transaction has, whatever its legs are."""

    date = DateField(label=_("Date"))
    status = forms.ChoiceField(label=_("Status"), choices=Status, initial=Status.CLEARED)
    field_order = ["date"]

    def draft(
        self, *, by: Actor, payee: Payee | None, legs: Sequence[Leg], currency: str
    ) -> TransactionDraft:
        """Return what was written, as a draft; tags that are new are made."""
        day, status = self.cleaned_data["date"], Status(self.cleaned_data["status"])
        draft = self.draft_on(day, by=by, payee=payee, legs=legs, currency=currency)
        return replace(draft, status=status)


def header_initial(transaction: Transaction) -> dict[str, Any]:
    """Return the initial values of a `HeaderForm`."""
    return {
        "date": transaction.date,
        "payee": transaction.payee.name if transaction.payee else "",
        "memo": transaction.memo,
        "tags": ", ".join(tag.name for tag in transaction.tags.filter(deleted_at=None)),
        "status": transaction.status,
        "version": transaction.version,
    }


class LineForm(forms.Form):
    """A line of a split: part of the amount, in the direction of the flow."""

    account = AccountField(label=_("Category or account"), required=False)
    amount = AmountField(label=_("Amount"), required=False)
    memo = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, accounts: AccountChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_accounts(self, accounts, account=accounts.everything())

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("account") and values.get("amount") is None and "amount" in values:
            self.add_error("amount", _("Write the amount of this line."))
        return values


SPARE_LINES = 2
MOST_LINES = 100
LineFormSet = formset_factory(
    LineForm, extra=SPARE_LINES, max_num=MOST_LINES, absolute_max=MOST_LINES + SPARE_LINES
)


class LegsForm(ContentForm):
    """A transaction seen from one account, with a category, another account, or lines."""

    flow = forms.ChoiceField(label=_("Type"), choices=Flow, widget=forms.RadioSelect)
    amount = AmountField(label=_("Amount"))
    account = AccountField(label=_("Account"))
    category = AccountField(label=_("Category"), required=False, empty=_("Uncategorised"))
    to_account = AccountField(label=_("To account"), required=False)
    to_amount = AmountField(
        label=_("Amount received"),
        required=False,
        help_text=_("Only when the accounts have different currencies."),
    )
    fee = AmountField(
        label=_("Fee"), required=False, help_text=_("What the transfer cost on top of the amount.")
    )
    fee_category = AccountField(label=_("Category of the fee"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        accounts: AccountChoices,
        initial: dict[str, Any],
        lines: Sequence[dict[str, Any]] = (),
    ) -> None:
        super().__init__(data, initial={"fee_category": accounts.fees()} | initial)
        self.accounts = accounts
        held = [initial[name].pk for name in ("account", "to_account") if initial.get(name)]
        places = accounts.places(keep=held)
        categories = accounts.categories()
        offer_accounts(self, accounts, account=places, to_account=places, category=categories)
        offer_accounts(self, accounts, fee_category=categories)
        options = {"accounts": accounts}
        self.lines = LineFormSet(data, initial=list(lines), prefix="line", form_kwargs=options)

    @property
    def is_split(self) -> bool:
        """Whether lines are shown open: some have content."""
        return bool(self.lines.initial) or (self.is_bound and bool(self._written_lines()))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("amount") is not None and values["amount"] < 0:
            self.add_error("amount", _("Write a positive amount and choose the type."))
        if not self.lines.is_valid():
            raise ValidationError(_("Look at the lines of the split."))
        if self.errors:
            return values
        values["amount"] = settle(values["amount"], values["account"].currency)
        if self._written_lines():
            self._check_lines()
        elif values["flow"] == Flow.TRANSFER:
            self._check_transfer()
        return values

    def lines_total(self) -> Decimal:
        """Return what the lines sum to, 0 without any."""
        return sum((line["amount"] for line in self._written_lines()), Decimal(0))

    def _written_lines(self) -> list[dict[str, Any]]:
        values = [form.cleaned_data for form in self.lines if form.is_valid()]
        return [line for line in values if line.get("amount") is not None]

    def _check_lines(self) -> None:
        currency = self.cleaned_data["account"].currency
        lines = self._written_lines()
        for line in lines:
            line["amount"] = settle(line["amount"], currency)
            if line["account"] and line["account"].currency not in {"", currency}:
                self.add_error(
                    None, _("A line cannot go to an account in another currency: use a transfer.")
                )
        left = self.cleaned_data["amount"] - self.lines_total()
        if left:
            message = _("The lines leave %(left)s of the amount over.")
            self.add_error("amount", message % {"left": Money(left, currency)})

    def _check_transfer(self) -> None:
        values = self.cleaned_data
        target: Account | None = values["to_account"]
        if target is None:
            self.add_error("to_account", _("Choose the account that receives the money."))
        elif target == values["account"]:
            self.add_error("to_account", _("Choose another account than the one that pays."))
        elif target.currency == values["account"].currency:
            values["to_amount"] = values["amount"]
        elif values["to_amount"] is None:
            message = _("Write how much arrived in %(currency)s.")
            self.add_error("to_amount", message % {"currency": target.currency})
        else:
            values["to_amount"] = settle(values["to_amount"], target.currency)
        if values["fee"]:
            self._check_fee()

    def _check_fee(self) -> None:
        values = self.cleaned_data
        values["fee"] = settle(values["fee"], values["account"].currency)
        if values["fee"] < 0:
            self.add_error("fee", _("Write a positive amount."))
        elif values["fee_category"] is None:
            self.add_error("fee_category", _("Choose the category of the fee."))

    def legs(self, usual: Account | None = None) -> list[Leg]:
        """Return the legs as they are to be booked, that of the account first.

        `usual` is the category for a transaction that was given none.
        """
        values = self.cleaned_data
        flow = Flow(values["flow"])
        account: Account = values["account"]
        lines = self._written_lines()
        if lines:
            own = Leg(account, flow.sign * values["amount"])
            return [own, *(line_leg(self.accounts, flow, **line) for line in lines)]
        if flow == Flow.TRANSFER:
            return self._transfer(account)
        category = values["category"] or usual
        amount = values["amount"]
        return two_legs(self.accounts, flow, account, amount=amount, category=category)

    def _transfer(self, account: Account) -> list[Leg]:
        values = self.cleaned_data
        sent, fee = values["amount"], values["fee"] or Decimal(0)
        legs = [Leg(account, -sent - fee), Leg(values["to_account"], values["to_amount"], sent)]
        return [*legs, Leg(values["fee_category"], fee)] if fee else legs


class TransactionForm(HeaderForm, LegsForm):
    """A transaction with its day, as a form takes it whose legs it can show."""

    field_order = ["flow", "date", "payee", "amount", "category", "account", "to_account"]
