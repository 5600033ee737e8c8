"""Rules: writing them, and keeping them."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.choices import AccountChoices
from ledger.forms.refusals import attempt
from ledger.forms.rules import RuleForm, rule_initial
from ledger.models import Rule
from ledger.reports.tree import account_tree
from ledger.services.rules import create_rule, delete_rule, update_rule
from ledger.views.toasts import carry_out, say


def _accounts(request: HouseholdRequest) -> AccountChoices:
    return AccountChoices(account_tree(request.household))


def _find(request: HouseholdRequest, pk: int) -> Rule:
    return get_object_or_404(Rule.objects.in_household(request.household).live(), pk=pk)


@require_safe
@member_required()
def rule_list(request: HouseholdRequest) -> HttpResponse:
    rules = Rule.objects.in_household(request.household).live()
    return render(request, "ledger/rule_list.html", {"rules": rules})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_create(request: HouseholdRequest) -> HttpResponse:
    form = RuleForm(request.POST or None, accounts=_accounts(request))
    if form.is_valid():
        rule = attempt(form, partial(_create, request, form))
        if rule:
            say(request, _("Added rule %(what)s") % {"what": rule})
            return redirect("ledger:rule-preview", rule.pk)
    return _form_page(request, form, title=_("New rule"))


def _create(request: HouseholdRequest, form: RuleForm) -> Rule:
    return create_rule(by=request.actor, **form.content(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    rule = _find(request, pk)
    accounts = _accounts(request)
    initial = rule_initial(rule, accounts.tree.by_id)
    form = RuleForm(request.POST or None, accounts=accounts, initial=initial)
    if form.is_valid() and attempt(form, partial(_update, request, form, rule)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect("ledger:rule-preview", pk)
    return _form_page(request, form, title=_("Edit rule"), rule=rule)


def _update(request: HouseholdRequest, form: RuleForm, rule: Rule) -> Rule:
    version = form.cleaned_data["version"]
    content = form.content(request.actor)
    return update_rule(by=request.actor, rule=rule, version=version, **content)


def _form_page(
    request: HouseholdRequest, form: RuleForm, *, title: str, rule: Rule | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "rule": rule}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/rule_form.html", context, status=status)


@require_POST
@member_required(Permission.MANAGE)
def rule_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    rule = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": rule}
    act = partial(delete_rule, by=request.actor, rule=rule)
    return carry_out(request, act, done, otherwise="ledger:rule-list")
