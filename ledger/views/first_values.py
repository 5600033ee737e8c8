"""What a new transaction starts with: today and the account used last, or another transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.http import HouseholdRequest
from accounts.roles import Right
from finehance.kit.ids import id_in
from ledger.forms.choices import AccountChoices
from ledger.forms.shapes import Flow, Shape, shape_of
from ledger.forms.templates import template_values
from ledger.forms.transactions import header_initial
from ledger.models import Transaction, TransactionTemplate
from ledger.quick_line import LONGEST_LINE
from ledger.reports.quick_entry import Understood, understand
from ledger.reports.templates import usable_templates

LAST_ACCOUNT = "ledger.last_account"
REPEATED = ("payee", "memo", "tags")
"""What is taken over from a transaction that is entered again, beside its accounts and amounts."""


def first_values(
    request: HouseholdRequest, accounts: AccountChoices, quick: Understood | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the initial values of a form and of its lines, as the address asks for them.

    `quick` is what a line of quick entry means. `?template=` names a template, `?like=` a
    transaction to enter again, today; one that is not there or does not fit the form is left out
    of account.
    """
    values = _plain_values(request, accounts)
    template = asked_template(request, quick)
    if template is not None:
        filled, lines = template_values(template, quick.line.amount if quick else None)
        return values | filled | _said_beside(quick, filled), lines
    values |= quick_values(quick)
    found = _repeated(request)
    if found is None:
        return values, []
    transaction, shape = found
    header = header_initial(transaction)
    values |= {name: header[name] for name in REPEATED} | shape.initial()
    return values, shape.line_initial()


def asked_template(
    request: HouseholdRequest, quick: Understood | None
) -> TransactionTemplate | None:
    """Return the template that a line of quick entry names, else that of `?template=`, if any."""
    if quick is not None and quick.template is not None:
        return quick.template
    wanted = id_in(request.GET.get("template", ""))
    rows = usable_templates(request.household, request.actor.barred(Right.FULL)) if wanted else []
    return next((row for row in rows if row.pk == wanted), None)


def _said_beside(quick: Understood | None, filled: dict[str, Any]) -> dict[str, Any]:
    """Return what a line of quick entry says otherwise than the template that fills the form."""
    if quick is None:
        return {}
    tags = [name for name in filled["tags"].split(", ") if name]
    tags += [name for name in quick.line.tags if name not in tags]
    said = {"date": quick.line.on, "tags": ", ".join(tags), "payee": quick.name}
    if quick.account is not None:
        said["account"] = quick.account
    return {name: value for name, value in said.items() if value}


def understood(request: HouseholdRequest) -> Understood | None:
    """Return what the line of quick entry in the address means, None where there is none."""
    text = request.GET.get("quick", "").replace("\0", "")[:LONGEST_LINE]
    if not text.strip():
        return None
    today = request.household.today()
    barred = request.actor.barred(Right.FULL)
    return understand(request.household, text, today=today, barred=barred)


def quick_values(found: Understood | None) -> dict[str, Any]:
    """Return the values of a form that a line of quick entry gives."""
    if found is None:
        return {}
    line = found.line
    values = {
        "date": line.on,
        "flow": Flow.INCOME if line.is_income else Flow.EXPENSE,
        "payee": found.name,
        "amount": line.amount,
        "tags": ", ".join(line.tags),
        "account": found.account,
        "category": found.category,
    }
    return {name: value for name, value in values.items() if value}


def _repeated(request: HouseholdRequest) -> tuple[Transaction, Shape] | None:
    wanted = id_in(request.GET.get("like", ""))
    if wanted is None:
        return None
    rows = Transaction.objects.in_household(request.household).select_related("payee")
    transaction = rows.filter(pk=wanted).first()
    if transaction is None:
        return None
    postings = list(transaction.postings.select_related("account"))
    if sum(row.value for row in postings):
        # A leg is kept from the reader: what they see is not the whole of it.
        return None
    shape = shape_of(transaction, postings)
    return (transaction, shape) if shape else None


def _plain_values(request: HouseholdRequest, accounts: AccountChoices) -> dict[str, Any]:
    places = {place.pk: place for place in accounts.open_places()}
    wanted = request.GET.get("account") or request.session.get(LAST_ACCOUNT) or ""
    account = places.get(int(wanted)) if str(wanted).isdecimal() else None
    flow = request.GET.get("flow", "")
    today = request.household.today()
    return {
        "date": _day(request.GET.get("date", "")) or today,
        "flow": flow if flow in Flow else Flow.EXPENSE,
        "account": account or next(iter(places.values()), None),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
