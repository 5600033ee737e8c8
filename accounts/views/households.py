"""The household's members, and the way from one household to another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.middleware import SESSION_KEY
from accounts.models import Membership


@require_safe
@member_required()
def household_detail(request: HouseholdRequest) -> HttpResponse:
    memberships = Membership.objects.select_related("user", "household")
    context = {
        "members": memberships.filter(household=request.household).order_by("pk"),
        "mine": memberships.filter(user=request.user).order_by("pk"),
    }
    return render(request, "accounts/household_detail.html", context)


@require_POST
@member_required()
def household_switch(request: HouseholdRequest, pk: int) -> HttpResponse:
    mine = Membership.objects.select_related("household").filter(user=request.user)
    membership = get_object_or_404(mine, household_id=pk)
    request.session[SESSION_KEY] = pk
    messages.success(request, _("You are in %s now.") % membership.household.name)
    return redirect("landing")
