"""Write a household's full archive, which `import_archive` restores."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.full_archive.errors import ArchiveError
from accounts.management.household_command import HouseholdCommand, Refused
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.full_archives import write_full_archive


class Command(HouseholdCommand):
    help = "Write everything of a household to a ZIP file that restores into an empty one."
    refusals = (ArchiveError,)

    def add_more_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", required=True, metavar="F.zip", help="file to write")

    def work(self, by: Actor, options: dict[str, Any]) -> dict[str, Any]:
        record_event(AuditKind.EXPORTED, by=by, subject="full archive")
        path = Path(options["output"])
        part = path.with_name(f"{path.name}.part")
        try:
            opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with (
                os.fdopen(opened, "w+b") as out,
                # What members keep to themselves is in it: the operator holds all of it anyway.
                system_scope(f"writing the full archive of household {by.household.pk}"),
            ):
                counts = write_full_archive(out, by=by)
            part.replace(path)
        except OSError as error:
            raise Refused(f"{path}: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
        return {"file": str(path), "bytes": path.stat().st_size, "counts": counts}

    def lines(self, outcome: dict[str, Any]) -> list[str]:
        counts = [f"{label}: {count}" for label, count in outcome["counts"].items()]
        return [*counts, f"{outcome['file']}: {outcome['bytes']} bytes"]
