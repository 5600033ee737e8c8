"""The frame of commands that work in one household: its scope, JSON output and exit codes.

Exit 0 is done, 1 a refusal or a difference found (the reason is printed), 2 wrong usage.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import household_scope, system_scope


class Refused(CommandError):
    """The command did nothing; the text says why. Exit code 1."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, returncode=1)


def find_household(text: str) -> Household:
    """Return the household of that id or name; raises Refused when it is not exactly one."""
    with system_scope("a command looks a household up"):
        named = list(Household.objects.filter(name=text)[:2])
        if not named and text.isdecimal():
            named = list(Household.objects.filter(pk=int(text)))
        known = ", ".join(Household.objects.order_by("pk").values_list("name", flat=True)[:10])
    if len(named) > 1:
        raise Refused(f"several households are named {text!r}: give the id")
    if not named:
        raise Refused(f"there is no household {text!r}; there are: {known or 'none yet'}")
    return named[0]


class HouseholdCommand(BaseCommand):
    """Runs `work` inside the scope of `--household`; what it returns is printed, as JSON or text.

    Exceptions in `refusals` become a refusal with their text, as do validation and permission
    errors.
    """

    refusals: tuple[type[Exception], ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--household", required=True, help="name or id")
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        self.add_more_arguments(parser)

    def add_more_arguments(self, parser: CommandParser) -> None:
        """Add the command's own arguments."""

    def handle(self, *_args: Any, **options: Any) -> None:
        household = find_household(options["household"])
        try:
            with household_scope(household.pk):
                outcome = self.work(Actor.system(household), options)
        except ValidationError as error:
            raise Refused("; ".join(error.messages)) from error
        except Exception as error:
            if isinstance(error, (*self.refusals, PermissionDenied)):
                raise Refused(str(error)) from error
            raise
        if outcome is not None:
            self.show(outcome, as_json=options["json"])

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any] | None:
        """Do the command's work and return what to print; None when it printed by itself."""
        raise NotImplementedError

    def show(self, outcome: dict[str, Any], *, as_json: bool) -> None:
        """Print the outcome: JSON alone on standard output, or lines for people."""
        if as_json:
            self.stdout.write(json.dumps(outcome, cls=DjangoJSONEncoder, ensure_ascii=False))
            return
        for line in self.lines(outcome):
            self.stdout.write(line)

    def lines(self, outcome: dict[str, Any]) -> list[str]:
        """Return the outcome as lines for people."""
        return [f"{key}: {value}" for key, value in outcome.items()]
