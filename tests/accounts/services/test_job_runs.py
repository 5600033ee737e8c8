"""Running jobs to each of their ends, and finding the jobs of workers that died."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actors import Actor
from accounts.models import Household, Job, Membership, User
from accounts.progress import Progress
from accounts.scope import household_scope
from accounts.services import job_runs
from accounts.services.jobs import KINDS, JobKind, cancel_job, register_job
from accounts.tasks import recover_lost_jobs, run_job
from finehance.logs import current_request_id
from tests.factories.accounts import make_job

NOW = timezone.now()


class Refusal(Exception):
    pass


class PublicRefusal(Exception):
    code = "BUSINESS_4003"


def rename(actor: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Rename the household, then fail as asked: what was written must go with it."""
    Household.objects.filter(pk=actor.household.pk).update(name="Renamed by a job")
    progress.advance(1, 2)
    if payload.get("cancel"):
        progress.cancelled.set()
        progress.advance(2)
    if payload.get("refuse"):
        raise Refusal("Line 7 has no amount.")
    if payload.get("fail"):
        raise RuntimeError("password=hunter2")
    if payload.get("superseded"):
        Job.objects.filter(kind="rename").update(attempts=9)
    return {"request_id": current_request_id(), "origin": actor.origin}


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    register_job(JobKind("rename", rename, is_repeatable=True, refusals=(Refusal,)))
    register_job(JobKind("once", rename))
    yield
    del KINDS["rename"], KINDS["once"]


def run(household: Household, **payload: Any) -> Job:
    """Run a new job and return its row as it ended."""
    job = make_job(household, kind="rename", payload=payload, request_id="request-5678")
    run_job(household.pk, job.pk)
    job.refresh_from_db()
    household.refresh_from_db()
    return job


def test_run_done_commits_the_work_and_its_result(household: Household) -> None:
    job = run(household)

    assert (job.state, job.result) == (
        Job.State.DONE,
        {"request_id": "request-5678", "origin": "system"},
    )
    assert household.name == "Renamed by a job"


@pytest.mark.parametrize(
    ("payload", "state", "error"),
    [
        ({"fail": True}, Job.State.FAILED, job_runs.UNFORESEEN),
        ({"refuse": True}, Job.State.FAILED, "Line 7 has no amount."),
        ({"cancel": True}, Job.State.CANCELLED, ""),
    ],
)
def test_run_that_ends_otherwise_changes_nothing(
    household: Household, payload: dict[str, bool], state: Job.State, error: str
) -> None:
    job = run(household, **payload)

    assert (job.state, job.error, household.name) == (state, error, "Alice's household")
    assert job.finished_at is not None


def test_run_that_was_superseded_is_rolled_back(household: Household) -> None:
    job = run(household, superseded=True)

    assert (job.state, job.attempts, household.name) == (
        Job.State.RUNNING,
        1,
        "Alice's household",
    )


@pytest.mark.parametrize("state", [Job.State.RUNNING, Job.State.DONE, Job.State.CANCELLED])
def test_run_delivered_twice_runs_once(household: Household, state: Job.State) -> None:
    job = make_job(household, kind="rename", state=state)

    run_job(household.pk, job.pk)

    job.refresh_from_db()
    household.refresh_from_db()
    assert (job.state, job.attempts, household.name) == (state, 0, "Alice's household")


def test_run_of_a_kind_that_is_gone_fails(household: Household) -> None:
    job = make_job(household, kind="gone")

    run_job(household.pk, job.pk)

    job.refresh_from_db()
    assert job.error == "No installed app runs jobs of the kind gone."


def test_run_acts_as_the_member_who_asked(household: Household, alice: User) -> None:
    job = make_job(household, kind="rename", requested_by=alice)

    run_job(household.pk, job.pk)

    job.refresh_from_db()
    assert job.result["origin"] == "user"


def test_run_fails_for_a_person_who_left(household: Household, alice: User) -> None:
    job = make_job(household, kind="rename", requested_by=alice)
    Membership.objects.filter(user=alice).delete()

    run_job(household.pk, job.pk)

    job.refresh_from_db()
    assert job.error == "The person who asked for this has left the household."


def test_run_ends_though_the_database_was_away(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    end = job_runs._end

    def refuse_twice(job: Job, state: Job.State, **fields: Any) -> None:
        if len(pauses) < 3:
            raise OperationalError("the server is starting")
        end(job, state, **fields)

    monkeypatch.setattr(job_runs, "_end", refuse_twice)
    monkeypatch.setattr("time.sleep", pauses.append)
    monkeypatch.setattr(connection, "close", lambda: None)

    job = run(household)

    assert (job.state, job.error, pauses) == (Job.State.FAILED, job_runs.DATABASE_LOST, [0, 1, 2])


def in_the_way(code: type[psycopg.Error]) -> OperationalError:
    """Return the error of a transaction that another was in the way of."""
    error = OperationalError("details of a lock")
    error.__cause__ = code()
    return error


@pytest.mark.parametrize(
    ("kind", "failures", "expected"),
    [
        ("rename", 2, (Job.State.DONE, "", 3)),
        ("rename", 3, (Job.State.FAILED, job_runs.OVERTAKEN, 3)),
        ("once", 1, (Job.State.FAILED, job_runs.OVERTAKEN, 1)),
    ],
)
def test_run_that_gave_way_is_tried_again(
    household: Household, kind: str, failures: int, expected: tuple[Job.State, str, int]
) -> None:
    runs: list[int] = []

    def give_way(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        runs.append(1)
        result = rename(by, payload, progress)
        if len(runs) <= failures:
            raise in_the_way(psycopg.errors.DeadlockDetected)
        return result

    register_job(replace(KINDS[kind], handler=give_way))
    job = make_job(household, kind=kind)

    run_job(household.pk, job.pk)

    job.refresh_from_db()
    assert (job.state, job.error, len(runs)) == expected


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PublicRefusal("The month is closed."), "The month is closed."),
        (ValidationError(["One.", "Two."]), "One. Two."),
        (PermissionDenied("Viewer may not record"), "Viewer may not record"),
        (PermissionDenied(), "You may not do this."),
        (OperationalError("host=10.0.0.7"), job_runs.DATABASE_LOST),
        (in_the_way(psycopg.errors.SerializationFailure), job_runs.OVERTAKEN),
        (in_the_way(psycopg.errors.AdminShutdown), job_runs.DATABASE_LOST),
        (InterfaceError("closed"), job_runs.DATABASE_LOST),
        (SoftTimeLimitExceeded(), job_runs.TOO_LONG),
        (KeyError("secret"), job_runs.UNFORESEEN),
    ],
)
def test_reason_of_is_for_people(error: Exception, reason: str) -> None:
    assert job_runs.reason_of(error) == reason


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "rename", "attempts": 1}, (Job.State.QUEUED, "")),
        ({"kind": "rename", "attempts": 3}, (Job.State.FAILED, job_runs.WORKER_LOST)),
        ({"kind": "once", "attempts": 1}, (Job.State.FAILED, job_runs.WORKER_LOST)),
        ({"kind": "gone", "attempts": 1}, (Job.State.FAILED, job_runs.WORKER_LOST)),
        ({"kind": "rename", "is_cancel_requested": True}, (Job.State.CANCELLED, "")),
    ],
)
def test_recover_takes_up_the_job_of_a_dead_worker(
    household: Household, fields: dict[str, Any], expected: tuple[Job.State, str]
) -> None:
    job = make_job(
        household, state=Job.State.RUNNING, heartbeat_at=NOW - timedelta(seconds=31), **fields
    )

    recovered = job_runs.recover_lost_jobs(NOW)

    job.refresh_from_db()
    assert (recovered, job.state, job.error) == (1, *expected)


@pytest.mark.parametrize(
    ("state", "age"),
    [(Job.State.RUNNING, 29), (Job.State.QUEUED, 119), (Job.State.DONE, 9_999)],
)
def test_recover_leaves_living_jobs_alone(household: Household, state: Job.State, age: int) -> None:
    job = make_job(household, state=state, heartbeat_at=NOW - timedelta(seconds=age))

    recovered = job_runs.recover_lost_jobs(NOW)

    job.refresh_from_db()
    assert (recovered, job.state) == (0, state)


def test_recover_runs_a_forgotten_job(
    household: Household, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    long_ago = timezone.now() - timedelta(minutes=3)
    job = make_job(household, kind="once", heartbeat_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        recover_lost_jobs()

    job.refresh_from_db()
    assert job.state == Job.State.DONE


def watch(actor: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Work until the row outside of this transaction shows the progress, then ask to be stopped."""
    progress.advance(4, 10, "Four of ten")
    payload["seen"].wait(10)
    while True:
        progress.stop_if_cancelled()
        progress.cancelled.wait(10)


@pytest.mark.django_db(transaction=True)
def test_running_job_shows_progress_and_hears_its_cancellation(
    household: Household, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int, str]] = []
    monkeypatch.setattr("accounts.services.heartbeats.BEAT_SECONDS", 0.05)
    job = make_job(household, kind="watch")

    class Observer:
        def wait(self, timeout: float) -> None:
            observe_from_outside(job, actor, seen)

    def handler(by: Actor, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        return watch(by, {"seen": Observer()}, progress)

    monkeypatch.setitem(KINDS, "watch", JobKind("watch", handler))

    run_job(household.pk, job.pk)

    with household_scope(household.pk):
        job.refresh_from_db()
    assert seen == [(Job.State.RUNNING, 40, "Four of ten")]
    assert job.state == Job.State.CANCELLED


def observe_from_outside(job: Job, actor: Actor, seen: list[tuple[str, int, str]]) -> None:
    """Wait in another thread, so on another connection, for the progress; then cancel."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_observe, job, actor, seen).result(timeout=20)


def _observe(job: Job, actor: Actor, seen: list[tuple[str, int, str]]) -> None:
    deadline = monotonic() + 15
    try:
        while monotonic() < deadline:
            with household_scope(job.household_id):
                row = Job.objects.get(pk=job.pk)
                if row.message:
                    seen.append((row.state, row.percent or 0, row.message))
                    cancel_job(by=actor, job=row)
                    return
            sleep(0.02)
    finally:
        connection.close()
