"""Erasing: asked for, taken back, carried out so that nothing of it is found anywhere."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.actors import Actor
from accounts.models import DataExport, Household, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope, person_scope, system_scope
from accounts.services.consents import agree_to_required
from accounts.services.erasure import (
    ErasureRefused,
    erase_due,
    keep_by_link,
    keep_household,
    keep_profile,
    request_closing,
    request_deletion,
)
from accounts.tasks import erase_due as erase_task
from ledger.models import ChangeSet, Transaction
from ledger.services.periods import close_period
from ledger.services.transactions import delete_transactions
from ledger.services.uploads import store_upload
from tests.database import files, tables_with
from tests.factories.accounts import make_household, make_job, make_member, make_user
from tests.factories.books import Books

Committed = DjangoCaptureOnCommitCallbacks
MARK = "Zzplanted"


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def links() -> list[str]:
    """Return the tokens of the links in the mails that were sent."""
    return [
        found for sent in mail.outbox for found in re.findall(r"/keep/([^/\s]+)/", str(sent.body))
    ]


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


# --- asking and taking back -----------------------------------------------------------------


def test_closing_waits_for_the_days_of_grace_and_sends_a_link(
    household: Household,
    alice: User,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request_closing(user=alice, confirmation=" Alice@example.org ")

    alice.refresh_from_db()
    assert alice.erase_after is not None
    assert timedelta(days=13) < alice.erase_after - timezone.now() <= timedelta(days=14)
    assert [sent.to for sent in mail.outbox] == [["alice@example.org"]]
    assert len(set(links())) == 1


@pytest.mark.parametrize("typed", ["", "alice", "bob@example.org"])
def test_closing_needs_the_address(household: Household, alice: User, typed: str) -> None:
    with pytest.raises(ValidationError, match="exactly"):
        request_closing(user=alice, confirmation=typed)

    alice.refresh_from_db()
    assert alice.erase_after is None


def test_last_owner_of_a_shared_household_hands_over_first(
    household: Household, alice: User
) -> None:
    make_member(household, Role.MEMBER)

    with pytest.raises(ErasureRefused, match="Alice's household"):
        request_closing(user=alice, confirmation=alice.email)

    second = make_member(household, Role.OWNER)
    request_closing(user=alice, confirmation=alice.email)
    assert second.user is not None


def test_last_owner_may_go_once_the_household_goes_too(actor: Actor, alice: User) -> None:
    make_member(actor.household, Role.MEMBER)
    request_deletion(by=actor, confirmation="Alice's household")

    request_closing(user=alice, confirmation=alice.email)

    alice.refresh_from_db()
    assert alice.erase_after is not None


def test_deletion_tells_every_member_and_gives_owners_a_link(
    actor: Actor, django_capture_on_commit_callbacks: Committed
) -> None:
    make_member(actor.household, Role.VIEWER)

    with django_capture_on_commit_callbacks(execute=True):
        request_deletion(by=actor, confirmation="alice's household")

    assert sorted(sent.to[0] for sent in mail.outbox) == ["alice@example.org", "viewer@example.org"]
    assert ["/keep/" in str(sent.body) for sent in mail.outbox] == [True, False]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_deletion_and_keeping_are_the_owners(household: Household, role: Role) -> None:
    by = make_member(household, role)

    with pytest.raises(PermissionDenied):
        request_deletion(by=by, confirmation=household.name)
    with pytest.raises(PermissionDenied):
        keep_household(by=by)


def test_keeping_ends_the_wait(actor: Actor, alice: User) -> None:
    request_closing(user=alice, confirmation=alice.email)
    request_deletion(by=actor, confirmation=actor.household.name)

    keep_profile(user=alice)
    keep_household(by=actor)

    actor.household.refresh_from_db()
    alice.refresh_from_db()
    assert (alice.erase_after, actor.household.erase_after) == (None, None)


def test_link_is_good_once_and_for_its_own_request(
    household: Household,
    alice: User,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request_closing(user=alice, confirmation=alice.email)
    first = links()[0]

    assert keep_by_link(first) is True
    assert keep_by_link(first) is False
    request_closing(user=alice, confirmation=alice.email)
    assert keep_by_link(first) is False
    alice.refresh_from_db()
    assert alice.erase_after is not None


@pytest.mark.parametrize("token", ["", "x", "WyJwcm9maWxlIiwxLCIyMDI2Il0:1abcde:forged"])
def test_forged_link_keeps_nothing(household: Household, token: str) -> None:
    assert keep_by_link(token) is False


# --- carrying it out ------------------------------------------------------------------------


def test_task_erases_what_is_due(household: Household, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(erase_after=timezone.now() - timedelta(minutes=1))

    erase_task()

    assert not User.objects.filter(pk=alice.pk).exists()


def test_nothing_is_erased_before_its_day(actor: Actor, alice: User) -> None:
    request_closing(user=alice, confirmation=alice.email)
    request_deletion(by=actor, confirmation=actor.household.name)

    erased = erase_due(later(13))

    assert (erased.people, erased.households) == (0, 0)
    assert Household.objects.filter(pk=actor.household.pk).exists()


@pytest.fixture
def planted(media: Path, other_household: Household) -> tuple[User, Household]:
    """A person whose every text is planted, with closed periods, trash, files and archives."""
    user = make_user(f"{MARK}@example.net", display_name=f"{MARK} Person")
    household = make_household(user, f"{MARK} Home")
    with household_scope(household.pk, user_id=user.pk):
        member = Membership.objects.select_related("household", "user").get(user=user)
        by = Actor.of(member)
        agree_to_required(user=user)
        books = Books(household, by)
        books.spend("2025-03-31", "1", payee=f"{MARK} shop", tags=(f"{MARK}tag",))
        gone = books.spend("2025-03-30", "1", payee=f"{MARK} other")
        delete_transactions(by=by, transactions=[gone.pk])
        books.checking.note = MARK
        books.checking.set_number("DE89370400440532013000")
        books.checking.save()
        file = BytesIO(f"Date,Text,Amount\n2025-03-31,{MARK},1.00\n".encode())
        store_upload(by=by, account=books.checking, name=f"{MARK}.csv", stream=file)
        close_period(by=by, start=date(2025, 1, 1), end=date(2026, 1, 1))
        make_job(household, title=MARK, payload={"name": MARK}, requested_by=user)
        stored = f"exports/{user.pk}/a"
        DataExport.objects.create(user=user, household=household, stored_file=stored)
    (media / f"exports/{user.pk}").mkdir(parents=True)
    (media / stored).write_text(MARK)
    browser = Client()
    browser.force_login(user)
    assert browser.get("/transactions/").status_code == 200
    return user, household


def test_erasing_leaves_no_trace_of_a_person_and_their_household(
    planted: tuple[User, Household],
    media: Path,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    user, household = planted
    with system_scope("a test looks for what is another's"):
        others = Household.objects.exclude(pk=household.pk).count()
    before = tables_with(MARK)
    assert {"accounts_user", "accounts_household", "ledger_payee", "ledger_tag"} <= set(before)
    assert len(files()) == 2
    request_closing(user=user, confirmation=user.email)

    with django_capture_on_commit_callbacks(execute=True):
        erased = erase_due(later(15))

    assert (erased.people, erased.households) == (1, 0)
    assert tables_with(MARK) == {}
    assert files() == []
    assert Session.objects.count() == 0
    with system_scope("a test looks for what is another's"):
        assert Household.objects.count() == others


def test_no_row_of_an_erased_household_is_left_in_any_table(
    planted: tuple[User, Household],
    django_capture_on_commit_callbacks: Committed,
) -> None:
    user, household = planted
    with household_scope(household.pk, user_id=user.pk):
        by = Actor.of(Membership.objects.select_related("household", "user").get(user=user))
        request_deletion(by=by, confirmation=household.name)

    with django_capture_on_commit_callbacks(execute=True):
        erased = erase_due(later(15))

    assert (erased.people, erased.households) == (0, 1)
    assert rows_of(household) == {}
    assert User.objects.filter(pk=user.pk).exists()


def rows_of(household: Household) -> dict[str, int]:
    """Return how many rows of a household each table has, but for the audit trail."""
    found = {}
    with system_scope("a test counts rows"), connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns where table_schema = 'public'"
            " and column_name = 'household_id' and table_name <> 'accounts_auditevent'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"select count(*) from {table} where household_id = {household.pk}")
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def test_history_of_a_shared_household_goes_on_without_the_name(
    household: Household,
    alice: User,
    media: Path,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    owner = make_member(household, Role.OWNER, f"{MARK}@example.net")
    assert owner.user is not None
    with household_scope(household.pk, user_id=owner.user.pk):
        books = Books(household, owner)
        books.spend("2025-03-31", "1", payee="Corner shop")
        close_period(by=owner, start=date(2025, 1, 1), end=date(2026, 1, 1))
    request_closing(user=owner.user, confirmation=owner.user.email)

    with django_capture_on_commit_callbacks(execute=True):
        assert erase_due(later(15)).people == 1

    assert tables_with(MARK) == {}
    with household_scope(household.pk):
        assert Transaction.objects.get().created_by is None
        assert set(ChangeSet.objects.values_list("user", flat=True)) == {None}


def test_who_became_the_last_owner_meanwhile_waits(household: Household, alice: User) -> None:
    owner = make_member(household, Role.OWNER)
    request_closing(user=alice, confirmation=alice.email)
    with household_scope(household.pk):
        Membership.objects.filter(user=owner.user).update(role=Role.MEMBER)

    assert erase_due(later(15)).people == 0
    assert User.objects.filter(pk=alice.pk).exists()


def test_guards_hold_again_after_erasing(
    planted: tuple[User, Household], household: Household, actor: Actor
) -> None:
    request_closing(user=planted[0], confirmation=planted[0].email)
    with household_scope(household.pk):
        books = Books(household, actor)
        spent = books.spend("2025-03-31", "1")
        close_period(by=actor, start=date(2025, 1, 1), end=date(2026, 1, 1))

    erase_due(later(15))

    with (
        pytest.raises(Exception, match="closed"),
        transaction.atomic(),
        household_scope(household.pk),
    ):
        Transaction.objects.filter(pk=spent.pk).update(memo="changed")


def test_person_scope_sees_own_rows_alone(alice: User, bob: User) -> None:
    with person_scope(alice.pk):
        DataExport.objects.create(user=alice)

    with person_scope(bob.pk):
        assert DataExport.objects.count() == 0
    with person_scope(alice.pk):
        assert DataExport.objects.count() == 1
