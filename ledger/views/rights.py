"""What each member may do on each account."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.forms.refusals import attempt
from ledger.forms.rights import RightsForm
from ledger.reports.rights import rights_grid
from ledger.services.rights import set_account_rights


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def account_right_list(request: HouseholdRequest) -> HttpResponse:
    """Show the grid, or give the rights that were chosen in it."""
    form = RightsForm(request.POST or None, grid=rights_grid(request.actor))
    if form.is_valid():
        act = partial(set_account_rights, by=request.actor, rights=form.rights())
        count = attempt(form, act)
        if count is not None:
            said = ngettext("%(n)d right was changed", "%(n)d rights were changed", count)
            messages.success(request, said % {"n": count} if count else _("Nothing was changed"))
            return redirect("ledger:account-right-list")
    status = 422 if form.is_bound else 200
    return render(request, "ledger/account_right_list.html", {"form": form}, status=status)
