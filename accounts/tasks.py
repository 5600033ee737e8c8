"""Background tasks: thin edges over the services, each safe to be delivered twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.services import answers, job_runs


@shared_task
def run_job(household_id: int, job_id: int) -> None:
    """Run a queued job; one that is running or finished is left alone."""
    job_runs.run_queued_job(household_id, job_id)


@shared_task
def recover_lost_jobs() -> None:
    """Find the jobs whose worker died."""
    job_runs.recover_lost_jobs(timezone.now())


@shared_task
def forget_answers() -> None:
    """Delete the answers kept for repeated requests that have expired."""
    answers.forget_answers(timezone.now())
