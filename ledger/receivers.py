"""What the ledger does when the apps below announce something."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.actors import Actor
from accounts.models import Job
from accounts.signals import household_created, job_stopped
from ledger.services.chart import seed_chart
from ledger.services.import_runs import settle_stopped
from ledger.services.uploads import IMPORT_JOB


@receiver(household_created)
def furnish_household(actor: Actor, **kwargs: Any) -> None:
    """Seed the chart of accounts of a new household."""
    seed_chart(by=actor)


@receiver(job_stopped)
def note_stopped_import(job: Job, error: str, **kwargs: Any) -> None:
    """Say on an import's batch that its job ended without posting anything."""
    if job.kind == IMPORT_JOB:
        settle_stopped(batch_id=job.payload["batch"], error=error)
