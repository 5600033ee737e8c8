"""Schedules as people write them: a positive amount and a type, words for the rhythm."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from ledger.enums import AmountKind, SystemRole
from ledger.forms.choices import AccountChoices, AccountField, offer_accounts
from ledger.forms.fields import AmountField, DateField, TagNamesField, settle
from ledger.forms.shapes import Flow
from ledger.models import Account, Schedule, Tag
from ledger.periods import DAY
from ledger.recurrence import Shift, Unit, countries
from ledger.services.payees import ensure_payee
from ledger.services.schedules import MOST_WINDOW, ScheduleDraft
from ledger.services.tags import ensure_tags

NTH = [
    (0, _("on the day of the month")),
    (1, _("on the first")),
    (2, _("on the second")),
    (3, _("on the third")),
    (4, _("on the fourth")),
    (5, _("on the fifth")),
    (-1, _("on the last")),
]


class ScheduleForm(forms.Form):
    """What is due, how much, when, and what happens then."""

    name = forms.CharField(label=_("Name"), max_length=200)
    flow = forms.ChoiceField(label=_("Type"), choices=Flow, widget=forms.RadioSelect)
    account = AccountField(label=_("Account"))
    category = AccountField(label=_("Category"), required=False, empty=_("Uncategorised"))
    to_account = AccountField(label=_("To account"), required=False)
    payee = forms.CharField(label=_("Payee"), required=False, max_length=200)
    memo = forms.CharField(label=_("Memo"), required=False, max_length=500)
    tags = TagNamesField(label=_("Tags"), required=False, help_text=_("Commas between them."))
    amount_kind = forms.ChoiceField(label=_("How exact"), choices=AmountKind)
    amount = AmountField(label=_("Amount"), required=False)
    amount_to = AmountField(label=_("And"), required=False, help_text=_("Only for a range."))
    every = forms.IntegerField(label=_("Every"), min_value=1, max_value=366, initial=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit, initial=Unit.MONTH)
    starts_on = DateField(label=_("First due on"))
    days = forms.CharField(
        label=_("Days of the month"),
        required=False,
        max_length=60,
        help_text=_("Such as 1, 15; 31 is the last day. Otherwise that of the first."),
    )
    nth = forms.TypedChoiceField(label=_("Or"), choices=NTH, coerce=int, initial=0)
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int, initial=0
    )
    ends_on = DateField(label=_("Last day"), required=False)
    times = forms.IntegerField(
        label=_("How many times"), required=False, min_value=1, max_value=999
    )
    total = AmountField(
        label=_("Total of all instalments"),
        required=False,
        help_text=_("The last one is what the others leave."),
    )
    shift = forms.ChoiceField(label=_("On a weekend or holiday it"), choices=Shift)
    country = forms.ChoiceField(label=_("Holidays of"), required=False)
    posts = forms.BooleanField(
        label=_("Record it by itself on its day"),
        required=False,
        help_text=_("Otherwise it is expected to arrive, by import or by hand."),
    )
    early_days = forms.IntegerField(
        label=_("Days it may be early"), min_value=0, max_value=MOST_WINDOW, initial=3
    )
    late_days = forms.IntegerField(
        label=_("Days it may be late"), min_value=0, max_value=MOST_WINDOW, initial=5
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, accounts: AccountChoices, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.accounts = accounts
        places = accounts.places()
        offer_accounts(
            self, accounts, account=places, to_account=places, category=accounts.categories()
        )
        chosen: Any = self.fields["country"]
        chosen.choices = [("", _("No country")), *((code, code) for code in countries())]

    def clean_days(self) -> tuple[int, ...]:
        parts = re.split(r"[\s,;]+", self.cleaned_data["days"].strip())
        numbers = [part.rstrip(".") for part in parts if part]
        if not all(number.isdecimal() and 1 <= int(number) <= 31 for number in numbers):
            raise ValidationError(_("Write days from 1 to 31 with commas between."))
        return tuple(sorted({int(number) for number in numbers}))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("flow") == Flow.TRANSFER and not values.get("to_account"):
            self.add_error("to_account", _("Choose the account that the money goes to."))
        kind = values.get("amount_kind") or AmountKind.EXACT
        if not AmountKind(kind).pays_a_card and "amount" in values and not values["amount"]:
            self.add_error("amount", _("Give an amount other than zero."))
        return values

    def draft(self, by: Actor) -> ScheduleDraft:
        """Return what was written; a payee and tags that are new are made."""
        values = self.cleaned_data
        sign = 1 if values["flow"] == Flow.INCOME else -1
        payee = ensure_payee(by=by, name=values["payee"]) if values["payee"] else None
        return ScheduleDraft(
            name=values["name"],
            account=values["account"],
            other=self._other(),
            payee=payee,
            memo=values["memo"],
            tags=ensure_tags(by=by, names=values["tags"]),
            amount_kind=AmountKind(values["amount_kind"]),
            amount=self._signed("amount", sign) or Decimal(0),
            amount_to=self._signed("amount_to", sign),
            total=self._signed("total", sign),
            unit=Unit(values["unit"]),
            every=values["every"],
            days=values["days"],
            nth=values["nth"],
            weekday=values["weekday"],
            starts_on=values["starts_on"],
            ends_before=values["ends_on"] + DAY if values["ends_on"] else None,
            times=values["times"],
            shift=Shift(values["shift"]),
            country=values["country"],
            posts=values["posts"],
            early_days=values["early_days"],
            late_days=values["late_days"],
        )

    def _signed(self, name: str, sign: int) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data[name]
        if amount is None:
            return None
        return settle(amount, self.cleaned_data["account"].currency) * sign

    def _other(self) -> Account:
        values = self.cleaned_data
        if values["flow"] == Flow.TRANSFER:
            chosen: Account = values["to_account"]
            return chosen
        is_income = values["flow"] == Flow.INCOME
        role = SystemRole.UNCATEGORISED_INCOME if is_income else SystemRole.UNCATEGORISED_EXPENSE
        return values["category"] or self.accounts.system(role)


def schedule_initial(schedule: Schedule) -> dict[str, Any]:
    """Return the initial values of a `ScheduleForm`."""
    other = schedule.other
    flow = Flow.INCOME if schedule.amount > 0 else Flow.EXPENSE
    if other.is_place:
        flow = Flow.TRANSFER
    tags = Tag.objects.filter(pk__in=schedule.tag_ids).order_by("name")
    same = (
        "name", "account", "memo", "amount_kind", "unit", "every", "nth", "weekday", "starts_on",
        "times", "shift", "country", "posts", "early_days", "late_days", "version",
    )  # fmt: skip
    sizes = {
        name: abs(value) if (value := getattr(schedule, name)) is not None else None
        for name in ("amount", "amount_to", "total")
    }
    return {
        **{name: getattr(schedule, name) for name in same},
        **{name: f"{size.normalize():f}" for name, size in sizes.items() if size},
        "flow": flow,
        "category": None if other.is_place or other.system_role else other,
        "to_account": other if other.is_place else None,
        "payee": schedule.payee.name if schedule.payee else "",
        "tags": ", ".join(tag.name for tag in tags),
        "days": ", ".join(map(str, schedule.days)),
        "ends_on": schedule.ends_before - timedelta(days=1) if schedule.ends_before else None,
    }
