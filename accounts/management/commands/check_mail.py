"""Send a test mail at once, and say in plain words what is wrong when it cannot be."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.core.validators import validate_email

from accounts.management.household_command import Refused
from accounts.services.mail import MailRefused, deliver, render_message

# The first class that fits is the reason; smtplib's own errors are OSErrors too.
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "the server does not take EMAIL_HOST_USER and its password"),
    (smtplib.SMTPNotSupportedError, "the server does not offer STARTTLS, or signing in"),
    (smtplib.SMTPSenderRefused, "the server does not take mail from DEFAULT_FROM_EMAIL"),
    (
        smtplib.SMTPServerDisconnected,
        "the server hung up: is EMAIL_USE_SSL meant?",
    ),
    (smtplib.SMTPException, "the server refuses"),
    (MailRefused, "the server refuses this message"),
    (ssl.SSLCertVerificationError, "the server's certificate is not to be trusted"),
    (ssl.SSLError, "no TLS at this port: EMAIL_USE_TLS is for 587, EMAIL_USE_SSL for 465"),
    (socket.gaierror, "there is no host of that name"),
    (ConnectionRefusedError, "nothing listens there"),
    (TimeoutError, "no answer in time: a firewall, or another port?"),
    (OSError, "the server cannot be reached"),
)


class Command(BaseCommand):
    help = "Send a test mail and say what is wrong when it cannot be sent (exit 1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", required=True, help="the address that should receive it")

    def handle(self, *_args: Any, **options: Any) -> None:
        address = options["to"]
        try:
            validate_email(address)
            deliver(render_message("check", address, {}))
        except ValidationError as error:
            raise Refused(f"{address!r} is not an e-mail address") from error
        except (OSError, MailRefused) as error:
            raise Refused(f"{_server()}: {_reason(error)} ({error})") from error
        backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
        self.stdout.write(f"Sent to {address} through {_server()} ({backend}).")


def _server() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _reason(error: Exception) -> str:
    return next(text for kind, text in REASONS if isinstance(error, kind))
