"""The settings page: a person's profile and the household's own settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.enums import AuditKind
from accounts.forms import HouseholdForm, ProfileForm
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from accounts.services.audit import record_event
from accounts.services.households import update_household


def _page(
    request: HouseholdRequest,
    *,
    profile: ProfileForm | None = None,
    household: HouseholdForm | None = None,
) -> HttpResponse:
    may_manage = request.actor.may(Permission.MANAGE)
    household = household or HouseholdForm(instance=request.household)
    for field in household.fields.values():
        field.disabled = not may_manage
    profile = profile or ProfileForm(instance=request.user)
    context = {"profile_form": profile, "household_form": household, "may_manage": may_manage}
    is_refused = profile.is_bound or household.is_bound
    return render(request, "accounts/settings.html", context, status=422 if is_refused else 200)


@require_safe
@member_required()
def settings(request: HouseholdRequest) -> HttpResponse:
    return _page(request)


@require_POST
@member_required()
def profile_update(request: HouseholdRequest) -> HttpResponse:
    form = ProfileForm(request.POST, instance=request.user)
    if not form.is_valid():
        return _page(request, profile=form)
    form.save()
    record_event(AuditKind.PROFILE_CHANGED, user=request.user, request=request)
    messages.success(request, _("Your profile is saved."))
    return redirect("accounts:settings")


@require_POST
@member_required(Permission.MANAGE)
def household_update(request: HouseholdRequest) -> HttpResponse:
    form = HouseholdForm(request.POST, instance=request.household)
    if not form.is_valid():
        request.household.refresh_from_db()
        return _page(request, household=form)
    update_household(by=request.actor, **form.cleaned_data)
    messages.success(request, _("The household is saved."))
    return redirect("accounts:settings")
