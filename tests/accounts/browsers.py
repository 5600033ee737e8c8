"""Browsers whose person has just proved who they are."""

from __future__ import annotations

import time

from django.test import Client


def freshen(browser: Client) -> Client:
    """Let the browser have given its password just now."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return browser
