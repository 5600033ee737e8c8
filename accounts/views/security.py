"""How a person signs in: the overview, their sessions, and a change of address."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required
from accounts.http import HouseholdRequest
from accounts.reports.sign_in import list_sessions, sign_in_overview
from accounts.services.email_changes import approve_change, cancel_change, find_change
from accounts.services.recovery import find_recovery, recovery_token, refuse_recovery
from accounts.services.sessions import end_other_sessions, end_session


@require_safe
@person_required
def security(request: HouseholdRequest) -> HttpResponse:
    status = sign_in_overview(request.user)
    token = recovery_token(status.recovery) if status.recovery else ""
    return render(request, "accounts/security.html", {"status": status, "recovery_token": token})


@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the mailbox, or a session, refuse a recovery of the sign-in."""
    found = find_recovery(token)
    if found is None:
        raise Http404("the link is bad, or the recovery is over")
    if request.method == "POST":
        refuse_recovery(found)
    return render(
        request,
        "accounts/recovery.html",
        {"recovery": found, "is_refused": request.method == "POST"},
    )


@require_safe
@person_required
def session_list(request: HouseholdRequest) -> HttpResponse:
    sessions = list_sessions(request.user, request.session.session_key)
    return render(request, "accounts/session_list.html", {"sessions": sessions})


@require_POST
@person_required
def session_end(request: HouseholdRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    end_session(user=request.user, session=session)
    messages.success(request, _("The session is signed out."))
    return redirect("accounts:session-list")


@require_POST
@person_required
def session_end_others(request: HouseholdRequest) -> HttpResponse:
    count = end_other_sessions(user=request.user, current_key=request.session.session_key)
    words = ngettext("%d other session is signed out.", "%d other sessions are signed out.", count)
    messages.success(request, words % count)
    return redirect("accounts:session-list")


@require_http_methods(["GET", "HEAD", "POST"])
def email_change(request: HttpRequest, token: str) -> HttpResponse:
    """Let the old address agree to a change or refuse it: its mailbox is the proof."""
    change = find_change(token)
    if change is None:
        raise Http404("the link is bad, old or used")
    if request.method != "POST":
        return render(request, "accounts/email_change.html", {"change": change})
    if "refuse" in request.POST:
        cancel_change(change)
        return render(request, "accounts/email_change_done.html", {"outcome": "refused"})
    address = approve_change(change)
    if address and get_adapter().confirm_email(request, address):
        return render(request, "accounts/email_change_done.html", {"outcome": "changed"})
    return render(request, "accounts/email_change_done.html", {"outcome": "approved"})
