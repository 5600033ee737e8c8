"""Browsers of tests that sign in as people do, and the links in the mails that people get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.models import EmailAddress
from celery import current_app
from django.core import mail
from django.test import Client, TestCase

from accounts.models import User
from tests.factories.accounts import PASSWORD

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/120.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def sign_in(browser: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    """Sign in by the page; the answer says whether it worked."""
    return browser.post("/accounts/login/", {"login": email, "password": password}, **extra)


def is_signed_in(browser: Client) -> bool:
    return browser.get("/settings/").status_code == 200


def confirm_address(user: User) -> EmailAddress:
    """Give a person the confirmed address that they sign in with."""
    address: EmailAddress = EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    return address


@contextmanager
def commits() -> Iterator[None]:
    """Do what the code inside put off until its commit, which an ordinary test never reaches."""
    # The worker finds its tasks when it starts; here they are called by name as well.
    current_app.loader.import_default_modules()
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def link_of(message: Any) -> str:
    """Return the path of the one link of the product in a mail."""
    found = re.search(r"http://localhost:8000(/\S+)", str(message.body))
    assert found is not None, message.body
    return found[1]


def subjects() -> list[tuple[str, str]]:
    """Return who got which mails."""
    return [(message.to[0], str(message.subject)) for message in mail.outbox]
