"""Background tasks: thin edges over the services, each safe to be delivered twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.services import (
    api_sign_ins,
    audit_archive,
    audit_chains,
    erasure,
    job_runs,
    lockouts,
    mail,
    recovery,
    retention,
    sign_in_notices,
)

logger = logging.getLogger(__name__)


@shared_task
def run_job(household_id: int, job_id: int) -> None:
    """Run a queued job; one that is running or finished is left alone."""
    job_runs.run_queued_job(household_id, job_id)


@shared_task
def recover_lost_jobs() -> None:
    """Find the jobs whose worker died."""
    job_runs.recover_lost_jobs(timezone.now())


@shared_task
def enforce_retention() -> None:
    """Delete what is older than its term."""
    retention.enforce_retention(timezone.now())


@shared_task
def erase_due() -> None:
    """Erase the households and people whose grace period is over."""
    erasure.erase_due(timezone.now())


@shared_task
def finish_recoveries() -> None:
    """Take away the second factors of those whose recovery has waited long enough."""
    recovery.finish_due_recoveries(timezone.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=10, retry_backoff_max=3_600, max_retries=12)
def send_mail(message: mail.Message) -> None:
    """Send a mail, trying again for hours; one that is refused for good is given up and logged.

    A worker that is killed between sending and acknowledging sends it twice: better than never.
    """
    try:
        mail.deliver(message)
    except mail.MailRefused as error:
        logger.error("a mail was given up: %s", error)  # noqa: TRY400 -- the trace says no more


@shared_task
def seal_audit_trail() -> None:
    """Give the events that a process left waiting when it died their places in their chains."""
    audit_chains.seal_waiting_chains()


@shared_task
def forget_sign_ins() -> None:
    """Delete the API sign-ins and refresh tokens that have expired."""
    api_sign_ins.forget_sign_ins(timezone.now())


@shared_task
def archive_audit_trail() -> None:
    """Pin the chains of the audit trail, and archive what is older than is kept at hand."""
    audit_archive.pin_chains()
    kept = timedelta(days=settings.AUDIT_RETENTION_DAYS)
    audit_archive.archive_trail(before=timezone.now() - kept)


@shared_task
def tell_of_closed_sign_in(login: str) -> None:
    """Tell the owner of a sign-in name that it was closed; does nothing when nobody has it."""
    sign_in_notices.send_closed_sign_in(login)


@shared_task
def forget_failed_sign_ins() -> None:
    """Delete the counts of failed sign-ins that are a day old."""
    lockouts.forget_failures(timezone.now())
