"""Signing up by the API: the answer is the same whether or not somebody has the address already."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import (
    consume_email_verification_rate_limit,
    get_address_for_user,
)
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.account.signals import user_signed_up
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.models import User


@transaction.atomic
def sign_up(*, request: HttpRequest, email: str, password: str, display_name: str = "") -> None:
    """Make a person and send them the link that confirms their address.

    Whoever has the address already gets a mail that says so instead, and the caller learns nothing
    of it, by the time it takes neither. Raises ValidationError for a weak password or what is no
    address, PermissionDenied where nobody may sign up.
    """
    adapter = get_adapter(request)
    if not adapter.is_open_for_signup(request):
        raise PermissionDenied("signing up is closed")
    email = adapter.clean_email(email.lower())
    check_password_of(User(email=email, display_name=display_name), password, field="password")
    user = None if filter_users_by_email(email) else _make(email, password, display_name)
    if user is None:
        make_password(password)
        if consume_email_verification_rate_limit(request, email):
            adapter.send_account_already_exists_mail(email)
        return
    # allauth's own way would begin a session, whose cookie told that the address is new.
    EmailAddress.objects.create(user=user, email=email, primary=True)
    user_signed_up.send(sender=User, request=request, user=user)
    send_confirmation(request, user, is_new=True)


def _make(email: str, password: str, display_name: str) -> User | None:
    """Return a new person; None when somebody took the address at the same moment."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, display_name=display_name)
    except IntegrityError:
        return None


def send_confirmation(request: HttpRequest, user: User, *, is_new: bool = False) -> None:
    """Send the link that confirms a person's address, unless that was just done."""
    address = get_address_for_user(user)
    is_due = address is not None and not address.verified
    if is_due and consume_email_verification_rate_limit(request, address.email):
        address.send_confirmation(request, signup=is_new)


def check_password_of(user: User, password: str, *, field: str) -> None:
    """Raise ValidationError, naming `field`, unless the person may have the password."""
    try:
        get_adapter().clean_password(password, user=user)
    except ValidationError as error:
        raise ValidationError({field: error.error_list}) from error
