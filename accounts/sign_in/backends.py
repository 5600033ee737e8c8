"""The one place where a password is checked: pages, the API and re-authentication all come here."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.enums import AuditKind
from accounts.models import User
from accounts.services.audit import mask_address, record_event
from accounts.services.lockouts import Attempt, begin_attempt, record_failure, record_success
from accounts.services.sign_in_notices import tell_of_closed_sign_in
from accounts.sign_in.devices import address_of, device_of

REFUSED = "sign_in_refused"


class GuardedBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Checks a password behind the lock-out, with the same work whether or not the name exists.

    A refused attempt raises PermissionDenied, which ends the authentication, and marks the request.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("email") or credentials.get("username") or ""
        password = credentials.get("password") or ""
        if not login or not password:
            return None
        attempt = _attempt(request, login)
        if attempt.is_refused:
            if request is not None:
                setattr(request, REFUSED, True)
            raise PermissionDenied("too many failed attempts")
        user = self._find(login, password)
        if user is not None:
            record_success(attempt)
        elif record_failure(attempt):
            record_event(AuditKind.LOCKED_OUT, request=request, subject=mask_address(login))
            tell_of_closed_sign_in(login)
        return user

    def _find(self, login: str, password: str) -> User | None:
        """Return the person of this name and password: one query and one hash in every case."""
        user = User.objects.filter(email=login.strip().lower()).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def _attempt(request: HttpRequest | None, login: str) -> Attempt:
    if request is None:
        return begin_attempt(login=login, address="")
    device = device_of(request)
    return begin_attempt(
        login=login,
        address=address_of(request),
        device=device.number if device.knows(login) else "",
    )
