"""The history of the household, and undoing what is in it."""

from __future__ import annotations

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
from ledger.models import ChangeSet, Transaction
from ledger.services.acts import undo_act, undoable_acts
from ledger.services.errors import LedgerError, Reconciled
from ledger.services.undo import Conflict, UndoResult
from ledger.views.toasts import go_back, say

PAGE_SIZE = 50
NAMED_CONFLICTS = 3


@require_safe
@member_required()
def history(request: HouseholdRequest) -> HttpResponse:
    rows = ChangeSet.objects.in_household(request.household).order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(
        rows.select_related("user", "undoes", "import_batch").prefetch_related("undone_by")[
            : PAGE_SIZE + 1
        ]
    )
    context = {
        "acts": found[:PAGE_SIZE],
        "undoable": undoable_acts(request.actor, found[:PAGE_SIZE]),
        "next_url": f"?before={found[PAGE_SIZE - 1].pk}" if len(found) > PAGE_SIZE else "",
    }
    return render(request, "ledger/history.html", context)


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
