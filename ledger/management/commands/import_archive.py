"""Restore a full archive into an empty household, or into a new one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.actors import Actor
from accounts.full_archive.errors import ArchiveError
from accounts.management.household_command import Refused, find_household
from accounts.models import Household
from accounts.scope import household_scope, system_scope
from accounts.services.restored_households import found_household
from accounts.services.restoring import Restored, restore_archive
from ledger.services.errors import LedgerError
from ledger.services.search_index import index_household


class Command(BaseCommand):
    help = (
        "Restore a full archive: all of it, or nothing. A household of that name is made where "
        "there is none, with the people of the archive as its members."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="F.zip")
        parser.add_argument("--household", required=True, help="name or id of an empty one, or new")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with Path(options["file"]).open("rb") as file:
                household, restored = _restore(file, options["household"])
        except OSError as error:
            raise Refused(f"{options['file']}: {error.strerror}") from error
        except ValidationError as error:
            raise Refused("; ".join(error.messages)) from error
        except (ArchiveError, LedgerError, PermissionDenied) as error:
            raise Refused(str(error)) from error
        index_household(household.pk)
        outcome = {"household": household.name, "id": household.pk, **asdict(restored)}
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False))
            return
        for label, count in restored.counts.items():
            self.stdout.write(f"{label}: {count}")
        for label, count in restored.left_out.items():
            self.stdout.write(f"{label}: {count} left out, of people who are no members")
        self.stdout.write(f"files: {restored.files}")


def _restore(file: BinaryIO, name: str) -> tuple[Household, Restored]:
    with transaction.atomic():
        household = find_household(name) if _is_there(name) else found_household(file, name)
        with household_scope(household.pk):
            return household, restore_archive(by=Actor.system(household), file=file)


def _is_there(name: str) -> bool:
    with system_scope("import_archive looks whether the household is there"):
        if Household.objects.filter(name=name).exists():
            return True
        return name.isdecimal() and Household.objects.filter(pk=int(name)).exists()
