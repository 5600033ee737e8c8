"""How a person proves to the API who they are: a password, and a second factor if they have one.

Passwords and codes are checked by allauth, as on the pages: what is counted and locked there is
here too. Failures are returned and not raised, so that what was counted of them is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import has_verified_email
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import update_last_login
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User
from accounts.services.sign_ups import send_confirmation
from accounts.sign_in.codes import CodeAgainForm, CodeForm

CHALLENGE_SALT = "accounts.second-factor"
CHALLENGE_SECONDS = 300
TOO_MANY = "too_many_login_attempts"


class Lack(StrEnum):
    """What a sign-in lacks."""

    PROOF = "proof"
    """The password, the code or the challenge is wrong, or the person may not sign in at all."""
    PATIENCE = "patience"
    SECOND_FACTOR = "second factor"
    CONFIRMED_ADDRESS = "confirmed address"


@dataclass(frozen=True, slots=True)
class Entrance:
    """How an attempt to sign in went: who came in, or nobody and what is lacking."""

    user: User | None = None
    lack: Lack = Lack.PROOF
    challenge: str = ""
    """With a lacking second factor: what to send the code with, for five minutes."""


def enter_by_password(*, request: HttpRequest, email: str, password: str, code: str) -> Entrance:
    """Check a password and, for whoever has a second factor, a code of it.

    Takes as long for an address that nobody has. An address that must be confirmed first is sent
    the link again.
    """
    try:
        user = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError:
        return Entrance(lack=Lack.PATIENCE)
    if not isinstance(user, User) or not user.is_active:
        return Entrance(lack=Lack.PROOF)
    if must_confirm_address(user):
        send_confirmation(request, user)
        return Entrance(lack=Lack.CONFIRMED_ADDRESS)
    if is_mfa_enabled(user):
        if not code:
            return Entrance(lack=Lack.SECOND_FACTOR, challenge=_challenge(user))
        return _enter_by_code(request, user, code)
    return _enter(user)


def enter_by_challenge(*, request: HttpRequest, challenge: str, code: str) -> Entrance:
    """Finish a sign-in whose password was right: check the code of the second factor."""
    try:
        claims = signing.loads(challenge, salt=CHALLENGE_SALT, max_age=CHALLENGE_SECONDS)
    except signing.BadSignature:
        return Entrance(lack=Lack.PROOF)
    user = User.objects.filter(pk=claims["user"], is_active=True).first()
    if user is None or user.token_version != claims["version"]:
        return Entrance(lack=Lack.PROOF)
    return _enter_by_code(request, user, code)


def prove_code(*, request: HttpRequest, user: User, code: str) -> Entrance:
    """Check a code of somebody who is signed in; wrong ones count as at signing in."""
    return _check_code(request, user, code, is_again=True)


def must_confirm_address(user: User) -> bool:
    """Say whether the person has to confirm their address before they may sign in."""
    method = app_settings.EMAIL_VERIFICATION
    is_mandatory = method == app_settings.EmailVerificationMethod.MANDATORY
    return is_mandatory and not has_verified_email(user)


def _challenge(user: User) -> str:
    claims = {"user": user.pk, "version": user.token_version}
    return signing.dumps(claims, salt=CHALLENGE_SALT)


def _enter_by_code(request: HttpRequest, user: User, code: str) -> Entrance:
    entrance = _check_code(request, user, code, is_again=False)
    return entrance if entrance.user is None else _enter(user)


def _check_code(request: HttpRequest, user: User, code: str, *, is_again: bool) -> Entrance:
    kind = CodeAgainForm if is_again else CodeForm
    form = kind({"code": code}, user=user)
    if not form.is_valid():
        return Entrance(lack=Lack.PATIENCE if form.has_error("code", TOO_MANY) else Lack.PROOF)
    form.authenticator.record_usage()
    signals.authenticator_used.send(
        sender=Authenticator,
        request=request,
        user=user,
        authenticator=form.authenticator,
        reauthenticated=is_again,
        passwordless=False,
    )
    return Entrance(user=user)


def _enter(user: User) -> Entrance:
    update_last_login(User, user)
    return Entrance(user=user)
