"""Running a queued job: claim it, work, record how it ended; and finding the jobs of dead workers.

A job is claimed by a conditional update, so that a task delivered twice runs once. The work and
the word that it is done commit together, so that a worker killed at any moment leaves either all
of it or nothing. An attempt that was given up for lost can no longer commit.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Job, Membership
from accounts.progress import JobCancelled
from accounts.scope import enter_household, household_scope, system_scope
from accounts.services.heartbeats import Heartbeat
from accounts.services.jobs import KINDS, JobKind, send_on_commit
from accounts.signals import job_stopped
from finehance.kit.problems import public_code
from finehance.logs import request_id_scope

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(minutes=2)
ATTEMPTS = 3
RECORD_PAUSES = (0, 1, 2, 4, 8)
YIELDED = {"40001", "40P01", "55P03"}
"""PostgreSQL's codes of a transaction that gave way to another: serialisation, deadlock, lock."""
UNFORESEEN = "Something went wrong on this side and nothing was changed. The log has the details."
DATABASE_LOST = "The database went away while this ran and nothing was changed. Start it again."
OVERTAKEN = "Other changes kept getting in the way and nothing was changed. Start it again."
TOO_LONG = "This took longer than a job may and nothing was changed. Try it with less at a time."
WORKER_LOST = "The worker that ran this stopped suddenly and nothing was changed. Start it again."


class Superseded(Exception):
    """The job was given up for lost and handed to another worker while this one still ran."""


def run_queued_job(household_id: int, job_id: int) -> None:
    """Run a job that is still queued and record how it ended; do nothing for any other."""
    job = _claim(household_id, job_id)
    if job is None:
        logger.info("job %s is not waiting: nothing to do", job_id)
        return
    with request_id_scope(job.request_id or "-"):
        logger.info("job %s (%s) starts, attempt %s", job.pk, job.kind, job.attempts)
        _run(job)


def _claim(household_id: int, job_id: int) -> Job | None:
    now = timezone.now()
    with household_scope(household_id):
        jobs = Job.objects.select_related("household").filter(pk=job_id)
        claimed = jobs.filter(state=Job.State.QUEUED).update(
            state=Job.State.RUNNING,
            started_at=now,
            heartbeat_at=now,
            attempts=F("attempts") + 1,
        )
        return jobs.get() if claimed else None


def _run(job: Job) -> None:
    kind = KINDS.get(job.kind)
    refusals = kind.refusals if kind else ()
    try:
        _persist(job, kind)
    except JobCancelled:
        _record(job, Job.State.CANCELLED)
    except Superseded:
        logger.warning("job %s was handed to another worker; this run is rolled back", job.pk)
    except refusals as error:
        # Its text is for whoever asked, and may name what is theirs.
        logger.info("job %s was refused: %s", job.pk, type(error).__name__)
        _record(job, Job.State.FAILED, str(error))
    except Exception as error:  # whatever it is, the job must say that it ended
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _record(job, Job.State.FAILED, reason_of(error))


def _persist(job: Job, kind: JobKind | None) -> None:
    """Work, and work again where the database chose this transaction to give way to another."""
    for attempt in range(1, ATTEMPTS):
        try:
            return _work(job, kind)
        except OperationalError as error:
            if not has_yielded(error) or kind is None or not kind.is_repeatable:
                raise
            logger.warning("job %s gave way to another, attempt %s", job.pk, attempt)
    return _work(job, kind)


def has_yielded(error: Exception) -> bool:
    """Tell whether a transaction failed only because another was in its way."""
    return getattr(error.__cause__, "sqlstate", None) in YIELDED


def _work(job: Job, kind: JobKind | None) -> None:
    if kind is None:
        raise ValidationError(f"No installed app runs jobs of the kind {job.kind}.")
    with Heartbeat(job) as progress:
        user_id = job.requested_by_id
        with household_scope(job.household_id, user_id=user_id):
            actor = _actor(job)
            enter_household(job.household_id, user_id=user_id, hidden=actor.hidden)
            result = kind.handler(actor, job.payload, progress)
            progress.stop_if_cancelled()
            _end(
                job,
                Job.State.DONE,
                result=result,
                done=progress.total or progress.done,
                total=progress.total,
                message=progress.message[:300],
            )


def _actor(job: Job) -> Actor:
    if job.requested_by_id is None:
        return Actor.system(job.household)
    membership = (
        Membership.objects.select_related("household", "user")
        .filter(household_id=job.household_id, user_id=job.requested_by_id)
        .first()
    )
    if membership is None:
        raise PermissionDenied("The person who asked for this has left the household.")
    return Actor.of(membership, request_id=job.request_id)


def _end(job: Job, state: Job.State, **fields: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    if not mine.update(state=state, finished_at=timezone.now(), **fields):
        raise Superseded


def _record(job: Job, state: Job.State, error: str = "") -> None:
    """Record an end other than success, waiting a little for a database that is restarting."""
    for pause in RECORD_PAUSES:
        time.sleep(pause)
        try:
            with household_scope(job.household_id):
                _end(job, state, error=error)
                job_stopped.send(Job, job=job, state=state, error=error)
        except (InterfaceError, OperationalError):
            logger.warning("job %s: its end could not be recorded yet", job.pk)
            connection.close()
        except Superseded:
            return
        else:
            return


def reason_of(error: Exception) -> str:
    """Return why a job failed, in words for the person who asked; details stay in the log."""
    if public_code(error):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, PermissionDenied):
        return str(error) or "You may not do this."
    if has_yielded(error):
        return OVERTAKEN
    if isinstance(error, InterfaceError | OperationalError):
        return DATABASE_LOST
    if isinstance(error, SoftTimeLimitExceeded):
        return TOO_LONG
    return UNFORESEEN


def recover_lost_jobs(now: datetime) -> int:
    """Requeue or fail the jobs whose worker died, and send forgotten ones again; return how many.

    A worker is dead when its heartbeat is older than LOST_AFTER. Repeatable kinds are tried up to
    ATTEMPTS times. A queued job is sent again when it has waited longer than FORGOTTEN_AFTER.
    """
    with system_scope("finding the jobs of workers that died"):
        unfinished = Job.objects.unfinished()
        lost = unfinished.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
        waiting = unfinished.filter(state=Job.State.QUEUED, heartbeat_at__lt=now - FORGOTTEN_AFTER)
        recovered = sum(_recover(job, now) for job in lost)
        return recovered + sum(_requeue(job, now) for job in waiting)


def _recover(job: Job, now: datetime) -> bool:
    kind = KINDS.get(job.kind)
    if job.is_cancel_requested:
        return _give_up(job, now, Job.State.CANCELLED)
    if kind and kind.is_repeatable and job.attempts < ATTEMPTS:
        return _requeue(job, now)
    return _give_up(job, now, Job.State.FAILED, WORKER_LOST)


def _give_up(job: Job, now: datetime, state: Job.State, error: str = "") -> bool:
    is_changed = _change(job, state=state, finished_at=now, error=error)
    if is_changed:
        job_stopped.send(Job, job=job, state=state, error=error)
    return is_changed


def _requeue(job: Job, now: datetime) -> bool:
    is_changed = _change(job, state=Job.State.QUEUED, heartbeat_at=now)
    if is_changed:
        send_on_commit(job)
    return is_changed


def _change(job: Job, **fields: Any) -> bool:
    """Change the job unless it has moved since it was read."""
    logger.warning("job %s (%s) was lost: now %s", job.pk, job.kind, fields["state"])
    same = Job.objects.filter(pk=job.pk, state=job.state, heartbeat_at=job.heartbeat_at)
    return bool(same.update(**fields))
