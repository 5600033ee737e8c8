"""Archives that people ask for: who may, what is written, and when it goes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actors import Actor
from accounts.models import DataExport, Household, Job, User
from accounts.roles import Role
from accounts.scope import enter_household
from accounts.services.data_exports import (
    delete_export,
    forget_exports,
    open_export,
    request_export,
    write_export,
)
from accounts.services.retention import enforce_retention
from accounts.tasks import enforce_retention as retention_task
from tests.database import files
from tests.factories.accounts import make_job, make_member

Committed = DjangoCaptureOnCommitCallbacks


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def export(actor: Actor, django_capture_on_commit_callbacks: Committed) -> DataExport:
    """A household's archive that is ready."""
    with django_capture_on_commit_callbacks(execute=True):
        made = request_export(by=actor, of_household=True)
    made.refresh_from_db()
    return made


def test_owner_gets_an_archive_and_a_mail(export: DataExport, alice: User, tmp_path: Path) -> None:
    found, file = open_export(user=alice, pk=export.pk)

    with file:
        content = file.read()
    assert found.job is not None
    assert (found.job.state, found.job.result) == (Job.State.DONE, {"url": "/settings/privacy/"})
    assert (len(content), hashlib.sha256(content).hexdigest()) == (found.size, found.file_digest)
    assert "tables/accounts.Household.json" in ZipFile(BytesIO(content)).namelist()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["alice@example.org"], "Your archive is ready")
    ]
    assert oct((tmp_path / found.stored_file).stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_others_get_their_own_data_alone(
    household: Household, role: Role, django_capture_on_commit_callbacks: Committed
) -> None:
    by = make_member(household, role)
    assert by.user
    enter_household(household.pk, user_id=by.user.pk)

    with pytest.raises(PermissionDenied):
        request_export(by=by, of_household=True)
    with django_capture_on_commit_callbacks(execute=True):
        own = request_export(by=by, of_household=False)

    found, file = open_export(user=by.user, pk=own.pk)
    with file:
        names = ZipFile(file).namelist()
    assert found.household is None
    # Of the books nothing but what a person made for themselves: links to their calendar.
    assert [name for name in names if "ledger" in name] == ["tables/ledger.CalendarFeed.json"]


def test_who_is_no_owner_any_more_gets_nothing(
    export: DataExport, household: Household, actor: Actor
) -> None:
    viewer = Actor(household, Role.VIEWER, actor.origin, actor.user)

    with pytest.raises(PermissionDenied):
        write_export(viewer, {"export": export.pk}, progress=None)  # type: ignore[arg-type]


def test_archive_is_for_who_asked_alone(export: DataExport, household: Household) -> None:
    second = make_member(household, Role.OWNER)
    assert second.user

    with pytest.raises(DataExport.DoesNotExist):
        open_export(user=second.user, pk=export.pk)
    with pytest.raises(DataExport.DoesNotExist):
        delete_export(user=second.user, pk=export.pk)


def test_archive_expires_with_its_file(export: DataExport, alice: User) -> None:
    now = timezone.now()

    assert forget_exports(now + timedelta(days=6)) == 0
    assert len(files()) == 1
    assert forget_exports(now + timedelta(days=8)) == 1
    assert (files(), DataExport.objects.count()) == ([], 0)


def test_expired_archive_cannot_be_opened(export: DataExport, alice: User) -> None:
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(DataExport.DoesNotExist):
        open_export(user=alice, pk=export.pk)


def test_archive_whose_file_is_gone_is_not_there(
    export: DataExport, alice: User, tmp_path: Path
) -> None:
    (tmp_path / export.stored_file).unlink()

    with pytest.raises(DataExport.DoesNotExist):
        open_export(user=alice, pk=export.pk)


def test_file_that_belongs_to_none_is_swept_after_the_longest_job(
    household: Household, tmp_path: Path
) -> None:
    orphan = tmp_path / "exports/1/left-behind"
    orphan.parent.mkdir(parents=True)
    orphan.write_text("x")

    assert forget_exports(timezone.now()) == 0
    assert forget_exports(timezone.now() + timedelta(hours=2)) == 1


def test_delete_export_removes_row_and_file(
    export: DataExport, alice: User, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        delete_export(user=alice, pk=export.pk)

    assert (files(), DataExport.objects.count()) == ([], 0)


def test_retention_deletes_old_jobs_and_keeps_the_unfinished(household: Household) -> None:
    now = timezone.now()
    make_job(household, state=Job.State.DONE, finished_at=now - timedelta(days=91))
    young = make_job(household, state=Job.State.DONE, finished_at=now - timedelta(days=89))
    running = make_job(household, state=Job.State.RUNNING)

    gone = enforce_retention(now)

    assert gone == {"answers": 0, "exports": 0, "jobs": 1, "sessions": 0}
    assert set(Job.objects.all()) == {young, running}


def test_retention_task_ends_old_sessions(household: Household, client: object) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))

    retention_task()

    assert Session.objects.count() == 0
