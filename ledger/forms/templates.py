"""The form of a template, and what a template fills a new transaction with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from ledger.forms.fields import AmountField
from ledger.forms.shapes import Flow, Shape, shape_of
from ledger.forms.transactions import LegsForm
from ledger.models import Transaction, TransactionTemplate
from ledger.reports.templates import template_legs, template_tags
from ledger.services.errors import Inconsistent
from ledger.services.posting import Leg
from ledger.services.template_content import unsaved_postings
from ledger.services.templates import template_payee

_AMOUNTS = ("amount", "to_amount", "fee")
ONE = Decimal(1)
"""Which way money goes, of a template that is given no amount: its size says nothing."""
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
        help_text=_("Without, it is left to be written each time; a split keeps its shares."),
    )

    def content(self, _by: Actor, _today: date) -> dict[str, Any]:
        """Return what `update_template` takes of the form beside the template."""
        return {name: self.cleaned_data[name] for name in ("name", "has_amount")}


class EditTemplateForm(TemplateForm):
    """A template that is there, whose legs no form shows."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewTemplateForm(TemplateForm):
    """A template that a transaction is kept as, perhaps in the place of one of that name."""

    replaces = forms.BooleanField(
        label=_("Replace the template of this name"),
        required=False,
        help_text=_("It keeps what this transaction says from now on; what was entered stays."),
    )


class TemplateContentForm(TemplateForm, LegsForm):
    """A template with all that it says."""

    amount = AmountField(
        label=_("Amount"), required=False, help_text=_("Empty: to be written each time.")
    )
    field_order = ["name", "has_amount", "flow"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("amount") is None and "amount" not in self.errors:
            total = self.lines_total()
            values["amount"] = total or ONE
            values["has_amount"] = values["has_amount"] and bool(total)
        return super().clean()

    def content(self, by: Actor, today: date) -> dict[str, Any]:
        """Return the arguments of `create_template`; its payee and tags are made when new.

        The draft is of `today`, which no template keeps.
        """
        draft = self.draft_on(
            today,
            by=by,
            payee=self.ensure_payee(by),
            legs=self.legs(),
            currency=self.cleaned_data["account"].currency,
        )
        return super().content(by, today) | {"transaction": draft}


def name_initial(template: TransactionTemplate) -> dict[str, Any]:
    """Return the initial values of an `EditTemplateForm`."""
    return {name: getattr(template, name) for name in ("name", "has_amount", "version")}


def content_initial(template: TransactionTemplate) -> Values | None:
    """Return the initial values of a `TemplateContentForm` and of its lines.

    Of a split the amounts are there even where the template has none of its own: they tell the
    shares. None for legs that the form cannot show.
    """
    shape = _shape(template, template_legs(template))
    if shape is None:
        return None
    values = _said(template) | name_initial(template) | shape.initial()
    lines = shape.line_initial()
    if not (template.has_amount or lines or shape.flow == Flow.TRANSFER):
        del values["amount"]
    return values, lines


def template_values(template: TransactionTemplate, amount: Decimal | None = None) -> Values:
    """Return the initial values of a `TransactionForm` and of its lines, without a date.

    With `amount`, which is positive, the lines share it as they did.
    """
    values = _said(template)
    try:
        legs, has_amount = template_legs(template, amount), template.has_amount or bool(amount)
    except Inconsistent:
        legs, has_amount = template_legs(template), False
    shape = _shape(template, legs)
    if shape is None:
        return values, []
    values |= shape.initial()
    lines = shape.line_initial()
    if not has_amount:
        for part in (values, *lines):
            for name in _AMOUNTS:
                part.pop(name, None)
    return values | ({"amount": amount} if amount else {}), lines


def _said(template: TransactionTemplate) -> dict[str, Any]:
    payee = template_payee(template)
    return {
        "payee": payee.name if payee else "",
        "memo": template.memo,
        "tags": ", ".join(tag.name for tag in template_tags(template)),
    }


def _shape(template: TransactionTemplate, legs: Sequence[Leg]) -> Shape | None:
    header = Transaction(household=template.household, currency=template.currency)
    return shape_of(header, unsaved_postings(legs, template.currency))
