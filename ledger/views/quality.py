"""What is not in order in the books, worked through one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.reports.quality import Findings, Quality, data_quality
from ledger.reports.quality_kinds import Finding, Issue

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

    title: str
    findings: Findings
    lines: list[tuple[Finding, str]]
    label: Promise
    all_url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of findings as the list of kinds shows it; the count is None until it is known."""

    label: str
    url: str
    count: int | None
    is_current: bool


def _solving(base: str) -> dict[Issue, Solving]:
    """Return how each kind is settled in a household whose base currency is `base`."""
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
            _("Show"),
            lambda f: f"{reverse('ledger:rate-pair')}?{urlencode({'base': f.what, 'quote': base})}",
            reverse("ledger:rate-list"), Permission.VIEW,
        ),
        Issue.UNCATEGORISED: Solving(
            _("Categorise"), lambda f: reverse("ledger:transaction-update", args=f.keys),
            f"{transactions}?q={UNCATEGORISED}",
        ),
    }  # fmt: skip


@require_safe
@member_required()
def quality(request: HouseholdRequest) -> HttpResponse:
    """Show what is not in order: how much of each kind, and one kind with what settles it.

    Kinds that cost a look at every transaction are counted one after the other, by htmx, when the
    books were changed since; without it when they are opened.
    """
    issue = _asked(request)
    is_counting = bool(request.htmx)
    found = data_quality(
        request.household,
        today=request.household.today(),
        hidden=request.actor.hidden,
        issue=issue,
        most_counted=int(is_counting),
    )
    # What is counted meanwhile opens nothing: the page shows the kind that it showed.
    opened = issue if is_counting or not found.opened else found.opened.issue
    context = {
        "kinds": _kinds(found, opened),
        "group": _group(request, found.opened) if found.opened else None,
        "count": found.count,
        "is_counted": found.is_counted,
        "opened": opened,
    }
    name = "ledger/quality.html#quality-kinds" if is_counting else "ledger/quality.html"
    return render(request, name, context)


def _asked(request: HouseholdRequest) -> Issue | None:
    text = request.GET.get("issue", "")
    if not text:
        return None
    try:
        return Issue(text)
    except ValueError as error:
        raise Http404 from error


def _kinds(found: Quality, opened: Issue | None) -> list[Kind]:
    url = reverse("ledger:quality")
    return [
        Kind(
            tally.issue.label,
            f"{url}?issue={tally.issue.value}",
            tally.count,
            tally.issue is opened,
        )
        for tally in found.tallies
        if tally.count != 0 or tally.issue is opened
    ]


def _group(request: HouseholdRequest, findings: Findings) -> QueueGroup:
    solving = _solving(request.household.base_currency)[findings.issue]
    may = request.actor.may(solving.permission)
    lines = [(each, solving.url(each) if may else "") for each in findings.shown]
    return QueueGroup(findings.issue.label, findings, lines, solving.label, solving.all_url)
