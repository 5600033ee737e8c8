"""Every list of the API, as its document names them: each order page by page, parts of rows."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from accounts.actors import Actor
from accounts.models import DataExport, Household, Invitation, User
from accounts.roles import Right, Role
from accounts.services.api_tokens import create_token, revoke_token
from ledger.enums import (
    AssertionSource,
    ClaimState,
    PairKind,
    PairState,
    ReconciliationState,
    RuleTrigger,
    Status,
)
from ledger.models import (
    BalanceAssertion,
    ChangeSet,
    Claim,
    ImportBatch,
    ImportRow,
    Operation,
    Pair,
    Payee,
    Reconciliation,
    Refund,
    RuleRun,
    SavedView,
    Transaction,
)
from ledger.services.attachments import attach_file
from ledger.services.feeds import create_feed
from ledger.services.reminders import create_reminder, set_reminder_done
from ledger.services.templates import create_template
from ledger.services.transactions import delete_transactions
from tests.api.callers import caller, codes, fields
from tests.factories.accounts import make_household, make_invitation, make_job
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import schedule
from tests.ledger.api.rows import KINDS

PREFIX = "/api/v1/"
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
Row = dict[str, Any]


def lists() -> dict[str, tuple[list[str], list[str]]]:
    """Return every list by its path, with what it can be ordered by and what its rows show."""
    generator: Any = SchemaGenerator
    paths = generator().get_schema(request=None, public=True)["paths"]
    found = {}
    for path, methods in paths.items():
        given = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        if "cursor" in given:
            ordering, shown = (given[name]["schema"]["pattern"] for name in ("ordering", "fields"))
            found[path] = _words(ordering), _words(shown)
    return found


def _words(pattern: str) -> list[str]:
    return pattern[pattern.index("(") + 1 : pattern.index(")")].split("|")


LISTS = lists()


@pytest.fixture
def api(household: Household, actor: Actor, alice: User, settings: Any, tmp_path: Any) -> Client:
    """A program of Alice's, whose household has rows of each kind: ties, and values that lack."""
    settings.MEDIA_ROOT = tmp_path
    books = Books(household, actor)
    for kind in KINDS:
        for name in ("B", "a", "Ä", "c"):
            kind.make(actor, f"{name} {kind.name}")
    add_transactions(books)
    add_pairs(books)
    add_refunds(books)
    for number, name in enumerate(("B", "a", "Ä", "c")):
        SavedView.objects.create(
            household=household, owner=alice, name=name, query="rent", is_pinned=number > 1
        )
        bought = Transaction.objects.in_household(household).earliest("pk")
        create_template(by=actor, transaction=bought, name=name, has_amount=number > 1)
        Operation.objects.create(household=household, owner=alice, name=name, is_shared=number > 1)
    for day in ("2026-03-03", "2026-03-01", "2026-03-02"):
        books.rate(day, "USD", "EUR", "0.9")
    books.rate("2026-03-01", "CHF", "USD", "1.1")
    for name in ("B", "a", "Ä"):
        create_feed(by=actor, name=name)
    add_imports(books)
    add_reconciliations(books)
    add_rule_runs(books)
    add_reminders(books)
    add_statements(books)
    add_trash(books)
    add_people(books, alice)
    for number, state in enumerate(("queued", "done", "done", "failed")):
        started = MOMENT if state == "done" else None
        make_job(household, state=state, title=f"Job {number % 2}", started_at=started)
        schedule(
            books, name=f"Bill {number % 2}", ends_before=date(2027, 1, 1) if started else None
        )
    return caller(alice)


def add_transactions(books: Books) -> None:
    for number, day in enumerate(("2026-03-01", "2026-03-02", "2026-03-02", "2026-03-01") * 2):
        row = books.spend(
            day,
            "1",
            payee=f"Shop {number % 3}" if number % 2 else "",
            memo="Bread" if number > 3 else "",
            status=Status.PENDING if number == 5 else Status.CLEARED,
        )
        content = BytesIO(b"Paid" * (1 + number % 2))
        attach_file(by=books.actor, transaction=row, name=f"{number % 3}.txt", stream=content)


def add_pairs(books: Books) -> None:
    rows = list(Transaction.objects.in_household(books.household).order_by("pk"))
    for number, (first, second) in enumerate(pairwise(rows[:5])):
        Pair.objects.create(
            household=books.household,
            kind=PairKind.TRANSFER if number % 2 else PairKind.DUPLICATE,
            state=PairState.REJECTED if number else PairState.JOINED,
            first=first,
            second=second,
            accounts=[books.checking.pk],
        )


def add_refunds(books: Books) -> None:
    rows = list(Transaction.objects.in_household(books.household).order_by("pk"))
    for number, row in enumerate(rows[:4]):
        shared: dict[str, Any] = {
            "household": books.household,
            "purchase": row,
            "amount": number % 2 + 1,
            "currency": "EUR",
            "accounts": [books.checking.pk],
        }
        state = ClaimState.WAIVED if number else ClaimState.OPEN
        Claim.objects.create(
            **shared, payee=row.payee or books.payee("Bob"), asked_on=row.date, state=state
        )
        Refund.objects.create(**shared, incoming=rows[-number - 1])


def add_imports(books: Books) -> None:
    for number in range(4):
        batch = ImportBatch.objects.create(
            household=books.household,
            account=books.checking,
            file_name=f"{number % 2}.csv",
            file_digest=str(number),
            file_size=number // 2,
            first_date=date(2026, 1, 1) if number % 2 else None,
            posted_at=MOMENT if number else None,
        )
        for line in (3, 1, 2, 1):
            ImportRow.objects.create(
                household=books.household,
                batch=batch,
                line=line,
                outcome="matched" if line > 1 else "skipped",
                date=date(2026, 1, line) if line > 1 else None,
            )


def add_reconciliations(books: Books) -> None:
    for number, day in enumerate((31, 28, 31, 30)):
        Reconciliation.objects.create(
            household=books.household,
            account=books.card if number % 2 else books.checking,
            statement_date=date(2026, 1, day),
            statement_balance=number,
            state=ReconciliationState.DONE if number else ReconciliationState.OPEN,
            finished_at=MOMENT if number > 1 else None,
        )


def add_rule_runs(books: Books) -> None:
    acts = ChangeSet.objects.in_household(books.household).order_by("pk")
    for number, act in enumerate(acts[:4]):
        RuleRun.objects.create(
            household=books.household,
            change_set=act,
            trigger=RuleTrigger.EDIT if number % 2 else RuleTrigger.HAND,
            changed_count=1 + number // 2,
        )


def add_reminders(books: Books) -> None:
    for number, text in enumerate(("B", "a", "Ä", "c")):
        row = create_reminder(by=books.actor, remind_on=date(2026, 3, 1 + number // 2), text=text)
        if number > 1:
            set_reminder_done(by=books.actor, reminder=row, is_done=True)


def add_statements(books: Books) -> None:
    for number in range(4):
        BalanceAssertion.objects.create(
            household=books.household,
            account=books.checking,
            date=date(2026, 1 + number // 2, 28),
            amount=number,
            source=AssertionSource.TYPED if number else AssertionSource.STATEMENT,
        )


def add_trash(books: Books) -> None:
    gone = [books.spend(f"2026-02-0{1 + number // 2}", "1").pk for number in range(4)]
    delete_transactions(by=books.actor, transactions=gone[:2])
    delete_transactions(by=books.actor, transactions=gone[2:])


def add_people(books: Books, alice: User) -> None:
    for number, role in enumerate((Role.VIEWER, Role.MEMBER, Role.MEMBER)):
        make_household(alice, f"House {number % 2}")
        guest = make_guest(books.household, role, f"guest{number}@example.org")
        limit(guest, books.card, Right.READ if number else Right.NONE, by=books.actor)
        make_invitation(books.actor, f"asked{number}@example.org", role)
        DataExport.objects.create(user=alice, size=number // 2, ready_at=MOMENT if number else None)
        token = create_token(by=books.actor, name=f"t{number % 2}", grants=["profile:read"]).token
        if number:
            revoke_token(by=books.actor, token=token)
    Invitation.objects.filter(email__startswith="asked0").update(ended_at=MOMENT, state="declined")


@pytest.fixture
def rows(api: Client) -> dict[str, int]:
    """The row meant by a list below a row."""
    ids = [row["id"] for row in api.get(f"{PREFIX}transactions/").json()["results"]]
    body = {"transactions": ids, "memo": "Read"}
    api.post(f"{PREFIX}transactions/annotate/", body, "application/json")
    act = api.get(f"{PREFIX}history/?limit=1").json()["results"][0]["id"]
    return {"history": act, "imports": ImportBatch.objects.latest("pk").pk}


def address_of(path: str, rows: dict[str, int]) -> str:
    return path.replace("{id}", str(rows.get(path.split("/")[3], 0)))


def read(api: Client, address: str, **query: Any) -> Any:
    answer = api.get(address, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def walk(api: Client, address: str, size: int, ordering: str) -> list[Row]:
    """Return all rows page by page, having gone back to the first page from the last one."""
    pages = [read(api, address, limit=size, ordering=ordering)]
    while pages[-1]["next"]:
        pages.append(read(api, pages[-1]["next"]))
    back = [pages[-1]]
    while back[-1]["previous"]:
        back.append(read(api, back[-1]["previous"]))
    assert [page["results"] for page in back] == [page["results"] for page in pages[::-1]]
    return [row for page in pages for row in page["results"]]


def values_of(found: list[Row], name: str) -> list[Any]:
    if name == "payee":
        return [row["payee"]["name"] if row["payee"] else row["raw_payee"] for row in found]
    return [row[name] for row in found]


def in_order(values: list[Any]) -> list[Any]:
    """Return values as the database orders them, what is null at the end."""
    known = [value for value in values if value is not None]
    missing = [None] * (len(values) - len(known))
    if not any(isinstance(value, str) for value in known):
        return [*sorted(known), *missing]
    with connection.cursor() as cursor:
        sorts_by = _as_moment(known)
        cursor.execute(f"select v from unnest(%s::text[]) v order by {sorts_by}", [known])
        return [*(value for (value,) in cursor.fetchall()), *missing]


def _as_moment(values: list[Any]) -> str:
    """Return what is sorted by: moments are written with and without parts of a second."""
    is_moment = bool(values) and all(str(value).endswith("Z") for value in values)
    return "v::timestamptz" if is_moment else "v"


@pytest.mark.parametrize("path", LISTS)
def test_every_order_shows_every_row_once_and_in_order(
    api: Client, rows: dict[str, int], path: str
) -> None:
    address, (orderings, _fields) = address_of(path, rows), LISTS[path]

    for name in orderings:
        whole = read(api, address, limit=500, ordering=name)["results"]
        size = max(2, len(whole) // 4)

        assert len(whole) > 2
        assert walk(api, address, size, name) == whole
        assert walk(api, address, size, f"-{name}") == whole[::-1]
        assert values_of(whole, name) == in_order(values_of(whole, name))


def test_rows_show_the_fields_that_are_asked_for(api: Client, rows: dict[str, int]) -> None:
    for path, (_orderings, shown) in LISTS.items():
        address = address_of(path, rows)
        whole = read(api, address)["results"]

        for name in shown:
            part = read(api, address, fields=f"{name},{shown[0]}")["results"]
            wanted = {name, shown[0]}
            assert part == [{key: row[key] for key in row if key in wanted} for row in whole], path


@pytest.mark.parametrize("parameter", ["ordering", "fields"])
def test_unknown_names_are_refused(api: Client, rows: dict[str, int], parameter: str) -> None:
    for path in LISTS:
        address = address_of(path, rows)

        for text in ("", "colour", "--id", "id,", "id household", "pk", "user__password"):
            answer = api.get(address, {parameter: text})

            assert (path, *fields(answer)) == (path, 400, [parameter])
            assert codes(answer) == (400, "VALIDATION_2001")


def test_cursor_of_another_order_is_refused(api: Client, rows: dict[str, int]) -> None:
    for path, (orderings, _fields) in LISTS.items():
        address, name = address_of(path, rows), orderings[0]
        cursor = read(api, address, limit=1, ordering=name)["next"].partition("cursor=")[2]

        answer = api.get(f"{address}?ordering=-{name}&cursor={cursor.partition('&')[0]}")

        assert (path, *fields(answer)) == (path, 400, ["cursor"])


def test_several_orders_hold_at_once(api: Client) -> None:
    found = walk(api, f"{PREFIX}jobs/", 2, "title,-state")
    both = [(row["title"], row["state"]) for row in found]

    assert both == [("Job 0", "queued"), ("Job 0", "done"), ("Job 1", "failed"), ("Job 1", "done")]


def test_several_orders_of_transactions_hold_at_once(api: Client) -> None:
    found = walk(api, f"{PREFIX}transactions/", 3, "memo,-date")

    assert [(row["memo"], row["date"][-2:]) for row in found] == [
        *[("", "02")] * 2,
        *[("", "01")] * 2,
        *[("Bread", "02")] * 2,
        *[("Bread", "01")] * 2,
    ]


def test_rows_added_meanwhile_move_nothing(api: Client, household: Household) -> None:
    first = read(api, f"{PREFIX}payees/", limit=2, ordering="name")
    before = read(api, first["next"])["results"]

    Payee.objects.create(household=household, name="!first")
    Payee.objects.create(household=household, name="zzz")

    assert read(api, first["next"])["results"] == before


@pytest.mark.parametrize("ordering", ["memo", "name", "created_at"])
@pytest.mark.parametrize(
    "place",
    [[None, "1"], ["x\0", "1"], ["x", "one"], ["x", None], [1, 2], ["\ud800", "1"], ["x"], "xy", 7],
)
def test_forged_places_are_refused(api: Client, ordering: str, place: Any) -> None:
    where = {"memo": "transactions", "name": "payees", "created_at": "jobs"}[ordering]
    last = "id" if where == "transactions" else "pk"
    text = urlsafe_b64encode(json.dumps([[ordering, last], False, place]).encode()).decode()

    answer = api.get(f"{PREFIX}{where}/", {"ordering": ordering, "cursor": text})

    assert fields(answer) == (400, ["cursor"])
