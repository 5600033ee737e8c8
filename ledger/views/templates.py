"""Templates of transactions: listed, kept from a transaction, renamed and deleted."""

from __future__ import annotations

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
from ledger.forms.templates import EditTemplateForm, NewTemplateForm, TemplateForm
from ledger.models import Transaction, TransactionTemplate
from ledger.reports.templates import live_templates, template_lines
from ledger.services.templates import create_template, delete_template, update_template
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
    """Keep the transaction that `?like=` names as a template."""
    row = _transaction(request)
    name = str(row.payee or "")[:100] if row else ""
    form = NewTemplateForm(request.POST or None, initial={"name": name})
    if row is not None and form.is_valid():
        made = attempt(form, partial(_create, request, form, row))
        if made:
            say(request, _("Saved: %(what)s") % {"what": made})
            return redirect("ledger:template-list")
    return _form_page(request, form, title=_("Save as template"), transaction=row)


def _transaction(request: HouseholdRequest) -> Transaction | None:
    wanted = id_in(request.GET.get("like", ""))
    rows = Transaction.objects.in_household(request.household).live().select_related("payee")
    return rows.filter(pk=wanted).first() if wanted else None


def _create(
    request: HouseholdRequest, form: NewTemplateForm, row: Transaction
) -> TransactionTemplate:
    values = dict(form.cleaned_data)
    if values.pop("replaces"):
        found = live_templates(request.household).filter(name__iexact=values["name"]).first()
        if found is not None:
            return update_template(by=request.actor, template=found, transaction=row, **values)
    return create_template(by=request.actor, transaction=row, **values)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def template_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    request.actor.must_write(row.accounts)
    initial = {name: getattr(row, name) for name in ("name", "has_amount", "version")}
    form = EditTemplateForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(form, partial(_update, request, form, row)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect("ledger:template-list")
    return _form_page(request, form, title=_("Edit template"), template=row)


def _update(
    request: HouseholdRequest, form: EditTemplateForm, row: TransactionTemplate
) -> TransactionTemplate:
    return update_template(by=request.actor, template=row, **form.cleaned_data)


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
