"""What this app does when others announce something."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_added,
    email_confirmed,
    password_reset,
    user_logged_in,
    user_signed_up,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth import signals as django_signals
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.scope import person_scope
from accounts.services.consents import agree_to_required
from accounts.services.email_changes import ask_old_address
from accounts.services.households import give_first_household
from accounts.services.invitations import SESSION_KEY, is_invited
from accounts.services.second_factors import take_code
from accounts.services.sign_in_notices import send_new_device
from accounts.session_middleware import DEVICE_OF
from accounts.sign_in.adapters import FIRST_SIGN_IN
from accounts.sign_in.devices import address_of, describe_agent, device_of
from accounts.sign_in.lifetimes import start_lifetime


@receiver(user_signed_up)
def furnish_at_sign_up(user: User, request: HttpRequest, **kwargs: Any) -> None:
    """Give who signs up a household of their own, unless an invitation brought them.

    Its link came to the very address that they sign up with, which is proof enough of it. Where an
    address must be confirmed first, the household waits for that, so that signing up takes as long
    for an address that has a sign-in.
    """
    must_confirm = allauth_settings.EMAIL_VERIFICATION == EmailVerificationMethod.MANDATORY
    if is_invited(user, request.session.get(SESSION_KEY)):
        EmailAddress.objects.get_for_user(user, user.email).set_verified()
    elif not must_confirm or EmailAddress.objects.filter(user=user, verified=True).exists():
        give_first_household(user)
    # The page of signing up says so beside its button.
    with person_scope(user.pk):
        agree_to_required(user=user)


@receiver(email_confirmed)
def furnish_at_confirmation(email_address: EmailAddress, **kwargs: Any) -> None:
    give_first_household(email_address.user)


@receiver(django_signals.user_logged_in)
def start_session(request: HttpRequest, **kwargs: Any) -> None:
    start_lifetime(request.session, int(time.time()))


@receiver(user_logged_in)
def notice_device(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Remember the browser, and tell its owner when it is new to a sign-in that has been used."""
    is_first = getattr(request, FIRST_SIGN_IN, True)
    if not is_first and not device_of(request).knows(user.email):
        agent = describe_agent(request.headers.get("User-Agent", ""))
        send_new_device(user=user, agent=agent, address=address_of(request))
    setattr(request, DEVICE_OF, user.email)


@receiver(password_reset)
def trust_browser_of_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Let the owner in by the new password, however many wrong ones others are trying."""
    setattr(request, DEVICE_OF, user.email)


@receiver(email_added)
def ask_before_change(user: User, email_address: EmailAddress, **kwargs: Any) -> None:
    ask_old_address(user=user, email_address=email_address)


@receiver(authenticator_added)
def take_first_code(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Take the code by which an authenticator app was added, so that it signs nobody in."""
    if authenticator.type == Authenticator.Type.TOTP:
        take_code(authenticator, request.POST.get("code", ""))
