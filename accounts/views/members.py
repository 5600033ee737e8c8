"""Changing the role of a member, and taking a member out of the household."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member_required
from accounts.forms import RoleForm
from accounts.http import HouseholdRequest
from accounts.models import Membership
from accounts.roles import Permission, Role
from accounts.services.members import change_role, remove_member
from accounts.views.households import members_page
from accounts.views.refusals import carry_out


def _find(request: HouseholdRequest, pk: int) -> Membership:
    members = Membership.objects.filter(household=request.household).select_related("user")
    return get_object_or_404(members, pk=pk)


@require_POST
@member_required(Permission.OWN)
def member_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    member = _find(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return members_page(request)
    role = Role(form.cleaned_data["role"])
    done = _("%(who)s is %(role)s now.") % {"who": member.user, "role": role.label}
    act = partial(change_role, by=request.actor, membership=member, role=role)
    return carry_out(request, act, done)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.OWN)
def member_remove(request: HouseholdRequest, pk: int) -> HttpResponse:
    member = _find(request, pk)
    if request.method != "POST":
        return render(request, "accounts/member_remove.html", {"member": member})
    done = _("%s is no longer in the household.") % member.user
    return carry_out(request, partial(remove_member, by=request.actor, membership=member), done)
