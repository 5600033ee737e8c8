"""Running rules: what they would change, doing it, and the runs of the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.models import Job
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.models import Rule, RuleRun, Transaction
from ledger.reports.acts import ValueChange
from ledger.reports.register import RegisterRow
from ledger.reports.rule_changes import changed_rows, rule_counts, rule_names
from ledger.reports.rule_runs import counts_of, run_page, run_rows
from ledger.services.acts import undoable_acts
from ledger.services.errors import LedgerError, Reconciled
from ledger.services.rule_jobs import (
    MOST_SHOWN,
    PREVIEW_JOB,
    is_large,
    queue_preview,
    queue_run,
)
from ledger.services.rule_runs import Proposal, apply_rules, count_rules, preview_rules
from ledger.views.toasts import go_back, say


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A transaction that rules would change: what, by which rules, and what they leave alone."""

    row: RegisterRow
    values: tuple[ValueChange, ...]
    rules: tuple[str, ...]
    refused: tuple[str, ...]


def _rule(request: HouseholdRequest, pk: int | None) -> Rule | None:
    """Return the rule of an address, None for that of all rules."""
    if pk is None:
        return None
    rows = Rule.objects.in_household(request.household).live()
    found: Rule = get_object_or_404(rows, pk=pk)
    return found


@require_safe
@member_required()
def rule_preview(request: HouseholdRequest, pk: int | None = None) -> HttpResponse:
    """Show what one rule, or all active ones, would change in the books; nothing is written."""
    rule = _rule(request, pk)
    if is_large(request.household):
        return render(request, "ledger/rule_preview.html", {"rule": rule, "is_large": True})
    proposals = preview_rules(by=request.actor, rules=[pk] if pk else None)
    counts = count_rules(each.rules for each in proposals)
    return _preview_page(request, rule, proposals[-MOST_SHOWN:], len(proposals), counts)


@require_safe
@member_required()
def rule_job_preview(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what a job found that rules would change, to whoever asked for it."""
    jobs = Job.objects.in_household(request.household).filter(requested_by=request.user)
    job = get_object_or_404(jobs, pk=pk, kind=PREVIEW_JOB, state=Job.State.DONE)
    chosen: list[int] | None = job.payload["rules"]
    rule = _rule(request, chosen[0] if chosen else None)
    newest = Transaction.objects.filter(pk__in=job.result["newest"])
    proposals = preview_rules(by=request.actor, rules=chosen, transactions=newest)
    counts = {int(key): count for key, count in job.result["rules"].items()}
    return _preview_page(request, rule, proposals, job.result["count"], counts)


def _preview_page(
    request: HouseholdRequest,
    rule: Rule | None,
    shown: Sequence[Proposal],
    count: int,
    counts: dict[int, int],
) -> HttpResponse:
    context = {
        "rule": rule,
        "count": count,
        "lines": _lines(request, shown),
        "counts": rule_counts(request.household, counts),
        "hidden": count - len(shown),
    }
    return render(request, "ledger/rule_preview.html", context)


def _lines(request: HouseholdRequest, proposals: Sequence[Proposal]) -> list[PreviewLine]:
    by_id = {each.transaction: each for each in proposals}
    names = rule_names(request.household, (rule for each in proposals for rule in each.rules))
    return [
        PreviewLine(
            found.row,
            found.values,
            tuple(names[rule] for rule in by_id[found.row.id].rules if rule in names),
            by_id[found.row.id].refused,
        )
        for found in changed_rows(request.household, by_id)
    ]


@require_POST
@member_required()
def rule_preview_start(request: HouseholdRequest, pk: int | None = None) -> HttpResponse:
    """Have the worker look through large books; the page of the job follows it."""
    rule = _rule(request, pk)
    job = queue_preview(by=request.actor, rules=[rule.pk] if rule else None)
    return redirect("accounts:job-detail", job.pk)


@require_POST
@member_required(Permission.ANNOTATE)
def rule_apply(request: HouseholdRequest, pk: int | None = None) -> HttpResponse:
    """Carry out what the preview shows, as one act; over large books as a job."""
    rule = _rule(request, pk)
    rules = [rule.pk] if rule else None
    if is_large(request.household):
        return redirect("accounts:job-detail", queue_run(by=request.actor, rules=rules).pk)
    try:
        with transaction.atomic():
            result = apply_rules(by=request.actor, rules=rules)
    except Reconciled:
        raise
    except LedgerError as error:
        messages.error(request, str(error))
        return go_back(request, "ledger:rule-list")
    if result.run is None:
        messages.info(request, _("The rules changed nothing."))
        return redirect("ledger:rule-list")
    one, many = "The rules changed %(n)d transaction", "The rules changed %(n)d transactions"
    say(request, ngettext(one, many, result.changed) % {"n": result.changed})
    return redirect("ledger:rule-run-detail", result.run.pk)


@require_safe
@member_required()
def rule_run_list(request: HouseholdRequest) -> HttpResponse:
    page = run_page(request.household, before=id_in(request.GET.get("before", "")))
    acts = [line.run.change_set for line in page.lines]
    context = {
        "lines": page.lines,
        "undoable": undoable_acts(request.actor, acts),
        "next_url": f"?before={page.older}" if page.older else "",
    }
    return render(request, "ledger/rule_run_list.html", context)


@require_safe
@member_required()
def rule_run_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show one run: its rules, and each transaction before and after."""
    runs = RuleRun.objects.in_household(request.household)
    related = runs.select_related("household", "change_set__user", "change_set__import_batch")
    run = get_object_or_404(related.prefetch_related("change_set__undone_by"), pk=pk)
    found = run_rows(run, after=id_in(request.GET.get("after", "")))
    context: dict[str, Any] = {
        "run": run,
        "act": run.change_set,
        "undoable": undoable_acts(request.actor, [run.change_set]),
        "counts": counts_of(run),
        "lines": found.rows,
        "next_url": f"?after={found.after}" if found.after else "",
    }
    return render(request, "ledger/rule_run_detail.html", context)
