"""The history of the household, and undoing what is in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from finehance.kit.ids import id_in
from ledger.forms.history import HistoryForm
from ledger.models import ChangeSet, Transaction
from ledger.reports.history import HistoryFilter, act_rows, filtered_acts
from ledger.services.acts import undo_act, undoable_acts
from ledger.services.errors import LedgerError, Reconciled
from ledger.services.undo import Conflict, UndoResult
from ledger.views.toasts import go_back, say

PAGE_SIZE = 50
NAMED_CONFLICTS = 3


@require_safe
@member_required()
def history(request: HouseholdRequest) -> HttpResponse:
    form = HistoryForm(request.GET, household=request.household)
    chosen = form.chosen()
    rows = filtered_acts(request.household, chosen)
    before = id_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("user", "undoes", "import_batch").prefetch_related("undone_by")[
            : PAGE_SIZE + 1
        ]
    )
    asked = request.GET.copy()
    context: dict[str, Any] = {
        "form": form,
        "is_filtered": chosen != HistoryFilter(),
        "acts": found[:PAGE_SIZE],
        "undoable": undoable_acts(request.actor, found[:PAGE_SIZE]),
        "next_url": "",
    }
    if len(found) > PAGE_SIZE:
        asked["before"] = str(found[PAGE_SIZE - 1].pk)
        context["next_url"] = f"?{asked.urlencode()}"
    return render(request, "ledger/history.html", context)


@require_safe
@member_required()
def history_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what one act changed, row by row, before and after."""
    acts = ChangeSet.objects.in_household(request.household)
    related = acts.select_related("user", "import_batch", "undoes").prefetch_related("undone_by")
    act = get_object_or_404(related, pk=pk)
    rows, more = act_rows(request.household, act)
    context = {
        "act": act,
        "rows": rows,
        "more": more,
        "undoable": undoable_acts(request.actor, [act]),
    }
    return render(request, "ledger/history_detail.html", context)


@require_POST
@member_required(Permission.ANNOTATE)
def undo(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Undo one act; what cannot be put back is named with its reason."""
    change_set = get_object_or_404(ChangeSet.objects.in_household(request.household), pk=pk)
    try:
        with transaction.atomic():
            result = undo_act(by=request.actor, change_set=change_set)
    except Reconciled:
        raise
    except LedgerError as error:
        messages.error(request, str(error))
        return go_back(request, "ledger:history")
    if result.undone:
        say(request, _("Undone: %(what)s") % {"what": change_set.summary})
    if result.conflicts:
        messages.error(request, _conflict_text(request, result))
    return go_back(request, "ledger:history")


def _conflict_text(request: HouseholdRequest, result: UndoResult) -> str:
    count = len(result.conflicts)
    named = result.conflicts[:NAMED_CONFLICTS]
    said = ngettext("%(n)d row was left as it is", "%(n)d rows were left as they are", count)
    reasons = "; ".join(_named(request, named))
    more = _(" and %(n)d more") % {"n": count - len(named)} if count > len(named) else ""
    return f"{said % {'n': count}}: {reasons}{more}"


def _named(request: HouseholdRequest, conflicts: tuple[Conflict, ...]) -> list[str]:
    keys = [conflict.object_id for conflict in conflicts if conflict.model == "transaction"]
    rows = Transaction.objects.in_household(request.household).select_related("payee")
    names = {row.pk: str(row) for row in rows.filter(pk__in=keys)}
    return [
        f"{names.get(conflict.object_id, conflict.model)} – {conflict.reason}"
        for conflict in conflicts
    ]
