"""The page that asks before something reconciled is changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.middleware import ASKED


@require_safe
@member_required(Permission.ANNOTATE)
def unlock(request: HouseholdRequest) -> HttpResponse:
    """Show what would be changed, with the same form once more to say yes."""
    asked = request.session.get(ASKED)
    if not asked:
        return redirect("ledger:transaction-list")
    return render(request, "ledger/unlock.html", {"asked": asked})
