"""Archives hold everything that is kept of a household or a person, and nobody else's."""

from __future__ import annotations

import csv
import hashlib
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pytest_django import Settings

from accounts import portability
from accounts.actors import Actor
from accounts.models import Household, User
from accounts.progress import JobCancelled, Progress
from accounts.scope import household_scope
from accounts.services.archives import write_household_archive, write_person_archive
from accounts.services.consents import give_consent
from ledger.services.uploads import store_upload
from tests.factories.accounts import make_job
from tests.factories.books import Books

FILE = b"Date,Text,Amount\n2025-03-31,x,1.00\n"


@pytest.fixture
def books(household: Household, actor: Actor, settings: Settings, tmp_path: Path) -> Books:
    """A household with a number, a split, a formula, and a file on its way."""
    settings.MEDIA_ROOT = tmp_path
    books = Books(household, actor)
    books.spend("2026-03-01", "12.50", payee="=Corner shop", tags=("trip",))
    books.checking.set_number("DE89370400440532013000")
    books.checking.save()
    store_upload(by=actor, account=books.checking, name="a.csv", stream=BytesIO(FILE))
    return books


def household_archive(household: Household) -> ZipFile:
    out = BytesIO()
    write_household_archive(out, household=household, progress=Progress())
    return ZipFile(out)


def person_archive(user: User) -> ZipFile:
    out = BytesIO()
    write_person_archive(out, user=user, progress=Progress())
    return ZipFile(out)


def table(archive: ZipFile, label: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(archive.read(f"tables/{label}.json"))
    return found


def text_of(archive: ZipFile) -> str:
    return "".join(archive.read(name).decode() for name in archive.namelist())


def test_manifest_vouches_for_every_file(books: Books, household: Household) -> None:
    archive = household_archive(household)

    manifest = json.loads(archive.read("manifest.json"))
    assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}
    for name, entry in manifest["files"].items():
        content = archive.read(name)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
    assert {"format", "version", "made_at", "household", "product"} < set(manifest)


def test_every_table_is_there_with_every_row(books: Books, household: Household) -> None:
    archive = household_archive(household)

    files = json.loads(archive.read("manifest.json"))["files"]
    for model in portability.household_models():
        label = portability.label_of(model)
        if label not in portability.LEFT_OUT:
            count = model._base_manager.filter(household=household).count()
            assert (label, files[f"tables/{label}.json"]["rows"]) == (label, count)
            assert len(table(archive, label)) == count


def test_amounts_are_exact_and_numbers_in_clear(books: Books, household: Household) -> None:
    archive = household_archive(household)

    amounts = sorted(row["amount"] for row in table(archive, "ledger.Posting"))
    numbers = {row["number"] for row in table(archive, "ledger.Account")} - {""}
    assert amounts == ["-12.50000000", "12.50000000"]
    assert numbers == {"DE89370400440532013000"}


def test_tables_for_people_hold_no_formula(books: Books, household: Household) -> None:
    archive = household_archive(household)

    rows = list(csv.DictReader(StringIO(archive.read("transactions.csv").decode())))
    assert [(row["Payee"], row["Amount"]) for row in rows] == [("'=Corner shop", "-12.50")]
    assert "Corner shop" in archive.read("journal.hledger").decode()
    assert "Corner shop" in archive.read("journal.beancount").decode()


def test_files_are_there_by_number_never_by_their_own_name(
    books: Books, household: Household
) -> None:
    archive = household_archive(household)

    files = [name for name in archive.namelist() if name.startswith("files/")]
    pk = table(archive, "ledger.ImportBatch")[0]["id"]
    assert files == [f"files/ledger.ImportBatch/{pk}"]
    assert archive.read(files[0]) == FILE


def test_secrets_are_in_no_archive(books: Books, household: Household, alice: User) -> None:
    texts = text_of(household_archive(household)) + text_of(person_archive(alice))

    assert alice.password not in texts
    assert books.checking.number_encrypted not in texts
    assert books.checking.number_digest not in texts


def test_nothing_of_another_household_is_there(
    books: Books, household: Household, other_household: Household
) -> None:
    make_job(other_household, title="Bob's secret job")

    with household_scope(household.pk):
        texts = text_of(household_archive(household))

    assert "Bob" not in texts


def test_person_archive_has_profile_memberships_and_consents(
    books: Books, alice: User, bob: User
) -> None:
    give_consent(user=alice, document="assistant")

    archive = person_archive(alice)

    assert [row["email"] for row in table(archive, "accounts.User")] == ["alice@example.org"]
    assert [row["role"] for row in table(archive, "accounts.Membership")] == ["owner"]
    assert [row["document"] for row in table(archive, "accounts.Consent")] == ["assistant"]
    assert "consent_given" in {row["kind"] for row in table(archive, "accounts.AuditEvent")}
    assert "bob@example.org" not in text_of(archive)
    assert "Corner shop" not in text_of(archive)


def test_progress_ends_full_and_a_cancelled_one_stops(books: Books, household: Household) -> None:
    progress = Progress()
    write_household_archive(BytesIO(), household=household, progress=progress)
    stopped = Progress()
    stopped.cancelled.set()

    assert progress.total - progress.done == 1
    with pytest.raises(JobCancelled):
        write_household_archive(BytesIO(), household=household, progress=stopped)
