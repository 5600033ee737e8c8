"""The household's members, and the way from one household to another."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required, person_required, recent_sign_in_required
from accounts.forms import InvitationForm, NewHouseholdForm, TransferForm
from accounts.http import HouseholdRequest, PersonRequest
from accounts.middleware import SESSION_KEY
from accounts.models import Household, Invitation, Membership
from accounts.roles import INVITED_ROLES, Permission, matrix_table
from accounts.services.households import create_household, remember_household
from accounts.services.limitable_rows import limitable_rows
from accounts.services.members import leave_household, transfer_ownership
from accounts.views.refusals import attempt, carry_out


def go_to(request: PersonRequest, household: Household) -> HttpResponse:
    """Let the person work in a household of theirs from now on, and the next time they come."""
    request.session[SESSION_KEY] = household.pk
    remember_household(user=request.user, household=household)
    messages.success(request, _("You are in %s now.") % household.name)
    return redirect("landing")


def members_page(
    request: HouseholdRequest, *, invite: InvitationForm | None = None
) -> HttpResponse:
    """Show who is in the household and who is asked in; 422 with a form that was refused."""
    members = Membership.objects.filter(household=request.household).select_related("user")
    context: dict[str, Any] = {
        "members": members.order_by("pk"),
        "mine": request.memberships,
        "table": matrix_table(),
    }
    if request.actor.may(Permission.OWN):
        invitations = Invitation.objects.in_household(request.household).pending()
        context["invitations"] = invitations.select_related("invited_by")
        context["invite_form"] = invite or InvitationForm(rows=limitable_rows(request.actor))
        context["roles"] = INVITED_ROLES
    status = 200 if invite is None else 422
    return render(request, "accounts/household_detail.html", context, status=status)


@require_safe
@member_required()
def household_detail(request: HouseholdRequest) -> HttpResponse:
    return members_page(request)


@require_safe
@member_required()
def role_list(request: HouseholdRequest) -> HttpResponse:
    return render(request, "accounts/role_list.html", {"table": matrix_table()})


@require_POST
@member_required()
def household_switch(request: HouseholdRequest, pk: int) -> HttpResponse:
    found = [each.household for each in request.memberships if each.household_id == pk]
    if not found:
        raise Http404
    return go_to(request, found[0])


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def household_create(request: PersonRequest) -> HttpResponse:
    form = NewHouseholdForm(request.POST or None)
    if form.is_valid():
        return go_to(request, create_household(owner=request.user, **form.cleaned_data))
    status = 422 if form.is_bound else 200
    return render(request, "accounts/household_create.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required()
def household_leave(request: HouseholdRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/household_leave.html")
    done = _("You have left %s.") % request.household.name
    return carry_out(request, partial(leave_household, by=request.actor), done, to="landing")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.OWN)
@recent_sign_in_required
def household_transfer(request: HouseholdRequest) -> HttpResponse:
    form = TransferForm(request.POST or None, membership=request.membership)
    if form.is_valid():
        member, stays = form.cleaned_data["member"], form.cleaned_data["is_staying_owner"]
        act = partial(
            transfer_ownership, by=request.actor, membership=member, is_staying_owner=stays
        )
        if attempt(form, act) is not None:
            messages.success(request, _("%s is an owner now.") % member.user)
            return redirect("accounts:household-detail")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/household_transfer.html", {"form": form}, status=status)
