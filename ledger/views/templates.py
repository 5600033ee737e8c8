"""Templates of transactions: listed, kept from a transaction or written, changed and deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from finehance.kit.ids import id_in
from ledger.forms.refusals import attempt
from ledger.forms.shapes import Flow
from ledger.forms.templates import (
    EditTemplateForm,
    NewTemplateForm,
    TemplateContentForm,
    TemplateForm,
    content_initial,
    name_initial,
)
from ledger.models import Transaction, TransactionTemplate
from ledger.reports.templates import live_templates, template_lines
from ledger.services.templates import create_template, delete_template, update_template
from ledger.views.choices import choices_of
from ledger.views.toasts import carry_out, say


def _find(request: HouseholdRequest, pk: int) -> TransactionTemplate:
    found: TransactionTemplate = get_object_or_404(live_templates(request.household), pk=pk)
    return found


@require_safe
@member_required()
def template_list(request: HouseholdRequest) -> HttpResponse:
    barred = request.actor.barred(Right.FULL)
    may_use = request.actor.may(Permission.RECORD)
    lines = [
        (line, may_use and barred.isdisjoint(line.template.accounts))
        for line in template_lines(request.household)
    ]
    return render(request, "ledger/template_list.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def template_create(request: HouseholdRequest) -> HttpResponse:
    """Keep the transaction that `?like=` names as a template, or one that is written here."""
    row = _transaction(request)
    if row is None:
        return _write_anew(request)
    name = str(row.payee or "")[:100]
    form = NewTemplateForm(request.POST or None, initial={"name": name})
    if form.is_valid():
        made = attempt(form, partial(_create, request, form, row))
        if made:
            return _saved(request, made)
    return _form_page(request, form, title=_("Save as template"), transaction=row)


def _write_anew(request: HouseholdRequest) -> HttpResponse:
    accounts = choices_of(request)
    first = {"flow": Flow.EXPENSE, "account": next(iter(accounts.open_places()), None)}
    form = TemplateContentForm(request.POST or None, accounts=accounts, initial=first)
    if form.is_valid():
        made = attempt(form, partial(_write, request, form, create_template))
        if made:
            return _saved(request, made)
    return _form_page(request, form, title=_("New template"))


def _write(
    request: HouseholdRequest,
    form: TemplateForm,
    service: Callable[..., TransactionTemplate],
) -> TransactionTemplate:
    """Carry out a service with all that a form says of a template."""
    actor = request.actor
    return service(by=actor, **form.content(actor, request.household.today()))


def _saved(request: HouseholdRequest, row: TransactionTemplate) -> HttpResponse:
    say(request, _("Saved: %(what)s") % {"what": row})
    return redirect("ledger:template-list")


def _transaction(request: HouseholdRequest) -> Transaction | None:
    wanted = id_in(request.GET.get("like", ""))
    rows = Transaction.objects.in_household(request.household).live().select_related("payee")
    return rows.filter(pk=wanted).first() if wanted else None


def _create(
    request: HouseholdRequest, form: NewTemplateForm, row: Transaction
) -> TransactionTemplate:
    service = partial(create_template, transaction=row)
    if form.cleaned_data["replaces"]:
        name = form.cleaned_data["name"]
        found = live_templates(request.household).filter(name__iexact=name).first()
        if found is not None:
            service = partial(update_template, template=found, transaction=row)
    return _write(request, form, service)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def template_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    request.actor.must_write(row.accounts)
    form = _form_of(request, row)
    if form.is_valid():
        version = form.cleaned_data["version"]
        service = partial(update_template, template=row, version=version)
        saved = attempt(form, partial(_write, request, form, service))
        if saved:
            return _saved(request, saved)
    return _form_page(request, form, title=_("Edit template"), template=row)


def _form_of(
    request: HouseholdRequest, row: TransactionTemplate
) -> TemplateContentForm | EditTemplateForm:
    """Return the full form, or name and amount alone where the legs do not fit it."""
    data, known = request.POST or None, content_initial(row)
    if known is None:
        return EditTemplateForm(data, initial=name_initial(row))
    initial, lines = known
    return TemplateContentForm(data, accounts=choices_of(request), initial=initial, lines=lines)


def _form_page(
    request: HouseholdRequest,
    form: TemplateForm,
    *,
    title: str,
    transaction: Transaction | None = None,
    template: TransactionTemplate | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "transaction": transaction, "template": template}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/template_form.html", context, status=status)


@require_POST
@member_required(Permission.RECORD)
def template_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": row}
    act = partial(delete_template, by=request.actor, template=row)
    return carry_out(request, act, done, otherwise="ledger:template-list")
