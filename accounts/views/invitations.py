"""Inviting people, and the page at which the invited answer."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required, person_required
from accounts.forms import InvitationForm
from accounts.http import HouseholdRequest, PersonRequest
from accounts.models import Invitation, User
from accounts.roles import Permission, Role
from accounts.services.errors import MembershipError
from accounts.services.invitations import (
    SESSION_KEY,
    accept_invitation,
    decline_invitation,
    find_invitation,
    invite_person,
    is_addressed_to,
    resend_invitation,
    withdraw_invitation,
)
from accounts.services.limitable_rows import limitable_rows
from accounts.views.households import go_to, members_page
from accounts.views.refusals import attempt, carry_out


@require_POST
@member_required(Permission.OWN)
def invitation_create(request: HouseholdRequest) -> HttpResponse:
    form = InvitationForm(request.POST, rows=limitable_rows(request.actor))
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        asked = {"email": email, "role": role, "rights": form.rights()}
        if attempt(form, partial(invite_person, by=request.actor, **asked)):
            messages.success(request, _("An invitation is on its way to %s.") % email)
            return redirect("accounts:household-detail")
    return members_page(request, invite=form)


def _pending(request: HouseholdRequest, pk: int) -> Invitation:
    return get_object_or_404(Invitation.objects.in_household(request.household).pending(), pk=pk)


@require_POST
@member_required(Permission.OWN)
def invitation_resend(request: HouseholdRequest, pk: int) -> HttpResponse:
    invitation = _pending(request, pk)
    done = _("A new link is on its way to %s.") % invitation.email
    act = partial(resend_invitation, by=request.actor, invitation=invitation)
    return carry_out(request, act, done)


@require_POST
@member_required(Permission.OWN)
def invitation_withdraw(request: HouseholdRequest, pk: int) -> HttpResponse:
    invitation = _pending(request, pk)
    done = _("The invitation of %s is withdrawn.") % invitation.email
    act = partial(withdraw_invitation, by=request.actor, invitation=invitation)
    return carry_out(request, act, done)


def _found(token: str) -> Invitation:
    try:
        return find_invitation(token)
    except Invitation.DoesNotExist as error:
        raise Http404 from error


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who asks the reader into what; whoever opens the link has read the invited mailbox.

    So the invited address, when it signs up from here, needs no other proof; any other one does.
    """
    found = _found(token)
    user = request.user
    if not isinstance(user, User) and found.is_open:
        request.session[SESSION_KEY] = token
    is_mine = isinstance(user, User) and is_addressed_to(found, user)
    context = {"invitation": found, "token": token, "is_mine": is_mine}
    return render(request, "accounts/invitation.html", context)


@require_POST
@person_required
def invitation_accept(request: PersonRequest, token: str) -> HttpResponse:
    _found(token)
    try:
        membership = accept_invitation(user=request.user, token=token)
    except MembershipError as error:
        messages.error(request, str(error))
        return redirect("accounts:invitation", token)
    request.session.pop(SESSION_KEY, None)
    return go_to(request, membership.household)


@require_POST
@person_required
def invitation_decline(request: PersonRequest, token: str) -> HttpResponse:
    _found(token)
    try:
        decline_invitation(user=request.user, token=token)
    except MembershipError as error:
        messages.error(request, str(error))
        return redirect("accounts:invitation", token)
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("You have declined the invitation."))
    return redirect("landing")
