"""What is not in order in the books, worked through one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.reports.quality import Finding, Findings, Issue, data_quality, remember_count
from ledger.views.asking import today_in

UNCATEGORISED = "is:uncategorised"


@dataclass(frozen=True, slots=True)
class Solving:
    """How findings of one kind are settled: where, in which words, and by whom."""

    label: Promise
    url: Callable[[Finding], str]
    all_url: str
    """Where all of them are; empty where there is no such list."""
    permission: Permission = Permission.RECORD


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Findings of one kind, each with the address at which it is settled."""

    findings: Findings
    lines: list[tuple[Finding, str]]
    label: Promise
    all_url: str


def _solving() -> dict[Issue, Solving]:
    transactions = reverse("ledger:transaction-list")
    return {
        Issue.ASSERTION: Solving(
            _("Look"), lambda f: reverse("ledger:account-balances", args=f.keys), "",
            Permission.VIEW,
        ),
        Issue.STATEMENT: Solving(
            _("Look"), lambda f: reverse("ledger:reconciliation-detail", args=f.keys), "",
            Permission.VIEW,
        ),
        Issue.DUPLICATE: Solving(
            _("Decide"), lambda f: reverse("ledger:duplicate-review", args=f.keys),
            reverse("ledger:duplicate-list"),
        ),
        Issue.TRANSFER: Solving(
            _("Join"), lambda _f: reverse("ledger:transfer-list"), reverse("ledger:transfer-list"),
            Permission.VIEW,
        ),
        Issue.SCHEDULE: Solving(
            _("Look"), lambda f: reverse("ledger:schedule-detail", args=f.keys),
            reverse("ledger:schedule-list"), Permission.VIEW,
        ),
        Issue.MISSING: Solving(
            _("Import"), lambda f: f"{reverse('ledger:import-create')}?account={f.keys[0]}",
            reverse("ledger:import-list"),
        ),
        Issue.RATE: Solving(
            _("Show"), lambda _f: reverse("ledger:rate-list"), "", Permission.VIEW
        ),
        Issue.UNCATEGORISED: Solving(
            _("Categorise"), lambda f: reverse("ledger:transaction-update", args=f.keys),
            f"{transactions}?q={UNCATEGORISED}",
        ),
    }  # fmt: skip


@require_safe
@member_required()
def quality(request: HouseholdRequest) -> HttpResponse:
    """Show what is not in order, the gravest first, each with the page that settles it."""
    found = data_quality(request.household, today=today_in(request))
    remember_count(request.household, request.actor.hidden, found.count)
    solving = _solving()
    queue = [_group(request, group, solving[group.issue]) for group in found.groups]
    return render(request, "ledger/quality.html", {"queue": queue, "count": found.count})


def _group(request: HouseholdRequest, findings: Findings, solving: Solving) -> QueueGroup:
    may = request.actor.may(solving.permission)
    lines = [(each, solving.url(each) if may else "") for each in findings.shown]
    return QueueGroup(findings, lines, solving.label, solving.all_url)
