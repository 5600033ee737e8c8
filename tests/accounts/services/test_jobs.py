"""Queueing and cancelling jobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.progress import Progress
from accounts.roles import Role
from accounts.services.jobs import KINDS, JobKind, cancel_job, queue_job, register_job
from finehance.celery import app
from finehance.logs import request_id_scope
from tests.factories.accounts import make_job, make_member


def count_up(actor: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    for number in range(1, payload["rows"] + 1):
        progress.advance(number, payload["rows"], "Counting")
    return {"counted": payload["rows"], "by": str(actor.user)}


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    register_job(JobKind("count", count_up))
    yield
    del KINDS["count"]


def test_queue_job_runs_after_the_commit(
    actor: Actor, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with request_id_scope("request-1234"), django_capture_on_commit_callbacks(execute=True):
        job = queue_job(by=actor, kind="count", title="Count to 3", payload={"rows": 3})
        before = job.state

    job.refresh_from_db()
    assert (before, job.state, job.attempts) == (Job.State.QUEUED, Job.State.DONE, 1)
    assert (job.done, job.total, job.percent, job.message) == (3, 3, 100, "Counting")
    assert job.result == {"counted": 3, "by": "Alice"}
    assert (job.request_id, job.requested_by) == ("request-1234", actor.user)
    assert job.finished_at is not None


@pytest.fixture
def _no_broker() -> Iterator[None]:
    """Celery's broker is away."""
    Celery("away", broker="redis://127.0.0.1:1/0", fixups=[]).set_current()
    yield
    app.set_current()


@pytest.mark.usefixtures("_no_broker")
def test_queue_job_waits_while_the_broker_is_away(
    actor: Actor,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = queue_job(by=actor, kind="count", title="Count to 3", payload={"rows": 3})

    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert caplog.messages == [f"job {job.pk} waits: the broker does not answer"]


def test_queue_job_refuses_an_unknown_kind(actor: Actor) -> None:
    with pytest.raises(KeyError):
        queue_job(by=actor, kind="unknown", title="?", payload={})


@pytest.mark.parametrize(
    ("state", "expected", "is_asked"),
    [
        (Job.State.QUEUED, Job.State.CANCELLED, True),
        (Job.State.RUNNING, Job.State.RUNNING, True),
        (Job.State.DONE, Job.State.DONE, False),
        (Job.State.FAILED, Job.State.FAILED, False),
    ],
)
def test_cancel_job_by_state(
    actor: Actor, household: Household, state: Job.State, expected: Job.State, *, is_asked: bool
) -> None:
    job = make_job(household, state=state, heartbeat_at=timezone.now())

    cancelled = cancel_job(by=actor, job=job)

    assert (cancelled.state, cancelled.is_cancel_requested) == (expected, is_asked)


def test_cancel_job_is_open_to_who_asked_for_it(household: Household) -> None:
    viewer = make_member(household, Role.VIEWER)
    own = make_job(household, requested_by=viewer.user)
    foreign = make_job(household)

    cancel_job(by=viewer, job=own)

    assert own.state == Job.State.CANCELLED
    with pytest.raises(PermissionDenied):
        cancel_job(by=viewer, job=foreign)


def test_cancel_job_refuses_another_household(actor: Actor, other_household: Household) -> None:
    job = make_job(other_household)

    with pytest.raises(PermissionDenied, match="another household"):
        cancel_job(by=actor, job=job)
