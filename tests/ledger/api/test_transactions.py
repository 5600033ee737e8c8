"""Transactions through the API: the register, entering, editing, the trash, annotating."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Household
from accounts.roles import Role
from ledger.models import Account, Transaction
from ledger.services.payees import set_default_category
from ledger.taxonomy import FEES
from tests.api.callers import codes, fields, member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

LIST = "/api/v1/transactions/"
JSON = "application/json"
SAVEPOINT = ("savepoint", "release")
"""What the request's transaction costs within the test's own."""


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def address(row: Transaction) -> str:
    return f"{LIST}{row.pk}/"


def legs(answer: Any) -> list[tuple[str, str]]:
    return [(leg["account_name"], leg["amount"]["amount"]) for leg in answer.json()["legs"]]


def test_line_of_quick_entry_is_understood_and_books_nothing(api: Client, books: Books) -> None:
    row = books.spend("2026-03-02", "9", books.rent, payee="Corner shop")

    answer = api.get(f"{LIST}quick/", {"text": "corner 4.50 card 2026-03-01 #work"})
    unknown = api.get(f"{LIST}quick/", {"text": "Nobody"}).json()

    assert answer.json() == {
        "payee": {"id": row.payee_id, "name": "Corner shop"},
        "payee_name": "Corner shop",
        "amount": "4.50",
        "is_income": False,
        "date": "2026-03-01",
        "account": {"id": books.card.pk, "name": "Test card"},
        "category": {"id": books.rent.pk, "name": "Test rent"},
        "template": None,
        "tags": ["work"],
    }
    assert (unknown["payee"], unknown["payee_name"], unknown["amount"]) == (None, "Nobody", None)
    assert api.get(f"{LIST}quick/").status_code == 400
    assert Transaction.objects.count() == 1


def test_create_of_an_account_an_amount_and_a_category(api: Client, books: Books) -> None:
    body = {
        "date": "2025-03-31",
        "account": books.checking.pk,
        "amount": euros("-12.3"),
        "category": books.groceries.pk,
        "payee_name": "Corner shop",
        "memo": "Apples",
        "status": "pending",
        "tags": ["fruit", "Fruit"],
    }

    answer = api.post(LIST, body, JSON)

    row = answer.json()
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    assert legs(answer) == [("Test checking", "-12.30"), ("Test groceries", "12.30")]
    assert (row["amount"], row["currency"]) == (euros("-12.30"), "EUR")
    assert (row["date"], row["status"], row["memo"]) == ("2025-03-31", "pending", "Apples")
    assert (row["payee"]["name"], [tag["name"] for tag in row["tags"]]) == (
        "Corner shop",
        ["fruit"],
    )
    assert (row["source"], row["category_source"], row["payee_source"]) == ("api", "user", "user")
    assert api.get(answer["Location"]).json() == row


def test_create_of_a_split_in_legs(api: Client, books: Books) -> None:
    body = {
        "date": "2025-03-31",
        "legs": [
            {"account": books.checking.pk, "amount": euros("-30")},
            {"account": books.groceries.pk, "amount": euros("10"), "memo": "Bread"},
            {"account": books.rent.pk, "amount": euros("20.00")},
        ],
    }

    answer = api.post(LIST, body, JSON)

    counterpart = answer.json()["counterpart"]
    assert answer.status_code == 201
    assert (counterpart["kind"], counterpart["account"]) == ("split", None)
    assert [leg["memo"] for leg in answer.json()["legs"]] == ["", "Bread", ""]


def test_create_of_a_transfer_between_currencies(api: Client, books: Books) -> None:
    body = {
        "date": "2025-03-31",
        "legs": [
            {"account": books.checking.pk, "amount": euros("-100")},
            {
                "account": books.dollars.pk,
                "amount": {"amount": "110", "currency": "USD"},
                "value": euros("100"),
            },
        ],
    }

    answer = api.post(LIST, body, JSON)

    counterpart = answer.json()["counterpart"]
    assert answer.json()["legs"][1]["value"] == euros("100.00")
    assert (counterpart["kind"], counterpart["account"]) == ("transfer", books.dollars.pk)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"fee": "1.50"}, [("Test card", "100.00"), ("Bank fees", "1.50")]),
        (
            {"fee": "1.50", "fee_category": "rent"},
            [("Test card", "100.00"), ("Test rent", "1.50")],
        ),
        (
            {"category": "dollars", "received": "110", "fee": "1.50"},
            [("Test dollars", "110.00"), ("Bank fees", "1.50")],
        ),
        ({"category": "dollars", "received": "110"}, [("Test dollars", "110.00")]),
    ],
    ids=["bank fees", "its category", "other currency", "no fee"],
)
def test_create_of_a_transfer_that_costs_something(
    api: Client, books: Books, more: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    body = transfer(books, **more)

    answer = api.post(LIST, body, JSON)

    paid = "-101.50" if "fee" in more else "-100.00"
    assert answer.status_code == 201
    assert legs(answer) == [("Test checking", paid), *expected]
    change = {name: value for name, value in body.items() if name != "date"}
    changed = api.patch(answer["Location"], change | {"amount": euros("-50")}, JSON)
    assert (changed.status_code, changed.json()["date"]) == (200, "2025-03-31")
    assert legs(changed)[0] == ("Test checking", "-51.50" if "fee" in more else "-50.00")


def transfer(books: Books, **more: str) -> dict[str, Any]:
    """Return a body that moves 100 euros to the card, or with `more` in place of it."""
    values: dict[str, Any] = {"account": "checking", "category": "card", "amount": "-100", **more}
    currencies = {"received": "USD" if values["category"] == "dollars" else "EUR"}
    body: dict[str, Any] = {"date": "2025-03-31"}
    for name, value in values.items():
        if name in {"account", "category", "fee_category"}:
            body[name] = getattr(books, value).pk
        else:
            body[name] = {"amount": value, "currency": currencies.get(name, "EUR")}
    return body


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"fee": "1", "category": "rent"}, "fee"),
        ({"fee": "1", "amount": "100"}, "fee"),
        ({"received": "90", "category": "rent"}, "received"),
        ({"fee": "-1"}, "fee"),
        ({"fee": "0"}, "fee"),
        ({"fee_category": "rent"}, "fee"),
        ({"fee": "1", "fee_category": "card"}, "fee_category"),
    ],
    ids=["spending", "money in", "arrived", "negative", "nothing", "category alone", "account"],
)
def test_what_a_transfer_costs_is_refused(
    api: Client, books: Books, more: dict[str, str], wrong: str
) -> None:
    assert fields(api.post(LIST, transfer(books, **more), JSON)) == (400, [wrong])


def test_fee_needs_a_category_legs_none(api: Client, books: Books) -> None:
    Account.objects.filter(taxonomy_id=FEES).update(deleted_at="2025-01-01T00:00Z")
    leg = {"account": books.checking.pk, "amount": euros("1")}
    split = {"date": "2025-03-31", "legs": [leg, leg], "fee": euros("1")}
    dollars = transfer(books, fee="1") | {"fee": {"amount": "1", "currency": "USD"}}

    assert fields(api.post(LIST, transfer(books, fee="1"), JSON)) == (400, ["fee_category"])
    assert fields(api.post(LIST, split, JSON)) == (400, ["fee"])
    assert fields(api.post(LIST, dollars, JSON)) == (400, ["fee.currency"])


@pytest.mark.parametrize(
    ("amount", "usual", "expected"),
    [
        ("-5", None, "Uncategorised expense"),
        ("5", None, "Uncategorised income"),
        ("-5", "rent", "Test rent"),
    ],
)
def test_create_without_a_category_takes_the_payees_or_none_yet(
    api: Client, books: Books, amount: str, usual: str | None, expected: str
) -> None:
    payee = books.payee("Landlord")
    if usual:
        set_default_category(by=books.actor, payee=payee, category=getattr(books, usual))
    body = {"date": "2025-03-31", "account": books.checking.pk, "payee": payee.pk}

    answer = api.post(LIST, body | {"amount": euros(amount)}, JSON)

    assert [name for name, _ in legs(answer)][1] == expected


def test_create_names_every_field_that_is_wrong(api: Client, books: Books) -> None:
    body = {
        "date": "31.03.2025",
        "legs": [
            {"account": "checking", "amount": euros("1e3")},
            {"account": books.rent.pk, "amount": {"amount": 5, "currency": "euro"}},
        ],
        "status": "done",
        "tags": "fruit",
        "memmo": "",
    }
    unknown = api.post(LIST, body, JSON)
    del body["memmo"]

    answer = api.post(LIST, body, JSON)

    assert fields(unknown) == (400, ["memmo"])
    assert fields(answer) == (
        400,
        [
            "date",
            "legs[0].account",
            "legs[0].amount.amount",
            "legs[1].amount.amount",
            "legs[1].amount.currency",
            "status",
            "tags",
        ],
    )


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, "legs"),
        ({"account": "checking"}, "amount"),
        ({"amount": "-5"}, "account"),
        ({"account": "dollars", "amount": "-5"}, "amount.currency"),
        ({"account": "checking", "amount": "-5", "legs": 2}, "account"),
    ],
)
def test_create_needs_legs_or_an_account_and_an_amount(
    api: Client, books: Books, change: dict[str, Any], wrong: str
) -> None:
    body: dict[str, Any] = {"date": "2025-03-31"} | change
    if "account" in body:
        body["account"] = getattr(books, body["account"]).pk
    if "amount" in body:
        body["amount"] = euros(body["amount"])
    if "legs" in body:
        leg = {"account": books.checking.pk, "amount": euros("1")}
        body["legs"] = [leg] * body["legs"]

    assert fields(api.post(LIST, body, JSON)) == (400, [wrong])


def test_create_that_does_not_balance_is_refused_and_leaves_nothing(
    api: Client, books: Books
) -> None:
    body = {
        "date": "2025-03-31",
        "payee_name": "Nobody yet",
        "legs": [
            {"account": books.checking.pk, "amount": euros("-30")},
            {"account": books.rent.pk, "amount": euros("20")},
        ],
    }

    answer = api.post(LIST, body, JSON)

    assert codes(answer) == (422, "BUSINESS_4001")
    assert "10" in answer.json()["detail"]
    assert api.get("/api/v1/payees/").json()["results"] == []


def test_create_in_a_closed_period_is_refused(api: Client, books: Books) -> None:
    make_closed_month(books.household, "2025-03")
    body = {"date": "2025-03-31", "account": books.checking.pk, "amount": euros("1")}

    assert codes(api.post(LIST, body, JSON)) == (409, "BUSINESS_4003")


def test_update_keeps_what_is_not_named(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30", payee="Corner shop", tags=("fruit",), memo="Apples")
    before = api.get(address(row)).json()

    answer = api.patch(address(row), {"date": "2025-04-01", "status": "pending"}, JSON)

    changed = {"date": "2025-04-01", "status": "pending", "version": 2}
    assert answer.json() == before | changed


def test_update_replaces_legs_and_takes_payee_and_tags_away(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30", payee="Corner shop", tags=("fruit",))
    body = {
        "account": books.card.pk,
        "amount": euros("-9"),
        "category": books.rent.pk,
        "payee": None,
        "tags": [],
    }

    answer = api.patch(address(row), body, JSON, headers={"If-Match": '"1"'})

    assert legs(answer) == [("Test card", "-9.00"), ("Test rent", "9.00")]
    assert (answer.json()["payee"], answer.json()["tags"]) == (None, [])


def test_update_of_legs_needs_every_part_of_a_leg(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30")
    body = {"legs": [{"account": books.card.pk}, {"amount": {"amount": "1"}}]}

    assert fields(api.patch(address(row), body, JSON)) == (
        400,
        ["legs[0].amount", "legs[1].account", "legs[1].amount.currency"],
    )


@pytest.mark.parametrize("verb", ["patch", "delete"])
def test_writes_to_what_changed_since_are_refused(api: Client, books: Books, verb: str) -> None:
    row = books.spend("2025-03-31", "12.30")
    api.patch(address(row), {"memo": "Mine"}, JSON, headers={"If-Match": '"1"'})

    answer = getattr(api, verb)(address(row), {"memo": "X"}, JSON, headers={"If-Match": '"1"'})

    assert codes(answer) == (412, "RESOURCE_3003")
    assert api.get(address(row)).json()["memo"] == "Mine"


def test_delete_moves_to_the_trash_and_restore_back(api: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30")

    assert api.delete(address(row)).status_code == 204

    assert api.get(LIST).json()["results"] == []
    assert [each["id"] for each in api.get(f"{LIST}?trash=1").json()["results"]] == [row.pk]
    assert api.patch(address(row), {"memo": "X"}, JSON).status_code == 404
    restored = api.post(f"{address(row)}restore/")
    assert (restored["ETag"], restored.json()["deleted_at"]) == ('"3"', None)


def test_list_filters_as_the_register_does(api: Client, books: Books) -> None:
    wanted = books.spend("2025-03-31", "12.30", payee="Corner shop", tags=("fruit",))
    books.spend("2025-03-30", "99", category=books.rent)
    queries = [
        f"category={books.food.pk}",
        f"payee={wanted.payee_id}&account={books.checking.pk}",
        f"tag={books.tag('fruit').pk}",
        "start=2025-03-31&end=2025-04-01",
        "min=10&max=20.5",
        "q=corner",
        f"id={wanted.pk}&status=cleared&status=pending",
    ]

    found = [[row["id"] for row in api.get(f"{LIST}?{q}").json()["results"]] for q in queries]

    assert found == [[wanted.pk]] * len(queries)


def test_list_pages_both_ways(api: Client, books: Books) -> None:
    made = [books.spend(f"2025-03-{day:02}", "1", memo="m&m").pk for day in range(1, 6)][::-1]
    first = api.get(f"{LIST}?limit=2&q=m%26m").json()

    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()
    back = api.get(second["previous"]).json()

    pages = [[row["id"] for row in page["results"]] for page in (first, second, third, back)]
    assert pages == [made[:2], made[2:4], made[4:], made[:2]]
    assert (first["previous"], third["next"]) == (None, None)


def test_list_of_one_account_carries_its_balance(api: Client, books: Books) -> None:
    books.spend("2025-03-30", "10")
    books.spend("2025-03-31", "2.50")

    rows = api.get(f"{LIST}?account={books.checking.pk}").json()["results"]

    assert [row["balance"] for row in rows] == [euros("-12.50"), euros("-10.00")]
    assert api.get(LIST).json()["results"][0]["balance"] is None


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("start=yesterday", ["start"]),
        ("account=x&status=done", ["account[0]", "status[0]"]),
        ("min=-1", ["min"]),
        ("q=%00", ["q"]),
        ("limit=1000", ["limit"]),
        ("cursor=2025-03-31.4", ["cursor"]),
        ("cursor=older.2025-13-31.4", ["cursor"]),
        ("batch=99999999999999999999", ["batch"]),
    ],
)
def test_list_names_what_it_cannot_read(
    api: Client, books: Books, query: str, wrong: list[str]
) -> None:
    assert fields(api.get(f"{LIST}?{query}")) == (400, wrong)


def test_list_costs_eight_queries_for_one_and_for_many(api: Client, books: Books) -> None:
    counts = []
    for number in (1, 29):
        for each in range(number):
            books.spend("2025-03-31", "1", payee=f"Shop {each % 7}", tags=("fruit",))
        with CaptureQueriesContext(connection) as queries:
            shown = api.get(f"{LIST}?account={books.checking.pk}").json()["results"]
        counts.append(len(queries))

    assert len(shown) == 30
    assert counts[0] == counts[1] <= 8 + len(SAVEPOINT)


def test_annotate_gives_many_what_is_named_as_one_act(api: Client, books: Books) -> None:
    split = books.book(
        "2025-03-30", (books.checking, "-3"), (books.rent, "1"), (books.groceries, "2")
    )
    row = books.spend("2025-03-31", "12.30", tags=("fruit",))
    body = {
        "transactions": [row.pk, split.pk],
        "category": books.rent.pk,
        "payee": books.payee("Corner shop").pk,
        "add_tags": ["new"],
        "remove_tags": [books.tag("fruit").pk],
        "memo": "Both",
        "status": "pending",
    }

    answer = api.post(f"{LIST}annotate/", body, JSON)

    shown = api.get(address(row)).json()
    assert (answer.status_code, answer.json()["changed"]) == (200, 2)
    assert [each["transaction"] for each in answer.json()["skipped"]] == [split.pk]
    assert shown["counterpart"]["account"] == books.rent.pk
    assert (shown["payee"]["name"], shown["memo"], shown["status"]) == (
        "Corner shop",
        "Both",
        "pending",
    )
    assert [tag["name"] for tag in shown["tags"]] == ["new"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (400, "VALIDATION_2001")),
        ({"transactions": [], "memo": "x"}, (400, "VALIDATION_2001")),
        ({"transactions": [2**40], "memo": "x"}, (404, "RESOURCE_3001")),
    ],
)
def test_annotate_refuses_nothing_to_do_and_nothing_to_do_it_on(
    api: Client, books: Books, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    row = books.spend("2025-03-31", "12.30")

    answer = api.post(f"{LIST}annotate/", {"transactions": [row.pk]} | change, JSON)

    assert codes(answer) == expected


def test_reviewers_annotate_and_change_nothing_else(books: Books, household: Household) -> None:
    row = books.spend("2025-03-31", "12.30")
    reviewer = member(household, Role.REVIEWER)

    annotated = reviewer.post(f"{LIST}annotate/", {"transactions": [row.pk], "memo": "Seen"}, JSON)
    changed = reviewer.patch(address(row), {"memo": "Seen"}, JSON)

    assert (annotated.status_code, changed.status_code) == (200, 403)


def writes(browser: Client, row: Transaction) -> list[tuple[int, str]]:
    """Try every write to a transaction and return how each was refused."""
    body = {"transactions": [row.pk], "memo": "x"}
    return [
        codes(browser.patch(address(row), {"memo": "x"}, JSON)),
        codes(browser.delete(address(row))),
        codes(browser.post(f"{address(row)}restore/")),
        codes(browser.post(f"{LIST}annotate/", body, JSON)),
    ]


def test_strangers_find_nothing(outsider: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30")

    assert codes(outsider.get(address(row))) == (404, "RESOURCE_3001")
    assert writes(outsider, row) == [(404, "RESOURCE_3001")] * 4
    assert outsider.get(LIST).json()["results"] == []


def test_strangers_accounts_do_not_exist(outsider: Client, books: Books) -> None:
    body = {"date": "2025-03-31", "account": books.checking.pk, "amount": euros("-1")}

    assert fields(outsider.post(LIST, body, JSON)) == (400, ["account"])


def test_viewers_read_and_do_not_write(viewer: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30")

    assert viewer.get(LIST).json()["results"][0]["id"] == row.pk
    assert writes(viewer, row) == [(403, "AUTH_1003")] * 4


def test_nobody_is_asked_to_sign_in(anonymous: Client, books: Books) -> None:
    row = books.spend("2025-03-31", "12.30")

    assert codes(anonymous.get(LIST)) == (401, "AUTH_1001")
    assert writes(anonymous, row) == [(401, "AUTH_1001")] * 4
