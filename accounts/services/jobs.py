"""Queueing and cancelling background work, and the kinds of work that the apps above register."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.actors import Actor
from accounts.models import Job
from accounts.progress import Progress
from accounts.roles import Permission
from accounts.signals import job_stopped
from finehance.logs import current_request_id

logger = logging.getLogger(__name__)

RUN_TASK = "accounts.tasks.run_job"

Handler = Callable[[Actor, dict[str, Any], Progress], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of work: what it runs, and whether a run that was cut off may simply be repeated.

    The handler runs inside the household's scope, in one transaction that commits together with
    the job's end; it returns the job's result. The text of `refusals` is shown to people.
    """

    name: str
    handler: Handler
    is_repeatable: bool = False
    refusals: tuple[type[Exception], ...] = ()


KINDS: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> None:
    """Make `kind` known to the worker; called when an app is ready. A later one replaces it."""
    KINDS[kind.name] = kind


def queue_job(*, by: Actor, kind: str, title: str, payload: dict[str, Any]) -> Job:
    """Record a job and hand it to the worker once the transaction commits.

    `payload` is JSON: ids and options, never file contents. Raises KeyError for an unknown kind.
    """
    by.must(Permission.VIEW)
    with transaction.atomic():
        job = Job.objects.create(
            household=by.household,
            requested_by=by.user,
            kind=KINDS[kind].name,
            title=title,
            payload=payload,
            request_id=by.request_id or current_request_id(),
            heartbeat_at=timezone.now(),
        )
        send_on_commit(job)
    return job


def send_on_commit(job: Job) -> None:
    """Hand a queued job to the worker after the commit; sending it twice does no harm.

    While the broker is away the job waits, and `recover_lost_jobs` sends it later.
    """
    transaction.on_commit(partial(_send, job.household_id, job.pk))


def _send(household_id: int, job_id: int) -> None:
    try:
        current_app.signature(RUN_TASK, args=(household_id, job_id)).apply_async()
    except OperationalError:
        logger.exception("job %s waits: the broker does not answer", job_id)


def may_cancel(by: Actor, job: Job) -> bool:
    """Return whether the actor may cancel a job: they asked for it, or may record."""
    is_own = by.user is not None and by.user.pk == job.requested_by_id
    return is_own or by.may(Permission.RECORD)


@transaction.atomic
def cancel_job(*, by: Actor, job: Job) -> Job:
    """Cancel a queued job at once, and ask a running one to stop; a finished one stays as it is.

    Raises PermissionDenied unless the actor asked for the job or may record.
    """
    if not may_cancel(by, job):
        raise PermissionDenied("somebody else asked for the job")
    if job.household_id != by.household.pk:
        raise PermissionDenied("the job belongs to another household")
    jobs = Job.objects.in_household(by.household).filter(pk=job.pk)
    cancelled = jobs.filter(state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, is_cancel_requested=True, finished_at=timezone.now()
    )
    if cancelled:
        job_stopped.send(Job, job=job, state=Job.State.CANCELLED, error="")
    else:
        jobs.filter(state=Job.State.RUNNING).update(is_cancel_requested=True)
    job.refresh_from_db()
    return job
