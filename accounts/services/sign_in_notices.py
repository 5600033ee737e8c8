"""Notices to people about their own sign-in that allauth does not send."""

from __future__ import annotations

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.services.mail import send_mail, site_url

logger = logging.getLogger(__name__)

TELL_TASK = "accounts.tasks.tell_of_closed_sign_in"


def tell_of_closed_sign_in(login: str) -> None:
    """Have the worker tell the owner of a sign-in name, if there is one, that it was closed.

    The worker looks the owner up, so that the answer takes as long for a name that nobody has.
    """
    transaction.on_commit(partial(_hand_over, login))


def _hand_over(login: str) -> None:
    try:
        current_app.signature(TELL_TASK, args=(login,)).apply_async(retry=False)
    except (OperationalError, OSError):
        logger.warning("the queue cannot be reached: a notice of a closed sign-in is lost")


def send_closed_sign_in(login: str) -> None:
    """Send the owner of a sign-in name the notice that others are being kept waiting."""
    if user := User.objects.filter(email__iexact=login.strip(), is_active=True).first():
        send_mail(
            template="sign_in_closed",
            to=user.email,
            context={"reset_url": site_url("account_reset_password")},
        )


def send_new_device(*, user: User, agent: str, address: str) -> None:
    """Tell a person that a browser was used with their sign-in for the first time."""
    send_mail(
        template="new_device",
        to=user.email,
        context={
            "agent": agent,
            "address": address,
            "at": timezone.now(),
            "sessions_url": site_url("accounts:session-list"),
        },
    )
