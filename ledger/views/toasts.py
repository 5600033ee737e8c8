"""Saying what was done, with the way back: a toast after a redirect or beside a swapped partial."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, When
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event

from accounts.actors import Origin
from accounts.http import HouseholdRequest
from ledger.models import ChangeSet
from ledger.services.errors import LedgerError, Reconciled


def undo_url(request: HouseholdRequest) -> str:
    """Return where the request's latest act is undone, "" when it changed nothing.

    What the person did comes before what rules did thereupon.
    """
    mine = ChangeSet.objects.in_household(request.household).filter(
        request_id=request.request_id, user=request.user
    )
    by_rule = Case(When(origin=Origin.RULE, then=1), default=0)
    pk = mine.order_by(by_rule, "-pk").values_list("pk", flat=True).first()
    return reverse("ledger:undo", args=[pk]) if pk else ""


def say(request: HouseholdRequest, text: str, *, level: int = messages.SUCCESS) -> None:
    """Show `text` on the next page, with an undo button when this request changed something."""
    messages.add_message(request, level, text, extra_tags=undo_url(request))


def say_beside(
    request: HouseholdRequest, response: HttpResponse, text: str, *, href: str = ""
) -> HttpResponse:
    """Show `text` as soon as htmx has swapped `response` in, with an undo button.

    `href` is where more of it is shown.
    """
    toast = {"message": text, "undo": undo_url(request)} | ({"href": href} if href else {})
    return trigger_client_event(response, "toast", toast)


def came_from(request: HouseholdRequest, otherwise: str) -> str:
    """Return the address that the form names as `next`, or the page it stood on, if it is ours."""
    host = {request.get_host()}
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(address, host, require_https=request.is_secure()):
            parts = urlsplit(address)
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse(otherwise)


def carry_out(
    request: HouseholdRequest, act: Callable[[], object], done: str, *, otherwise: str
) -> HttpResponse:
    """Do one act, say that it was done or why it was refused, and go back to where it was asked.

    Raises Reconciled, for which its person is asked on a page of its own.
    """
    try:
        with transaction.atomic():
            act()
    except Reconciled:
        raise
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        say(request, done)
    return go_back(request, otherwise)


def redraw() -> HttpResponse:
    """Have htmx load the page anew."""
    return HttpResponse(headers={"HX-Refresh": "true"})


def go_back(request: HouseholdRequest, otherwise: str) -> HttpResponse:
    """Send the reader to the page the form stood on, drawn anew."""
    if request.htmx:
        return redraw()
    return HttpResponseRedirect(came_from(request, otherwise))
