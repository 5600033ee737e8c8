"""How long things are kept: `settings.RETENTION` says it, and this deletes what is older."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.models import Job
from accounts.scope import system_scope
from accounts.services.answers import forget_answers
from accounts.services.data_exports import forget_exports

logger = logging.getLogger(__name__)


def forget_jobs(now: datetime) -> int:
    """Delete finished jobs older than the term; returns how many."""
    with system_scope("deleting old jobs"):
        finished = Job.objects.exclude(pk__in=Job.objects.unfinished())
        return finished.filter(finished_at__lt=now - settings.RETENTION["jobs"]).delete()[0]


def forget_sessions(now: datetime) -> int:
    """Delete the browser sessions that have expired; returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


RULES: dict[str, Callable[[datetime], int]] = {
    "answers": forget_answers,
    "exports": forget_exports,
    "jobs": forget_jobs,
    "sessions": forget_sessions,
}
"""By the name of the term in settings; an app above adds its own when it is ready."""


def enforce_retention(now: datetime) -> dict[str, int]:
    """Delete what is older than its term; returns how many of each kind."""
    gone = {name: rule(now) for name, rule in RULES.items()}
    logger.info("retention: deleted %s", gone)
    return gone
