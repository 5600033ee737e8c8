"""The command that tries whether mail can be sent."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from pytest_django import Settings

from accounts.management.household_command import Refused
from tests.accounts.mail_server import mail_server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def test_check_mail_sends(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_mail", to="carol@example.org")

    assert mail.outbox[0].to == ["carol@example.org"]
    assert capsys.readouterr().out.startswith("Sent to carol@example.org through ")


def test_check_mail_wants_an_address() -> None:
    with pytest.raises(Refused, match="'carol' is not an e-mail address"):
        call_command("check_mail", to="carol")


@pytest.mark.parametrize(
    ("options", "answers", "reason"),
    [
        (
            {"EMAIL_HOST_USER": "u", "EMAIL_HOST_PASSWORD": "p"},
            {"EHLO": "250-test\r\n250 AUTH PLAIN", "AUTH": "535 no"},
            "the server does not take EMAIL_HOST_USER and its password",
        ),
        ({"EMAIL_USE_TLS": True}, {}, "the server does not offer STARTTLS"),
        (
            {"EMAIL_USE_TLS": True},
            {"EHLO": "250-test\r\n250 STARTTLS", "STARTTLS": "220 go on"},
            "no TLS at this port",
        ),
        ({"EMAIL_USE_SSL": True}, {}, "no TLS at this port"),
        ({}, {"RCPT": "550 no"}, "the server refuses this message"),
        ({}, {"RCPT": "450 no"}, "the server refuses"),
    ],
)
def test_check_mail_says_what_is_wrong(
    settings: Settings, options: dict[str, object], answers: dict[str, str], reason: str
) -> None:
    with mail_server(**answers) as post:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        for name, value in options.items():
            setattr(settings, name, value)

        with pytest.raises(Refused, match=reason):
            call_command("check_mail", to="carol@example.org")


def test_check_mail_says_that_nothing_listens(settings: Settings) -> None:
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(Refused, match=r"127\.0\.0\.1:1: nothing listens there"):
        call_command("check_mail", to="carol@example.org")
