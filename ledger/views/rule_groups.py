"""Groups of rules: named, switched, moved and deleted."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.refusals import attempt
from ledger.forms.rule_files import RuleGroupForm
from ledger.models import RuleGroup
from ledger.services.rule_order import (
    create_rule_group,
    delete_rule_group,
    move_rule_group,
    update_rule_group,
)
from ledger.views.toasts import carry_out, say


def _find(request: HouseholdRequest, pk: int) -> RuleGroup:
    return get_object_or_404(RuleGroup.objects.in_household(request.household).live(), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_group_create(request: HouseholdRequest) -> HttpResponse:
    form = RuleGroupForm(request.POST or None)
    if form.is_valid():
        group = attempt(form, partial(_create, request, form))
        if group:
            say(request, _("Added rule group %(what)s") % {"what": group})
            return redirect("ledger:rule-list")
    return _form_page(request, form, title=_("New group of rules"))


def _create(request: HouseholdRequest, form: RuleGroupForm) -> RuleGroup:
    values = form.cleaned_data
    return create_rule_group(by=request.actor, name=values["name"], is_active=values["is_active"])


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_group_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    group = _find(request, pk)
    initial = {"name": group.name, "is_active": group.is_active, "version": group.version}
    form = RuleGroupForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(form, partial(_update, request, form, group)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect("ledger:rule-list")
    return _form_page(request, form, title=_("Edit group of rules"), group=group)


def _update(request: HouseholdRequest, form: RuleGroupForm, group: RuleGroup) -> RuleGroup:
    return update_rule_group(by=request.actor, group=group, **form.cleaned_data)


def _form_page(
    request: HouseholdRequest, form: RuleGroupForm, *, title: str, group: RuleGroup | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "group": group}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/rule_group_form.html", context, status=status)


@require_POST
@member_required(Permission.MANAGE)
def rule_group_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    group = _find(request, pk)
    done = _("Moved to the trash: %(what)s. Its rules are in no group now.") % {"what": group}
    act = partial(delete_rule_group, by=request.actor, group=group)
    return carry_out(request, act, done, otherwise="ledger:rule-list")


@require_POST
@member_required(Permission.MANAGE)
def rule_group_move(request: HouseholdRequest, pk: int, step: int) -> HttpResponse:
    """Move a group with its rules up or down."""
    move_rule_group(by=request.actor, group=_find(request, pk), step=step)
    return HttpResponseRedirect(f"{reverse('ledger:rule-list')}#group-{pk}")
