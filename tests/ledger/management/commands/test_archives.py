"""Full archives by the commands: written, restored into a new household, refused."""

from __future__ import annotations

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.actors import Actor
from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import household_scope, system_scope
from ledger.models import SearchQueue, SearchWord
from tests.factories.accounts import make_household
from tests.factories.archives import archive_of, fill, tampered
from tests.factories.books import Books


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def home(archive: bytes, tmp_path: Path) -> Path:
    """The file of a household with every kind of row."""
    path = tmp_path / "home.zip"
    path.write_bytes(archive)
    return path


def run(command: str, *args: str, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command(command, *args, stdout=out, json=True, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_archive_goes_out_and_into_a_household_that_is_made(books: Books, tmp_path: Path) -> None:
    fill(books, random.Random(1))
    home = tmp_path / "home.zip"
    run("export_archive", household=str(books.household.pk), output=str(home))

    restored = run("import_archive", str(home), household="Home again")
    again = tmp_path / "again.zip"
    written = run("export_archive", household="Home again", output=str(again))

    assert again.read_bytes() == home.read_bytes()
    assert restored["counts"] == written["counts"]
    assert (restored["left_out"], restored["files"]) == ({}, 2)
    assert oct(home.stat().st_mode)[-3:] == "600"
    with household_scope(restored["id"]):
        members = Membership.objects.filter(household_id=restored["id"])
        assert {(row.user.email, row.role) for row in members.select_related("user")} == {
            ("alice@example.org", Role.OWNER),
            ("member@example.org", Role.MEMBER),
        }
        assert SearchWord.objects.filter(word="landlord").count() == 0
        assert SearchWord.objects.exists()
        assert not SearchQueue.objects.exists()
    assert run("verify_ledger", household=str(restored["id"]))["ok"] is True


def test_owner_who_has_no_sign_in_gets_one_without_a_password(home: Path, alice: User) -> None:
    with system_scope("a test renames a person"):
        User.objects.filter(pk=alice.pk).update(email="other@example.org")

    restored = run("import_archive", str(home), household="Elsewhere")

    made = User.objects.get(email="alice@example.org")
    assert not made.has_usable_password()
    with household_scope(restored["id"]):
        assert Membership.objects.get(user=made).role == Role.OWNER


def test_archive_goes_into_an_empty_household_by_its_id(home: Path, bob: User) -> None:
    empty = make_household(bob, "Empty")

    restored = run("import_archive", str(home), household=str(empty.pk))

    assert (restored["household"], restored["left_out"]) == (
        "Empty",
        {"ledger.AccountRight": 1, "ledger.Operation": 2, "ledger.SavedView": 2},
    )


def test_lines_for_people_count_what_came(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_archive", str(home), household="Told")

    said = capsys.readouterr().out.splitlines()
    assert ("ledger.Rule: 4" in said, said[-1]) == (True, "files: 2")


@pytest.mark.parametrize("case", ["changed", "full", "no file", "no owner"])
def test_refusals_leave_nothing_and_end_with_1(
    case: str, books: Books, home: Path, tmp_path: Path
) -> None:
    path, name = home, "Refused"
    if case == "changed":
        path = tmp_path / "changed.zip"
        path.write_bytes(tampered(home.read_bytes(), lambda parts: parts.update({"x": b""})))
    elif case == "no owner":
        path = tmp_path / "nobody.zip"
        data = tampered(home.read_bytes(), lambda parts: parts.update({"people.jsonl": b""}))
        path.write_bytes(data)
    elif case == "full":
        books.spend("2026-03-02", "5")
        name = str(books.household.pk)
    else:
        path = tmp_path / "none.zip"

    with pytest.raises(CommandError) as refused:
        run("import_archive", str(path), household=name)

    assert refused.value.returncode == 1
    with system_scope("a test looks for the household"):
        assert not Household.objects.filter(name="Refused").exists()


def test_archive_that_cannot_be_written_is_refused(books: Books, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run(
            "export_archive",
            household=str(books.household.pk),
            output=str(tmp_path / "no" / "folder.zip"),
        )

    assert refused.value.returncode == 1
    with household_scope(books.household.pk):
        assert archive_of(Actor.system(books.household).household)
