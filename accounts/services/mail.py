"""Mail to people: rendered from templates, sent after the commit, by the worker.

A message is rendered at once, so that a worker needs no rows and no scope. Links come from
`BASE_URL`, never from the Host header of the request in hand.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from functools import partial
from typing import TypedDict
from urllib.parse import urljoin

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context, Engine
from django.urls import reverse
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

SEND_TASK = "accounts.tasks.send_mail"
PERMANENT = 500
"""Answers of a mail server from here on will not change by asking again."""


class Message(TypedDict):
    """One mail as the queue carries it."""

    to: list[str]
    subject: str
    text: str
    html: str


class MailRefused(Exception):
    """The mail server refuses this message for good."""


def send_mail(*, template: str, to: str | Sequence[str], context: dict[str, object]) -> None:
    """Send `templates/mail/<template>.{subject.txt,txt,html}` once the transaction commits.

    Each address gets a message of its own, so that none learns of the others. The worker sends
    and tries again for hours; when the queue cannot be reached the mail is sent at once. Raises
    ValidationError for what is no address, whatever line breaks or headers it holds.
    """
    for address in [to] if isinstance(to, str) else to:
        validate_email(address)
        message = render_message(template, address, context)
        transaction.on_commit(partial(_hand_over, message))


def site_url(url_name: str, *args: object) -> str:
    """Return the full address of a page, as people reach it from outside."""
    return urljoin(settings.BASE_URL, reverse(url_name, args=args))


def render_message(template: str, address: str, context: dict[str, object]) -> Message:
    """Render one message; whatever is in the context, the subject is one line."""
    values = {"base_url": settings.BASE_URL, **context}
    subject = _render(f"mail/{template}.subject.txt", values, is_html=False)
    return Message(
        to=[address],
        subject=" ".join(subject.split()),
        text=_render(f"mail/{template}.txt", values, is_html=False).strip() + "\n",
        html=_render(f"mail/{template}.html", values, is_html=True),
    )


def _render(name: str, values: dict[str, object], *, is_html: bool) -> str:
    found = Engine.get_default().get_template(name)
    return str(found.render(Context(values, autoescape=is_html)))


def _hand_over(message: Message) -> None:
    try:
        current_app.signature(SEND_TASK, args=(message,)).apply_async(retry=False)
    except (OperationalError, OSError):
        logger.warning("the queue cannot be reached: a mail is sent at once")
        _deliver_at_once(message)


def _deliver_at_once(message: Message) -> None:
    """Send without a queue behind it. What was committed stands, whatever becomes of the mail."""
    try:
        deliver(message)
    except (OSError, MailRefused):
        logger.exception("a mail was lost: neither queue nor mail server could be reached")


def deliver(message: Message) -> None:
    """Hand a message to the mail server.

    Raises OSError, which every error of smtplib is, when trying again may help, else MailRefused.
    """
    connection = get_connection()
    mail = EmailMultiAlternatives(
        message["subject"], message["text"], to=message["to"], connection=connection
    )
    mail.attach_alternative(message["html"], "text/html")
    # Tells other programs not to answer: no out-of-office notes to a mail that nobody reads.
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [answer[0] for answer in error.recipients.values()]
        if all(code >= PERMANENT for code in codes):
            raise MailRefused(f"no such recipient: {codes}") from error
        raise
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if error.smtp_code >= PERMANENT:
            raise MailRefused(f"refused with {error.smtp_code}") from error
        raise
    finally:
        # Django leaves the socket open where the greeting, TLS or the sign-in failed.
        connection.close()
