"""Mail: how it looks, when it is sent, and what becomes of it when something is down."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator

import pytest
from celery import Celery, current_app
from django.core import mail
from django.core.exceptions import ValidationError
from django.template import Context, Engine
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import User
from accounts.services.mail import MailRefused, deliver, render_message, send_mail, site_url
from accounts.tasks import send_mail as send_task
from tests.accounts.mail_server import mail_server

Committed = DjangoCaptureOnCommitCallbacks
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def use_server(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


@pytest.fixture
def _no_broker() -> Iterator[None]:
    """The queue is a Redis that is not there."""
    before = current_app._get_current_object()
    Celery("nowhere", broker="redis://127.0.0.1:1/0").set_current()
    yield
    before.set_current()


def test_send_mail_has_text_and_html(
    db: None, settings: Settings, django_capture_on_commit_callbacks: Committed
) -> None:
    settings.BASE_URL = "https://money.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        send_mail(template="check", to="carol@example.org", context={})
        before = len(mail.outbox)

    sent = mail.outbox[0]
    assert (before, sent.to, sent.subject) == (
        0,
        ["carol@example.org"],
        "Mail from Finehance arrives",
    )
    assert str(sent.body).startswith("Mail from Finehance arrives.\n\nAn operator of https://money")
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert '<a href="https://money.example.org"' in str(html)
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}


def test_send_mail_waits_for_the_commit(db: None) -> None:
    send_mail(template="check", to="carol@example.org", context={})

    assert mail.outbox == []


def test_each_address_gets_a_message_of_its_own(
    db: None, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send_mail(template="check", to=["a@example.org", "b@example.org"], context={})

    assert [sent.to for sent in mail.outbox] == [["a@example.org"], ["b@example.org"]]


@pytest.mark.parametrize(
    "address",
    [
        "carol@example.org\nBcc: eve@example.org",
        "carol@example.org\r\nSubject: x",
        "carol@example.org, eve@example.org",
        "carol@example.org ",
        "Carol <carol@example.org>",
        "",
    ],
)
def test_send_mail_refuses_what_is_no_address(db: None, address: str) -> None:
    with pytest.raises(ValidationError):
        send_mail(template="check", to=address, context={})


def test_subject_is_one_line_whatever_it_is_made_of(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine.get_default()
    loaded = engine.get_template("mail/check.txt")
    hostile = engine.from_string("Invited to {{ name }}")
    found = {"mail/check.subject.txt": hostile, "mail/check.txt": loaded}
    monkeypatch.setattr(
        Engine, "get_template", lambda self, name: found.get(name, engine.from_string("{{ name }}"))
    )

    message = render_message("check", "a@example.org", {"name": "<b>&\r\nBcc: eve@example.org"})

    assert message["subject"] == "Invited to <b>& Bcc: eve@example.org"
    assert message["html"] == "&lt;b&gt;&amp;\r\nBcc: eve@example.org"
    assert engine.from_string("{{ name }}").render(Context({"name": "<"})) == "&lt;"


def test_site_url_is_of_the_settings_never_of_the_request(
    settings: Settings, client: Client, alice: User
) -> None:
    settings.BASE_URL = "https://money.example.org"

    assert site_url("accounts:job-detail", 7) == "https://money.example.org/jobs/7/"


@pytest.mark.usefixtures("_no_broker")
def test_mail_is_sent_at_once_when_the_queue_is_down(
    db: None, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send_mail(template="check", to="carol@example.org", context={})

    assert [sent.to for sent in mail.outbox] == [["carol@example.org"]]


@pytest.mark.usefixtures("_no_broker")
def test_nothing_fails_when_queue_and_mail_server_are_down(
    db: None,
    settings: Settings,
    django_capture_on_commit_callbacks: Committed,
    caplog: pytest.LogCaptureFixture,
) -> None:
    use_server(settings, 1)

    with django_capture_on_commit_callbacks(execute=True):
        send_mail(template="check", to="carol@example.org", context={})

    told = [
        record.getMessage() for record in caplog.records if record.name == "accounts.services.mail"
    ]
    assert told == [
        "the queue cannot be reached: a mail is sent at once",
        "a mail was lost: neither queue nor mail server could be reached",
    ]


def test_mail_goes_through_a_server(settings: Settings) -> None:
    with mail_server() as post:
        use_server(settings, post.port)
        deliver(render_message("check", "carol@example.org", {}))

    assert len(post.taken) == 1
    assert "To: carol@example.org\r\n" in post.taken[0]
    assert "Content-Type: multipart/alternative" in post.taken[0]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"RCPT": "550 nobody here"}, MailRefused),
        ({"RCPT": "450 later"}, smtplib.SMTPRecipientsRefused),
        ({"MAIL": "553 not you"}, MailRefused),
        ({"MAIL": "451 later"}, smtplib.SMTPSenderRefused),
        ({"DATA": "554 spam"}, MailRefused),
        ({"DATA": "452 full"}, smtplib.SMTPDataError),
    ],
)
def test_only_what_may_change_is_tried_again(
    settings: Settings, answers: dict[str, str], expected: type[Exception]
) -> None:
    message = render_message("check", "carol@example.org", {})
    with mail_server(**answers) as post:
        use_server(settings, post.port)

        with pytest.raises(expected):
            deliver(message)


def test_task_tries_again_until_the_server_is_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a queue a retry is an exception, unless those are kept in.
    monkeypatch.setitem(current_app.conf, "task_eager_propagates", 0)
    with mail_server() as post:
        use_server(settings, post.port)
        message = render_message("check", "carol@example.org", {})
        post.failures = 2
        send_task.apply(args=(message,))

    assert (post.failures, len(post.taken)) == (0, 1)


def test_task_gives_up_what_is_refused_for_good(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server(RCPT="550 nobody here") as post, caplog.at_level(logging.ERROR):
        use_server(settings, post.port)
        done = send_task.apply(args=(render_message("check", "carol@example.org", {}),))

    assert (done.state, post.taken) == ("SUCCESS", [])
    assert [r.getMessage() for r in caplog.records] == [
        "a mail was given up: no such recipient: [550]"
    ]
