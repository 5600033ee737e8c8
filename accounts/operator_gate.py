"""What an operator must have done before anything is open to them."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User

_ALWAYS_OPEN = ("/static/", "/health", "/metrics", "/api/v1/")


class OperatorGateMiddleware:
    """Sends away whoever has yet to choose a password of their own, or to add a second factor.

    The first is asked of everybody whose password somebody else chose, and on every page; the API
    asks it by itself. The second is asked of staff, and only on the operator's pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and not request.path.startswith(_ALWAYS_OPEN):
            if user.must_change_password and request.path not in _way_out():
                messages.warning(request, _("Choose a password of your own first."))
                return redirect("account_change_password")
            if _is_operators(request) and user.is_staff and not is_mfa_enabled(user):
                messages.warning(request, _("Operators need a second factor: add one first."))
                return redirect("mfa_index")
        return self.get_response(request)


def _is_operators(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))


def _way_out() -> set[str]:
    return {reverse("account_change_password"), reverse("account_logout")}
