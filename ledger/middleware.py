"""Asking before an act changes what was reconciled, whichever page it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import HouseholdRequest
from ledger.services.errors import Reconciled
from ledger.views.toasts import came_from

ASKED = "ledger.asked"
"""Where the session keeps what was posted while its person is asked."""
UNLOCK = "unlock"


class UnlockMiddleware:
    """Lets a form say that its person is sure, and asks where a view raises Reconciled.

    The API answers such a refusal itself and takes `unlock` from the query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Note on the actor that the form posted says `unlock`."""
        if request.method != "POST" or getattr(request, "actor", None) is None:
            return
        if request.POST.get(UNLOCK) == "1":
            member = cast("HouseholdRequest", request)
            member.actor = member.actor.confirming()

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Keep what was posted and send its person to the page that asks."""
        if not isinstance(exception, Reconciled):
            return None
        member = cast("HouseholdRequest", request)
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        request.session[ASKED] = {
            "reason": str(exception),
            "url": request.get_full_path(),
            "fields": [
                field for field in fields if field[0] not in {"csrfmiddlewaretoken", "next"}
            ],
            "next": came_from(member, "ledger:transaction-list"),
        }
        # What the view wrote before it was refused goes with it.
        transaction.set_rollback(True)
        url = reverse("ledger:unlock")
        answer: HttpResponse = (
            HttpResponseClientRedirect(url) if member.htmx else HttpResponseRedirect(url)
        )
        return answer
