"""Make the first operator: there is none by default, and no default password."""

from __future__ import annotations

import json
import os
import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.household_command import Refused
from accounts.services.operators import OperatorExists, make_operator

EMAIL = "BOOTSTRAP_ADMIN_EMAIL"
PASSWORD = "BOOTSTRAP_ADMIN_PASSWORD"  # noqa: S105 -- the name of a variable


class Command(BaseCommand):
    help = (
        f"Make an operator, asking for address and password, or reading {EMAIL} and {PASSWORD}"
        " once: take them out of the environment afterwards. Another password must be chosen at"
        " the first sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="even if there is an operator")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        email, password = _credentials()
        try:
            user = make_operator(email=email, password=password, is_extra=options["force"])
        except OperatorExists as error:
            raise Refused(f"{error}; another one: --force") from error
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        if options["json"]:
            self.stdout.write(json.dumps({"operator": user.email, "must_change_password": True}))
            return
        self.stdout.write(
            f"{user.email} is an operator and must change the password at /operator/."
        )


def _credentials() -> tuple[str, str]:
    email, password = os.environ.pop(EMAIL, ""), os.environ.pop(PASSWORD, "")
    if email and password:
        return email, password
    if email or password or not sys.stdin.isatty():
        raise CommandError(
            f"set both {EMAIL} and {PASSWORD}, or run it in a terminal", returncode=2
        )
    return _asked()


def _asked() -> tuple[str, str]:
    email = input("E-mail address: ")
    password = getpass("Password: ")
    if getpass("Password again: ") != password:
        raise Refused("the passwords differ")
    return email, password
