"""Let somebody in again who lost every second factor, from the machine itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.management.household_command import Refused
from accounts.models import User
from accounts.services.recovery import WAITS, begin_recovery, finish_due_recoveries


class Command(BaseCommand):
    help = (
        "Take away the second factors of somebody who lost them all, three days after they were"
        " told by mail; the way for operators, too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="whose sign-in")
        parser.add_argument("--reason", required=True, help="how you know who asks; they read it")
        parser.add_argument("--now", action="store_true", help="do not wait the three days")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        member = User.objects.filter(email__iexact=options["email"]).first()
        if member is None:
            raise Refused(f"nobody signs in as {options['email']}")
        now = timezone.now()
        waits = timedelta(0) if options["now"] else WAITS
        try:
            recovery = begin_recovery(
                member=member, reason=options["reason"], now=now, operator=None, waits=waits
            )
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        due = recovery.due_at.isoformat(timespec="seconds")
        is_done = bool(options["now"] and finish_due_recoveries(now))
        if options["json"]:
            answer = {"email": member.email, "due_at": due, "is_done": is_done}
            self.stdout.write(json.dumps(answer))
        elif is_done:
            self.stdout.write(f"{member.email} signs in without a second factor now.")
        else:
            self.stdout.write(f"{member.email} is told; the second factors go at {due}.")
