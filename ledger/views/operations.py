"""Operations: bulk changes under a name, listed, changed and deleted."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.choices import AccountChoices
from ledger.forms.operations import OperationForm, operation_initial
from ledger.forms.refusals import attempt
from ledger.models import Operation
from ledger.reports.operations import operation_lines
from ledger.reports.tree import account_tree
from ledger.services.keeping import may_keep
from ledger.services.operations import (
    create_operation,
    delete_operation,
    live_tags,
    update_operation,
)
from ledger.services.tags import ensure_tags
from ledger.views.toasts import carry_out, say

_FROM_BAR = ("category", "add_tags", "status")


def _find(request: HouseholdRequest, pk: int) -> Operation:
    rows = Operation.objects.in_household(request.household).live()
    return get_object_or_404(rows.select_related("category"), pk=pk)


@require_safe
@vary_on_headers("HX-Request")
@member_required()
def operation_list(request: HouseholdRequest) -> HttpResponse:
    """List the operations; for htmx as buttons of the bar that acts on selected rows."""
    lines = operation_lines(request.household)
    if request.htmx:
        return render(request, "ledger/partials/operation_choices.html", {"lines": lines})
    kept = [(line, may_keep(request.actor, line.operation)) for line in lines]
    return render(request, "ledger/operation_list.html", {"lines": kept})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.ANNOTATE)
def operation_create(request: HouseholdRequest) -> HttpResponse:
    initial = {name: request.GET.get(name, "") for name in _FROM_BAR}
    form = OperationForm(request.POST or None, accounts=_accounts(request), initial=initial)
    if form.is_valid():
        row = attempt(form, partial(_save, request, form))
        if row:
            say(request, _("Saved: %(what)s") % {"what": row})
            return redirect("ledger:operation-list")
    return _form_page(request, form, title=_("Save an operation"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.ANNOTATE)
def operation_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    tags = live_tags(request.actor, [*row.add_tags, *row.remove_tags])
    form = OperationForm(
        request.POST or None, accounts=_accounts(request), initial=operation_initial(row, tags)
    )
    if form.is_valid():
        saved = attempt(form, partial(_save, request, form, row))
        if saved:
            say(request, _("Saved: %(what)s") % {"what": saved})
            return redirect("ledger:operation-list")
    return _form_page(request, form, title=_("Edit operation"), operation=row)


def _accounts(request: HouseholdRequest) -> AccountChoices:
    return AccountChoices(account_tree(request.household))


def _save(
    request: HouseholdRequest, form: OperationForm, row: Operation | None = None
) -> Operation:
    """Store what the form says, as a new operation or as `row`, adding tags that are missing."""
    values = dict(form.cleaned_data)
    version = values.pop("version")
    for key in ("add_tags", "remove_tags"):
        values[key] = ensure_tags(by=request.actor, names=values[key])
    if row is None:
        return create_operation(by=request.actor, **values)
    return update_operation(by=request.actor, operation=row, version=version, **values)


def _form_page(
    request: HouseholdRequest,
    form: OperationForm,
    *,
    title: str,
    operation: Operation | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "operation": operation}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/operation_form.html", context, status=status)


@require_POST
@member_required(Permission.ANNOTATE)
def operation_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": row}
    act = partial(delete_operation, by=request.actor, operation=row)
    return carry_out(request, act, done, otherwise="ledger:operation-list")
