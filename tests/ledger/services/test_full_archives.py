"""Full archives out and in: the same file again, and everything that is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from accounts.actors import Actor
from accounts.full_archive.columns import tables
from accounts.full_archive.errors import ArchiveError
from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import enter_household, household_scope
from accounts.services.full_archives import write_full_archive
from ledger.imports.statement import StatementFile
from ledger.models import (
    Account,
    Attachment,
    ChangeSet,
    ImportBatch,
    Payee,
    Rule,
    SavedView,
    Schedule,
    Tag,
    Transaction,
)
from ledger.reports.verify import verify_ledger
from ledger.seeding.demo import seed_demo
from ledger.services.errors import QuotaExceeded
from ledger.services.imports import ImportRequest, import_file
from ledger.services.proposals import dismiss_proposal, open_proposals
from ledger.services.search_index import index_household
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_household, make_member, make_user
from tests.factories.archives import (
    Parts,
    archive_of,
    edited,
    empty_like,
    fill,
    restore,
    statement,
    tampered,
)
from tests.factories.books import Books
from tests.factories.files import PDF

# What the factory fills, by the day on which it was written.
KNOWN = {
    f"ledger.{name}"
    for name in (
        "Account",
        "AccountRight",
        "Attachment",
        "Change",
        "ChangeSet",
        "Claim",
        "ExchangeRate",
        "ImportBatch",
        "ImportProfile",
        "ImportRow",
        "Occurrence",
        "Pair",
        "Operation",
        "Payee",
        "PayeeAlias",
        "PersonAccount",
        "Period",
        "Posting",
        "Reconciliation",
        "Refund",
        "Reminder",
        "Rule",
        "RuleGroup",
        "RuleRun",
        "SavedView",
        "Schedule",
        "Tag",
        "Tick",
        "Transaction",
        "TransactionTag",
        "TransactionTemplate",
        "",
    )
}
pytestmark = pytest.mark.usefixtures("long_ids")


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def empty(archive: bytes, alice: User) -> Household:
    """An empty household of the people of the archive."""
    made = make_household(alice, "Empty")
    member = User.objects.filter(email="member@example.org").first()
    with household_scope(made.pk):
        Membership.objects.create(
            household=made, user=member or make_user("member@example.org"), role=Role.MEMBER
        )
    return made


def parts_of(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}


def lines_of(archive: bytes, label: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in parts_of(archive)[f"{label}.jsonl"].splitlines()]


def test_the_household_of_the_tests_has_every_kind_of_row(archive: bytes) -> None:
    """But for models that the factory does not know yet: these are archived all the same."""
    filled = {name.removesuffix(".jsonl") for name in parts_of(archive) if "ledger." in name}
    missing = {table.label for table in tables()} - filled
    assert missing & KNOWN == set()
    assert [row["email"] for row in lines_of(archive, "people")] == [
        "alice@example.org",
        "member@example.org",
    ]


@pytest.mark.parametrize("seed", range(4))
def test_restored_books_give_the_same_archive(books: Books, seed: int) -> None:
    fill(books, random.Random(seed))
    archive = archive_of(books.household)
    empty = empty_like(books.household)

    restored = restore(archive, empty)

    again = archive_of(empty)
    assert parts_of(again) == parts_of(archive)
    assert again == archive
    assert restored.left_out == {}
    assert restored.counts == {
        table.label: len(lines_of(archive, table.label))
        for table in tables()
        if table.part in parts_of(archive)
    }
    with household_scope(empty.pk):
        assert verify_ledger(empty).differences == ()


def test_settings_come_again(books: Books) -> None:
    own = {"base_currency": "USD", "time_zone": "Europe/Vienna", "month_start_day": 25}
    own |= {"trash_days": 90, "refunds_in_purchase_month": True}
    Household.objects.filter(pk=books.household.pk).update(**own)
    books.household.refresh_from_db()
    archive = archive_of(books.household)
    empty = empty_like(books.household)

    restore(archive, empty)

    with household_scope(empty.pk):
        empty.refresh_from_db()
    assert {name: getattr(empty, name) for name in own} == own
    assert archive_of(empty) == archive


def test_an_older_archive_leaves_the_settings_that_it_does_not_know(
    archive: bytes, empty: Household
) -> None:
    with household_scope(empty.pk):
        Household.objects.filter(pk=empty.pk).update(trash_days=14, time_zone="Europe/Vienna")

    restore(tampered(archive, manifest=told(household=SET)), empty)

    with household_scope(empty.pk):
        empty.refresh_from_db()
    assert (empty.trash_days, empty.refunds_in_purchase_month) == (14, False)
    assert (empty.time_zone, empty.month_start_day) == ("UTC", 1)


def test_the_demo_gives_the_same_archive(db: None) -> None:
    demo = seed_demo(email="demo@example.org", password=None, today=date(2026, 5, 20), seed=11)
    archive = archive_of(demo)
    empty = empty_like(demo)

    restore(archive, empty)

    assert archive_of(empty) == archive


def test_an_archive_holds_no_id(books: Books) -> None:
    """Ids of the tests have seven digits; only what rows of files are known by keeps one."""
    fill(books, random.Random(1))
    archive = archive_of(books.household)

    parts = parts_of(archive).items()
    text = b"\n".join(data for name, data in parts if not name.startswith("files/")).decode()
    with household_scope(books.household.pk):
        transactions = set(Transaction.objects.values_list("pk", flat=True))
        payees = set(Payee.objects.values_list("pk", flat=True))
    assert not [pk for pk in transactions | payees if str(pk) in text]


def test_restored_books_work_on(archive: bytes, empty: Household) -> None:
    restore(archive, empty)

    with household_scope(empty.pk):
        by = Actor.system(empty)
        card = Account.objects.get(name="Test card")
        again = import_file(by=by, request=ImportRequest(account=card, source=statement(9)))
        undone = undo_change_set(by=by, change_set=ChangeSet.objects.filter(kind="rule.create")[0])
        attached = Attachment.objects.get(content_type="application/pdf")
        kept = Path(attached.storage_key)
        number = Account.objects.get(name="With a number")
    assert (again.added, again.matched + again.skipped) == (0, 9)
    assert undone.change_set is not None
    assert kept.parts[:2] == ("attachments", str(empty.pk))
    assert number.number == "DE89370400440532013000"
    assert index_household(empty.pk) > 0


def test_what_was_dismissed_is_not_proposed_where_it_is_restored(books: Books) -> None:
    today = date(2026, 6, 20)
    for month in range(1, 7):
        books.spend(f"2026-{month:02}-03", "9.99", books.rent, payee="Filmkiste")
        books.spend(f"2026-{month:02}-05", "4.50", books.rent, memo="Account fee")
        books.spend(f"2026-{month:02}-07", "7.25", books.rent, memo="Locker")
    keys = {row.name: row.key for row in open_proposals(books.household, today=today)}
    for name in ("Filmkiste", "Account Fee"):
        dismiss_proposal(by=books.actor, key=keys[name], today=today)
    archive, empty = archive_of(books.household), empty_like(books.household)

    restore(archive, empty)

    with household_scope(empty.pk):
        assert [row.name for row in open_proposals(empty, today=today)] == ["Locker"]


def test_rules_mean_the_restored_rows(archive: bytes, empty: Household) -> None:
    restore(archive, empty)

    with household_scope(empty.pk):
        rule, move, split, link = Rule.objects.order_by("pk")
        plan = Schedule.objects.get()
        food = Account.objects.get(name="Test food")
        card = Account.objects.get(name="Test card")
        rent = Account.objects.get(name="Test rent")
        work = Tag.objects.get(name="Work")
        amazon = Payee.objects.get(name="Amazon")
    assert (rule.actions["set_category"], rule.actions["set_payee"]) == (food.pk, amazon.pk)
    assert (move.actions["transfer_to"], move.actions["remove_tags"]) == (card.pk, [work.pk])
    assert [part["category"] for part in split.actions["split"]] == [food.pk, rent.pk]
    assert link.actions == {
        "link_schedule": plan.pk,
        "remind": {"days": 30, "text": "Look again"},
    }
    assert rule.conditions["all"][1]["any"][0]["value"] == [card.pk]


def test_what_is_of_people_who_are_no_members_is_left_out(archive: bytes, alice: User) -> None:
    alone = make_household(alice, "Alone")

    restored = restore(archive, alone, alice)

    with household_scope(alone.pk, user_id=alice.pk):
        assert Membership.objects.filter(household=alone).count() == 1
        assert SavedView.objects.count() == 2
    assert restored.left_out == {"ledger.AccountRight": 1}


def test_what_others_keep_to_themselves_is_not_in_an_owners_archive(
    books: Books,
) -> None:
    fill(books, random.Random(1))
    other = make_member(books.household, Role.OWNER, "olga@example.org")
    assert other.user is not None

    out = BytesIO()
    with household_scope(books.household.pk, user_id=other.user.pk):
        write_full_archive(out, by=other)

    assert [row["name"] for row in lines_of(out.getvalue(), "ledger.SavedView")] == ["Ours"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.MEMBER, Role.REVIEWER, Role.VIEWER])
def test_only_owners_take_archives_and_restore_them(
    archive: bytes, empty: Household, role: Role
) -> None:
    by = make_member(empty, role, "other@example.org")
    into = make_member(empty, role, "another@example.org")

    with pytest.raises(PermissionDenied):
        write_full_archive(BytesIO(), by=by)
    with pytest.raises(PermissionDenied):
        restore(archive, empty, into.user)


def no_part(parts: Parts) -> None:
    del parts["ledger.Posting.jsonl"]


def stranger_part(parts: Parts) -> None:
    parts["../../etc/passwd"] = b"root"


def stranger_file(parts: Parts) -> None:
    parts["files/ledger.Attachment/99"] = b"nobody's"


def other_file(parts: Parts) -> None:
    name = next(name for name in parts if name.startswith("files/ledger.Attachment"))
    parts[name] = PDF + b"!"


def no_json(parts: Parts) -> None:
    parts["ledger.Tag.jsonl"] = b"{\n" + parts["ledger.Tag.jsonl"].split(b"\n", 1)[1]


def two_tags(parts: Parts) -> None:
    lines = parts["ledger.Tag.jsonl"].splitlines()
    lines[1] = json.dumps(json.loads(lines[0]) | {"id": 2}).encode()
    parts["ledger.Tag.jsonl"] = b"\n".join(lines) + b"\n"


TAMPERED: dict[str, tuple[Callable[[Parts], None], str]] = {
    "part missing": (no_part, "ledger.Transaction.jsonl, line 1: it has fewer than two postings"),
    "unknown part": (stranger_part, "../../etc/passwd: is unknown"),
    "file of nobody": (stranger_file, "files/ledger.Attachment/99: belongs to no row"),
    "other file": (other_file, "ledger.Attachment.jsonl, line 1: its file is not the one"),
    "no json": (no_json, "ledger.Tag.jsonl, line 1: is no JSON"),
    "taken twice": (two_tags, "ledger.Tag.jsonl: The database refuses its rows: tag_name_once"),
    "unbalanced": (
        edited("ledger.Posting", 2, amount="12.35", value="12.35"),
        "ledger.Transaction.jsonl, line 1: its values are off by",
    ),
    "other date": (
        edited("ledger.Posting", 1, date="2020-01-01"),
        "ledger.Posting.jsonl, line 1: it disagrees",
    ),
    "base values": (
        edited("ledger.Posting", 1, base_value="-1"),
        "ledger.Transaction.jsonl, line 1: ",
    ),
    "foreign key outside": (
        edited("ledger.Posting", 3, account=9_999_999),
        "ledger.Posting.jsonl, line 3: account refers to ledger.Account 9999999",
    ),
    "foreign key to nothing": (
        edited("ledger.Posting", 3, account=-1),
        "ledger.Posting.jsonl, line 3: account is no number of a row",
    ),
    "id outside in a rule": (
        edited("ledger.Rule", 1, actions={"set_category": 9_999_999}),
        "ledger.Rule.jsonl, line 1: actions refers to ledger.Account 9999999",
    ),
    "rule without sense": (
        edited("ledger.Rule", 1, conditions={"all": 7}),
        "ledger.Rule.jsonl, line 1: conditions has another shape",
    ),
    "id of another line": (edited("ledger.Tag", 2, id=1), "ledger.Tag.jsonl, line 2: its id"),
    "unknown column": (edited("ledger.Tag", 1, colour="red"), "line 1: colour is unknown"),
    "other household": (edited("ledger.Tag", 1, household=1), "line 1: household is unknown"),
    "no number": (edited("ledger.Posting", 1, amount="NaN"), "line 1: amount is no number"),
    "no date": (edited("ledger.Transaction", 1, date="2025-02-30"), "line 1: date "),
    "no instant": (edited("ledger.Transaction", 1, created_at="now"), "created_at is no instant"),
    "no choice": (edited("ledger.Transaction", 1, status="paid"), "status is none of its choices"),
    "no currency": (edited("ledger.Account", 1, kind="cash", currency="€"), "currency "),
    "no boolean": (edited("ledger.Account", 1, is_in_net_worth=1), "is_in_net_worth is neither"),
    "too long": (edited("ledger.Tag", 1, name="x" * 51), "name is longer than 50 characters"),
    "no text": (edited("ledger.Tag", 1, name=None), "name is no text"),
    "null byte": (edited("ledger.Tag", 1, name="a\0"), "name holds a character"),
    "out of range": (edited("ledger.Tag", 1, version=-1), "version is out of range"),
    "circle": (edited("ledger.Account", 1, parent=1), "line 1: parent leads back"),
    "no list": (edited("ledger.Schedule", 1, accounts={"1": 2}), "accounts "),
    "no schedule": (edited("ledger.Schedule", 1, every=0), "ledger.Schedule.jsonl, line 1: "),
    "nobody": (edited("people", 1, email=7), "people.jsonl, line 1: names nobody"),
    "number": (edited("ledger.Account", 1, number=7), "line 1: it has a number that is no text"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_an_archive_that_was_changed_is_refused_by_part_and_line(
    archive: bytes, empty: Household, case: str, tmp_path: Path
) -> None:
    change, said = TAMPERED[case]
    before = archive_of(empty)
    files = sorted(tmp_path.rglob("*"))

    with pytest.raises(ArchiveError) as refused:
        restore(tampered(archive, change), empty)

    assert said in str(refused.value)
    assert archive_of(empty) == before
    assert [path for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [
        path for path in files if path.is_file()
    ]


def told(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest.update(values)


SET: dict[str, Any] = {"base_currency": "EUR", "time_zone": "UTC", "month_start_day": 1}


def setting(**values: Any) -> Callable[[dict[str, Any]], None]:
    return told(household=SET | values)


def other_size(manifest: dict[str, Any]) -> None:
    manifest["parts"]["people.jsonl"]["bytes"] += 1


def other_hash(manifest: dict[str, Any]) -> None:
    manifest["parts"]["people.jsonl"]["sha256"] = "0" * 64


def other_count(manifest: dict[str, Any]) -> None:
    manifest["parts"]["people.jsonl"]["rows"] += 1


def no_entry(manifest: dict[str, Any]) -> None:
    del manifest["parts"]["people.jsonl"]


MANIFESTS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "newer": (told(version=2), "The archive has version 2; this release reads version 1"),
    "older": (told(version=0), "The archive has version 0"),
    "no version": (told(version=None), "The archive has version None"),
    "another format": (told(format="zip"), "This is no archive of Finehance"),
    "no parts": (told(parts=[]), "names no parts"),
    "size": (other_size, "people.jsonl: has another size"),
    "hash": (other_hash, "people.jsonl: is not what the manifest says"),
    "count": (other_count, "people.jsonl: has another number of lines"),
    "part left out": (no_entry, "people.jsonl: is in the file alone"),
    "no settings": (told(household={}), "does not say how the household is set"),
    "a setting is missing": (
        told(household={"base_currency": "EUR", "time_zone": "UTC"}),
        "does not say how the household is set",
    ),
    "unknown setting": (setting(colour="red"), "household.colour is unknown: a newer release"),
    "no time zone": (setting(time_zone="Moon"), "household.time_zone: Moon is not a time zone"),
    "no currency": (setting(base_currency="€"), "household.base_currency: Write a currency code"),
    "a day beyond": (setting(month_start_day=32), "household.month_start_day: Ensure this value"),
    "no days": (setting(trash_days=0), "manifest.json: household.trash_days: Ensure this value"),
    "too many days": (setting(trash_days=3_651), "household.trash_days: Ensure this value"),
    "days beyond the column": (setting(trash_days=40_000), "household.trash_days: is out of range"),
    "days as a text": (setting(trash_days="30"), "household.trash_days: is no whole number"),
    "neither true nor false": (
        setting(refunds_in_purchase_month="yes"),
        "household.refunds_in_purchase_month: is neither true nor false",
    ),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_a_manifest_that_was_changed_is_refused(
    archive: bytes, empty: Household, case: str
) -> None:
    change, said = MANIFESTS[case]

    with pytest.raises(ArchiveError) as refused:
        restore(tampered(archive, manifest=change), empty)

    assert said in str(refused.value)


def test_a_part_that_was_changed_behind_its_manifest_is_refused(
    archive: bytes, empty: Household
) -> None:
    change = edited("ledger.Tag", 1, name="Holidaj")

    with pytest.raises(ArchiveError, match=r"ledger.Tag.jsonl: "):
        restore(tampered(archive, change, is_sealed=False), empty)


def bomb(_archive: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", 8) as target:
        target.writestr("people.jsonl", b"0" * 50_000_000)
        target.writestr("manifest.json", b"{}")
    return out.getvalue()


def twice(archive: bytes) -> bytes:
    out = BytesIO(archive)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(out, "a") as target:
        target.writestr("people.jsonl", b"")
    return out.getvalue()


def cut(archive: bytes) -> bytes:
    return archive[: len(archive) // 2]


def flipped(archive: bytes) -> bytes:
    at = archive.index(b"people.jsonl") + 40
    return archive[:at] + bytes([archive[at] ^ 255]) + archive[at + 1 :]


def other_zip(_archive: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as target:
        target.writestr("hello.txt", b"hello")
    return out.getvalue()


FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no zip": (lambda _archive: b"Date,Payee,Amount", "This is no ZIP file"),
    "nothing": (lambda _archive: b"", "This is no ZIP file"),
    "cut off": (cut, "This is no ZIP file"),
    "a bit flipped": (flipped, "people.jsonl: is broken"),
    "bomb": (bomb, "unfolds to far more"),
    "twice": (twice, "some of them twice"),
    "another zip": (other_zip, "it has no manifest.json"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_archive_is_refused(archive: bytes, empty: Household, case: str) -> None:
    make, said = FILES[case]

    with pytest.raises(ArchiveError) as refused:
        restore(make(archive), empty)

    assert said in str(refused.value)


def test_a_household_with_anything_in_it_is_refused(
    archive: bytes, books: Books, bob: User
) -> None:
    books.spend("2026-03-02", "5")
    with pytest.raises(ArchiveError, match="goes into an empty household"):
        restore(archive, books.household)

    tagged = make_household(bob, "Tagged")
    with household_scope(tagged.pk):
        Books(tagged, Actor.system(tagged)).tag("One")
        with pytest.raises(ArchiveError, match="this one has accounts, tags"):
            restore(archive, tagged)


def test_an_archive_is_restored_once(archive: bytes, empty: Household) -> None:
    restore(archive, empty)

    with pytest.raises(ArchiveError, match="goes into an empty household"):
        restore(archive, empty)


def test_files_need_room(archive: bytes, empty: Household, settings: Settings) -> None:
    settings.FILE_QUOTA = 10

    with pytest.raises(QuotaExceeded):
        restore(archive, empty)


def test_an_older_archive_may_lack_columns_that_have_a_default(
    archive: bytes, empty: Household
) -> None:
    def change(parts: Parts) -> None:
        rows = [json.loads(line) for line in parts["ledger.Rule.jsonl"].splitlines()]
        for row in rows:
            del row["stops"], row["deleted_at"]
        parts["ledger.Rule.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    restore(tampered(archive, change), empty)

    with household_scope(empty.pk):
        assert not Rule.objects.filter(stops=True).exists()


def test_a_file_that_waits_for_import_waits_again(books: Books, tmp_path: Path) -> None:
    from ledger.services.uploads import source_of, store_upload

    enter_household(books.household.pk, user_id=books.actor.user.pk if books.actor.user else None)
    data = b"Date,Payee,Amount\n2026-03-01,Shop,-1.00\n"
    store_upload(by=books.actor, account=books.card, name="a.csv", stream=BytesIO(data))
    empty = empty_like(books.household)

    restore(archive_of(books.household), empty)

    with household_scope(empty.pk):
        source: StatementFile = source_of(ImportBatch.objects.get())
        with source.opener() as stream:
            assert stream.read() == data
