"""What the ledger does when the apps below announce something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from accounts.actors import Actor, Origin
from accounts.models import Household, Job, Membership
from accounts.scope import everything_shown, household_scope
from accounts.signals import household_created, job_stopped, member_joined, member_leaving
from ledger.models import AccountRight
from ledger.services.archive_uploads import RESTORE_JOB, forget_archive
from ledger.services.arrivals import match_arrivals
from ledger.services.chart import seed_chart
from ledger.services.feeds import forget_feeds
from ledger.services.import_runs import settle_stopped
from ledger.services.rights import give_invited_rights
from ledger.services.uploads import IMPORT_JOB
from ledger.signals import postings_changed


@receiver(household_created)
def furnish_household(actor: Actor, **kwargs: Any) -> None:
    """Seed the chart of accounts of a new household."""
    seed_chart(by=actor)


@receiver(member_joined)
def give_rights(membership: Membership, rights: Mapping[str, str], **kwargs: Any) -> None:
    """Give who joins the rights that their invitation named, before they see anything."""
    give_invited_rights(membership=membership, rights=rights)


@receiver(member_leaving)
def forget_rights(membership: Membership, **kwargs: Any) -> None:
    """Forget a leaving member's rights on accounts, those kept from themselves among them.

    Their calendar links go with them.
    """
    with everything_shown():
        AccountRight.objects.filter(membership=membership).delete()
        forget_feeds(membership=membership)


@receiver(job_stopped)
def note_stopped_import(job: Job, error: str, **kwargs: Any) -> None:
    """Say on an import's batch that its job ended without posting anything, or forget its file."""
    if job.kind == IMPORT_JOB:
        settle_stopped(batch_id=job.payload["batch"], error=error)
    elif job.kind == RESTORE_JOB:
        forget_archive(job.payload["stored"])


@receiver(postings_changed)
def match_schedules(household_id: int, **kwargs: Any) -> None:
    """Match what was entered or imported to what is due."""
    with household_scope(household_id):
        household = Household.objects.filter(pk=household_id).first()
        if household is not None:
            today = household.today()
            match_arrivals(by=Actor.system(household, Origin.SCHEDULE), today=today)
