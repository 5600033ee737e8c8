"""The page of one person, and settling there what they owe us and we owe them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.refusals import attempt
from ledger.forms.settling import (
    CollectForm,
    ForgiveForm,
    PayBackForm,
    SettlingForm,
    WriteOffAdvanceForm,
    WriteOffForm,
)
from ledger.models import Payee, Posting
from ledger.money import Money
from ledger.reports.debts import paybacks_of
from ledger.reports.people import payments_of, person_line
from ledger.services.advances import collect_advance, write_off_advance
from ledger.services.debts import pay_back, set_off, settle_debt
from ledger.services.shares import give_up_person, settle_person
from ledger.services.write_offs import forgive_debt, write_off
from ledger.views.choices import choices_of
from ledger.views.refunds import find_transaction, posted_id
from ledger.views.toasts import carry_out, go_back, say

LIST = "ledger:person-list"


@dataclass(frozen=True, slots=True)
class Act:
    """What settles with a person at once, by a transaction that is posted as `money` if named."""

    name: str
    service: Callable[..., object]
    done: Promise
    money: str = ""


@dataclass(frozen=True, slots=True)
class FilledAct:
    """What settles with a person by a form, which the page shows as `shown`."""

    name: str
    service: Callable[..., object]
    done: Promise
    form: type[SettlingForm]
    shown: str


ACTS = {
    "settle": Act("person-settle", settle_person, _("Settled"), "incoming"),
    "give-up": Act("person-give-up", give_up_person, _("Given up")),
    "pay-back": Act("debt-settle", settle_debt, _("Paid back"), "outgoing"),
    "set-off": Act("debt-set-off", set_off, _("Set off")),
}
FILLED = {
    "pay": FilledAct("debt-pay", pay_back, _("Paid back"), PayBackForm, "paying"),
    "write-off": FilledAct(
        "person-write-off", write_off, _("Written off"), WriteOffForm, "writing_off"
    ),
    "forgive": FilledAct("debt-forgive", forgive_debt, _("Forgiven"), ForgiveForm, "forgiving"),
    "collect": FilledAct(
        "advance-collect", collect_advance, _("Given back"), CollectForm, "collecting"
    ),
    "write-off-advance": FilledAct(
        "advance-write-off",
        write_off_advance,
        _("Written off"),
        WriteOffAdvanceForm,
        "writing_off_advance",
    ),
}


@require_POST
@member_required(Permission.RECORD)
def person_act(request: HouseholdRequest, pk: int, act: str) -> HttpResponse:
    """Settle with a person by one of `ACTS`."""
    how, today = ACTS[act], request.household.today()
    settle = partial(how.service, by=request.actor, person=find_person(request, pk), today=today)
    if how.money:
        money = find_transaction(request, posted_id(request, how.money))
        settle = partial(settle, **{how.money: money.pk})
    return carry_out(request, settle, str(how.done), otherwise=LIST)


@require_POST
@member_required(Permission.RECORD)
def person_filled_act(request: HouseholdRequest, pk: int, act: str) -> HttpResponse:
    """Settle with a person by one of `FILLED`, as its form says."""
    how, person = FILLED[act], find_person(request, pk)
    form = _form(request, how, person)
    if form.is_valid():
        settle = partial(how.service, by=request.actor, person=person, **form.content())
        if attempt(form, settle):
            say(request, str(how.done))
            return go_back(request, LIST)
    return person_page(request, person, form)


def _form(request: HouseholdRequest, how: FilledAct, person: Payee) -> SettlingForm:
    today = request.household.today()
    line = person_line(request.household, person, today=today)
    return how.form(request.POST, person=line, accounts=choices_of(request), today=today)


def person_page(
    request: HouseholdRequest, payee: Payee, refused: SettlingForm | None = None
) -> HttpResponse:
    """Draw the page of one person, with a form as it was refused."""
    today, household = request.household.today(), request.household
    person = person_line(household, payee, today=today)
    context: dict[str, Any] = {"person": person}
    if request.actor.may(Permission.RECORD):
        context |= {
            "payments": _with_money(payments_of(household, person)),
            "paybacks": _with_money(paybacks_of(household, payee, person.debts.open_lines)),
        }
        accounts = choices_of(request)
        for how in FILLED.values():
            form = how.form(person=person, accounts=accounts, today=today)
            if refused is not None and type(refused) is how.form:
                form = refused
            context[how.shown] = form if form.open or form is refused else None
    status = 422 if refused is not None else 200
    return render(request, "ledger/person_detail.html", context, status=status)


def _with_money(legs: list[Posting]) -> list[tuple[Posting, Money]]:
    """Return legs with their amounts, without sign."""
    return [(leg, abs(Money(leg.amount, leg.currency))) for leg in legs]


def find_person(request: HouseholdRequest, pk: int) -> Payee:
    return get_object_or_404(Payee.objects.in_household(request.household).live(), pk=pk)
