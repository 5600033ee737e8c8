"""The ledger's background work: thin edges over its services, each safe to be repeated."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date
from typing import Any

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.full_archive.errors import ArchiveError
from accounts.models import Household
from accounts.progress import Progress
from accounts.scope import household_scope, system_scope
from accounts.services.jobs import JobKind, register_job
from ledger.enums import ScheduleState
from ledger.imports.statement import StatementError
from ledger.models import ImportBatch, Schedule
from ledger.reports.quality import data_quality
from ledger.reports.verify import verify_ledger
from ledger.services.archive_uploads import RESTORE_JOB, restore_upload
from ledger.services.arrivals import run_household
from ledger.services.attachments import purge_attachments, scan_waiting
from ledger.services.base_currency import BASE_JOB, change_base_currency
from ledger.services.errors import LedgerError
from ledger.services.import_runs import import_batch
from ledger.services.purging import purge_trash
from ledger.services.rerating import RERATE_JOB, revalue_postings
from ledger.services.rule_jobs import PREVIEW_JOB, RUN_JOB, find_preview
from ledger.services.rule_runs import apply_rules
from ledger.services.search_index import index_every_household, purge_words
from ledger.services.shared_rates import load_feed
from ledger.services.uploads import IMPORT_JOB, sweep_uploads

logger = logging.getLogger(__name__)


def run_import(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import the file of a batch; one that is in the books already is left as it is."""
    batch = ImportBatch.objects.in_household(by.household).get(pk=payload["batch"])
    posted = import_batch(by=by, batch=batch, advance=progress.advance)
    progress.advance(progress.done, message=_("Imported"))
    return {"url": reverse("ledger:import-detail", args=[posted.pk]), "added": posted.added_count}


register_job(
    JobKind(IMPORT_JOB, run_import, is_repeatable=True, refusals=(LedgerError, StatementError))
)


def run_restore(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Restore a full archive into an empty household; what was restored already is refused."""
    restored = restore_upload(by=by, stored=payload["stored"], progress=progress)
    progress.advance(progress.done, message=_("Restored"))
    return {"url": reverse("ledger:archive-restore"), **restored}


register_job(JobKind(RESTORE_JOB, run_restore, refusals=(ArchiveError, LedgerError)))


def rerate(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Value postings anew after rates changed; again changes nothing."""
    is_new_base = payload.get("is_new_base", False)
    days = (
        {}
        if is_new_base
        else {name: date.fromisoformat(payload[name]) for name in ("first", "last")}
    )
    found = revalue_postings(
        by.household, is_new_base=is_new_base, advance=progress.advance, **days
    )
    if found.kept:
        text = _("%(count)d legs in closed periods keep the value they were closed with")
        progress.advance(progress.done, message=text % {"count": found.kept})
    return asdict(found)


register_job(JobKind(RERATE_JOB, rerate, is_repeatable=True))


def preview(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Find out what rules would change; the page of the result reads the rows anew."""
    found = find_preview(by=by, rules=payload["rules"], advance=progress.advance)
    one, many = "%(n)d transaction would change", "%(n)d transactions would change"
    text = ngettext(one, many, found.count) % {"n": found.count}
    progress.advance(progress.done, message=text)
    return {"url": reverse("ledger:rule-job-preview", args=[payload["job"]]), **asdict(found)}


register_job(JobKind(PREVIEW_JOB, preview, is_repeatable=True))


def run_rules(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Apply rules to all transactions; again changes nothing more."""
    done = apply_rules(by=by, rules=payload["rules"], advance=progress.advance)
    text = ngettext("%(n)d transaction changed", "%(n)d transactions changed", done.changed)
    progress.advance(progress.done, message=text % {"n": done.changed})
    page = reverse("ledger:rule-run-detail", args=[done.run.pk]) if done.run else ""
    return {"url": page, "changed": done.changed, "run": done.run.pk if done.run else None}


register_job(JobKind(RUN_JOB, run_rules, is_repeatable=True, refusals=(LedgerError,)))


def rebase(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Sum a household in another currency; all of it or nothing."""
    found = change_base_currency(by=by, currency=payload["currency"], advance=progress.advance)
    text = _("Everything is summed in %(currency)s now") % payload
    progress.advance(progress.done, message=text)
    return asdict(found)


register_job(JobKind(BASE_JOB, rebase, is_repeatable=True, refusals=(LedgerError,)))


@shared_task
def load_rates_feed() -> None:
    """Load the day's exchange rates from the feed; without one there is nothing to do."""
    if settings.RATES_FEED_URL:
        logger.info("exchange rates: %s", load_feed())


@shared_task
def delete_forgotten_uploads() -> None:
    """Delete the files that nobody came back for."""
    with system_scope("deleting uploads that were never imported"):
        sweep_uploads(timezone.now())


@shared_task
def scan_waiting_files() -> None:
    """Scan the files that came while the scanner was away."""
    with system_scope("scanning files that wait"):
        scan_waiting()


@shared_task
def purge_trashed_attachments() -> None:
    """Delete attachments for good that have been in the trash long enough."""
    with system_scope("deleting attachments for good"):
        purge_attachments(timezone.now())


@shared_task
def purge_every_trash() -> None:
    """Delete for good what lay in the trash for the days that each household gives it."""
    with system_scope("emptying every household's trash"):
        households = list(Household.objects.order_by("pk"))
    for household in households:
        with household_scope(household.pk):
            purge_trash(by=Actor.system(household), now=timezone.now())


@shared_task
def index_searches() -> None:
    """Index the words of what was recorded, imported or changed."""
    index_every_household()


@shared_task
def verify_books() -> None:
    """Prove every household's books and log each difference as an error; forget stale words.

    Asserted balances that do not hold are logged as warnings, with the first row that parts.
    How much is not in order is kept for the dashboard.
    """
    with system_scope("proving every household's books"):
        households = list(Household.objects.order_by("pk"))
    for household in households:
        with household_scope(household.pk):
            found = verify_ledger(household)
            today = household.today()
            data_quality(household, today=today)
        for difference in found.differences:
            logger.error("household %s: %s", household.pk, difference)
        for failed in found.failed:
            logger.warning("household %s: %s", household.pk, failed)
        purge_words(household.pk)


@shared_task
def run_every_schedule() -> None:
    """Match what arrived and record what is due, household by household, on its own day."""
    with system_scope("running every household's schedules"):
        ids = Schedule.objects.live().filter(state=ScheduleState.ACTIVE).values("household")
        households = list(Household.objects.filter(pk__in=ids).order_by("pk"))
    for household in households:
        with household_scope(household.pk):
            run_household(household, household.today())
