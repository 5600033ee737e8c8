"""Ends sessions in time, keeps their last use, and lets browsers be known again."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.sign_in.devices import address_of, remember_device
from accounts.sign_in.lifetimes import has_ended, note_use

DEVICE_OF = "device_of"
"""The attribute by which a request asks that its browser be remembered for a sign-in name."""


class SessionMiddleware:
    """Signs out sessions that are over; stands after authentication and before any view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session:
            _check(request, int(time.time()))
        response = self.get_response(request)
        if login := getattr(request, DEVICE_OF, ""):
            remember_device(request, response, login)
        return response


def _check(request: HttpRequest, now: int) -> None:
    if has_ended(request.session, now):
        logout(request)
        messages.info(request, _("You were signed out because the session was over."))
    elif note_use(request.session, now):
        address = address_of(request)
        seen = {"last_seen_at": timezone.now()} | ({"ip": address} if address else {})
        UserSession.objects.filter(session_key=request.session.session_key).update(**seen)
