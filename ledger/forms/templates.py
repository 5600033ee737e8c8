"""The form of a template, and what a template fills a new transaction with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.shapes import shape_of
from ledger.models import Posting, Transaction, TransactionTemplate
from ledger.reports.templates import template_legs, template_tags
from ledger.services.errors import Inconsistent
from ledger.services.posting import Leg
from ledger.services.templates import template_payee

_AMOUNTS = ("amount", "to_amount", "fee")
Values = tuple[dict[str, Any], list[dict[str, Any]]]


class TemplateForm(forms.Form):
    """A template's name, and whether it has an amount."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("A line of quick entry finds it by this name: rent, or @rent beside words."),
    )
    has_amount = forms.BooleanField(
        label=_("With its amount"),
        required=False,
        initial=True,
        help_text=_("Without, the amount is left to be written each time."),
    )


class EditTemplateForm(TemplateForm):
    """A template that is there."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewTemplateForm(TemplateForm):
    """A template that a transaction is kept as, perhaps in the place of one of that name."""

    replaces = forms.BooleanField(
        label=_("Replace the template of this name"),
        required=False,
        help_text=_("It keeps what this transaction says from now on; what was entered stays."),
    )


def template_values(template: TransactionTemplate, amount: Decimal | None = None) -> Values:
    """Return the initial values of a `TransactionForm` and of its lines, without a date.

    With `amount`, which is positive, the lines share it as they did.
    """
    payee = template_payee(template)
    values: dict[str, Any] = {
        "payee": payee.name if payee else "",
        "memo": template.memo,
        "tags": ", ".join(tag.name for tag in template_tags(template)),
    }
    try:
        legs, has_amount = template_legs(template, amount), template.has_amount or bool(amount)
    except Inconsistent:
        legs, has_amount = template_legs(template), False
    shape = shape_of(*_unsaved(template, legs))
    if shape is None:
        return values, []
    values |= shape.initial()
    lines = shape.line_initial()
    if not has_amount:
        for part in (values, *lines):
            for name in _AMOUNTS:
                part.pop(name, None)
    return values | ({"amount": amount} if amount else {}), lines


def _unsaved(
    template: TransactionTemplate, legs: tuple[Leg, ...]
) -> tuple[Transaction, list[Posting]]:
    """Return what a template says as a transaction that is not stored."""
    household, currency = template.household, template.currency
    header = Transaction(household=household, currency=currency)
    postings = [
        Posting(
            household=household,
            account=leg.account,
            amount=leg.amount,
            value=leg.amount if leg.value is None else leg.value,
            currency=leg.account.currency or currency,
            memo=leg.memo,
        )
        for leg in legs
    ]
    return header, postings
