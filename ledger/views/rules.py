"""Rules: keeping them, seeing what they would change, and applying them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from ledger.models import Payee, Rule, Tag
from ledger.reports.register import RegisterRow, register_rows
from ledger.reports.tree import AccountTree, account_tree
from ledger.services.rule_runs import Proposal, apply_rules, preview_rules
from ledger.services.rules import create_rule, delete_rule, update_rule
from ledger.views.toasts import carry_out, say

MOST_SHOWN = 200


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


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A transaction that the rule holds for, and what it would set, in words."""

    row: RegisterRow
    changes: tuple[str, ...]


@require_safe
@member_required()
def rule_preview(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what the rule would change in the books; nothing is written."""
    rule = _find(request, pk)
    proposals = preview_rules(by=request.actor, rules=[pk])
    shown = proposals[-MOST_SHOWN:]
    context = {
        "rule": rule,
        "count": len(proposals),
        "lines": _lines(request, shown),
        "hidden": len(proposals) - len(shown),
    }
    return render(request, "ledger/rule_preview.html", context)


def _lines(request: HouseholdRequest, proposals: Sequence[Proposal]) -> list[ProposalLine]:
    by_id = {proposal.transaction: proposal for proposal in proposals}
    tree = account_tree(request.household)
    payees, tags = _names(request, proposals)
    rows = register_rows(request.household, list(by_id))
    return [ProposalLine(row, _changes(by_id[row.id], tree, payees, tags)) for row in rows]


def _names(
    request: HouseholdRequest, proposals: Sequence[Proposal]
) -> tuple[dict[int, str], dict[int, str]]:
    payees = {proposal.after["payee_id"] for proposal in proposals if "payee_id" in proposal.after}
    tags = {tag for proposal in proposals for tag in proposal.after.get("tags", ())}
    found_payees = Payee.objects.in_household(request.household).filter(pk__in=payees)
    found_tags = Tag.objects.in_household(request.household).filter(pk__in=tags)
    return (
        dict(found_payees.values_list("pk", "name")),
        dict(found_tags.values_list("pk", "name")),
    )


def _changes(
    proposal: Proposal, tree: AccountTree, payees: dict[int, str], tags: dict[int, str]
) -> tuple[str, ...]:
    before, after = proposal.before, proposal.after
    found = []
    if after.get("payee_id"):
        found.append(_("Payee: %(name)s") % {"name": payees.get(after["payee_id"], "?")})
    new_accounts = set(after.get("accounts", ())) - set(before.get("accounts", ()))
    found += [_("Category: %(name)s") % {"name": tree.by_id[key].name} for key in new_accounts]
    new_tags = set(after.get("tags", ())) - set(before.get("tags", ()))
    found += [_("Tag: %(name)s") % {"name": tags.get(key, "?")} for key in sorted(new_tags)]
    return tuple(found)


@require_POST
@member_required(Permission.ANNOTATE)
def rule_apply(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Carry out what the preview shows, as one act."""
    rule = _find(request, pk)
    act = partial(apply_rules, by=request.actor, rules=[pk])
    done = _("Applied rule %(what)s") % {"what": rule}
    return carry_out(request, act, done, otherwise="ledger:rule-list")
