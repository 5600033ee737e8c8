"""Rules: writing them, and keeping them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.enums import ScheduleState
from ledger.forms.choices import AccountChoices
from ledger.forms.refusals import attempt
from ledger.forms.rule_lines import LineNames, tag_names
from ledger.forms.rules import RuleForm, rule_initial
from ledger.models import Payee, Rule, RuleGroup, Schedule, Tag
from ledger.reports.tree import account_tree
from ledger.services.rule_order import move_rule
from ledger.services.rules import create_rule, delete_rule, switch_rule, update_rule
from ledger.views.toasts import carry_out, say


def _accounts(request: HouseholdRequest) -> AccountChoices:
    return AccountChoices(account_tree(request.household))


def _names(request: HouseholdRequest, accounts: AccountChoices) -> LineNames:
    return LineNames.of(accounts, tag_names(Tag.objects.in_household(request.household)))


def _groups(request: HouseholdRequest) -> QuerySet[RuleGroup]:
    return RuleGroup.objects.in_household(request.household).live()


def _schedules(request: HouseholdRequest) -> QuerySet[Schedule]:
    """Return the schedules that a rule may link to; dismissed proposals are none."""
    rows = Schedule.objects.in_household(request.household).live()
    return rows.exclude(state=ScheduleState.DISMISSED)


def _find(request: HouseholdRequest, pk: int) -> Rule:
    rows = Rule.objects.in_household(request.household).live()
    found: Rule = get_object_or_404(rows, pk=pk)
    return found


@require_safe
@member_required()
def rule_list(request: HouseholdRequest) -> HttpResponse:
    """Show rules group by group in the order in which they are asked; three queries."""
    groups = {group.pk: group for group in _groups(request)}
    by_group: dict[int, list[Rule]] = defaultdict(list)
    for rule in Rule.objects.in_household(request.household).live().in_order():
        by_group[rule.group_id if rule.group_id in groups else 0].append(rule)
    sections = [Section(None, by_group[0])] if by_group[0] else []
    sections += [Section(group, by_group[key]) for key, group in groups.items()]
    return render(request, "ledger/rule_list.html", {"sections": sections})


@dataclass(frozen=True, slots=True)
class Section:
    """A group of rules, or those of none, in order."""

    group: RuleGroup | None
    rules: list[Rule]

    @property
    def caption(self) -> str:
        """What tells the table of this group from those of others."""
        if self.group is None:
            return _("Rules in no group, in the order in which they are asked")
        return _("Rules of %(group)s, in the order in which they are asked") % {"group": self.group}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_create(request: HouseholdRequest) -> HttpResponse:
    accounts = _accounts(request)
    form = RuleForm(
        request.POST or None,
        accounts=accounts,
        groups=_groups(request),
        schedules=_schedules(request),
        names=_names(request, accounts),
        initial=_suggested(request, accounts),
    )
    if form.is_valid():
        rule = attempt(form, partial(_create, request, form))
        if rule:
            say(request, _("Added rule %(what)s") % {"what": rule})
            return redirect("ledger:rule-preview", rule.pk)
    return _form_page(request, form, title=_("New rule"))


def _suggested(request: HouseholdRequest, accounts: AccountChoices) -> dict[str, Any]:
    """Return the rule that the address suggests: a payee's category."""
    key = id_in(request.GET.get("payee", ""))
    if key is None:
        return {}
    payees = Payee.objects.in_household(request.household).live()
    payee = payees.filter(pk=key).first()
    category = request.GET.get("category", "")
    if payee is None:
        return {}
    return {
        "name": payee.name[:100],
        "field": "payee",
        "op": "equals",
        "text": payee.name,
        "category": accounts.tree.by_id.get(int(category) if category.isdecimal() else 0),
    }


def _create(request: HouseholdRequest, form: RuleForm) -> Rule:
    return create_rule(by=request.actor, **form.content(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def rule_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    rule = _find(request, pk)
    accounts = _accounts(request)
    names = _names(request, accounts)
    form = RuleForm(
        request.POST or None,
        accounts=accounts,
        groups=_groups(request),
        schedules=_schedules(request),
        names=names,
        initial=rule_initial(rule, accounts.tree.by_id, names),
    )
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


@require_POST
@member_required(Permission.MANAGE)
def rule_move(request: HouseholdRequest, pk: int, step: int) -> HttpResponse:
    """Move a rule up or down, over the end of its group into the next one."""
    move_rule(by=request.actor, rule=_find(request, pk), step=step)
    return _back_to(pk)


@require_POST
@member_required(Permission.MANAGE)
def rule_switch(request: HouseholdRequest, pk: int) -> HttpResponse:
    rule = _find(request, pk)
    switch_rule(by=request.actor, rule=rule, is_active=not rule.is_active)
    return _back_to(pk)


def _back_to(pk: int) -> HttpResponseRedirect:
    """Send the reader to the rule in the list, where the keyboard goes on."""
    return HttpResponseRedirect(f"{reverse('ledger:rule-list')}#rule-{pk}")
