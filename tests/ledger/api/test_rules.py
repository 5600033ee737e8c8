"""Rules in the API: what is wrong with one, what they would change, and running them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Role
from accounts.scope import household_scope
from ledger.models import Transaction
from ledger.services.rules import create_rule
from tests.api.callers import codes, fields, member
from tests.factories.books import Books

LIST = "/api/v1/rules/"
JSON = "application/json"


def rule(books: Books, api: Client) -> int:
    """Make a rule that gives what has bread in its memo to groceries, and return its id."""
    body = {
        "name": "Bread",
        "conditions": {"all": [{"field": "memo", "op": "contains", "value": "bread"}]},
        "actions": {"set_category": books.groceries.pk},
    }
    return int(api.post(LIST, body, JSON).json()["id"])


@pytest.mark.parametrize(
    ("part", "value", "wrong"),
    [
        ("conditions", {"field": "memo", "op": "like", "value": "x"}, "conditions"),
        ("conditions", {"field": "memo", "op": "equals", "value": "a\0b"}, "conditions"),
        ("conditions", {"field": "account", "op": "equals", "value": 2**40}, "conditions"),
        ("actions", {"set_category": 2**40}, "actions"),
        ("actions", {}, "actions"),
    ],
)
def test_create_says_what_is_wrong(
    api: Client, books: Books, part: str, value: dict[str, Any], wrong: str
) -> None:
    body: dict[str, Any] = {
        "name": "Bread",
        "conditions": {"field": "memo", "op": "equals", "value": "bread"},
        "actions": {"set_category": books.groceries.pk},
    }

    assert fields(api.post(LIST, body | {part: value}, JSON)) == (400, [wrong])


def test_json_nested_too_deeply_is_malformed(api: Client) -> None:
    depth = 100_000
    body = '{"name": "x", "conditions": ' + "[" * depth + "]" * depth + "}"

    assert codes(api.generic("POST", LIST, body, JSON)) == (400, "VALIDATION_2002")


def test_preview_shows_and_apply_does(api: Client, books: Books) -> None:
    key = rule(books, api)
    books.actor = books.actor.system(books.household)
    row = books.spend("2025-03-31", "1", category=books.rent, memo="Bread and jam")
    books.spend("2025-03-31", "1", memo="Cheese")
    body = {"rules": [key]}

    preview = api.post(f"{LIST}preview/", body, JSON).json()
    applied = api.post(f"{LIST}apply/", body, JSON).json()

    assert preview == {
        "count": 1,
        "rules": [{"rule": key, "count": 1}],
        "proposals": [
            {
                "transaction": row.pk,
                "before": {"accounts": [books.checking.pk, books.rent.pk]},
                "after": {"accounts": [books.checking.pk, books.groceries.pk]},
                "rules": [key],
                "refused": [],
            }
        ],
    }
    assert (applied["changed"], applied["skipped"]) == (1, [])
    run = api.get(f"/api/v1/rule-runs/{applied['run']}/").json()
    assert (run["trigger"], run["rules"], run["is_undone"]) == ("hand", preview["rules"], False)
    assert api.post(f"/api/v1/history/{applied['change_set']}/undo/").json()["undone"] == 1
    assert api.post(f"{LIST}preview/", {}, JSON).json() == preview


def test_preview_looks_at_the_transactions_that_are_named(api: Client, books: Books) -> None:
    rule(books, api)
    row = books.spend("2025-03-31", "1", memo="Cheese")

    answer = api.post(f"{LIST}preview/", {"transactions": [row.pk]}, JSON)

    assert answer.json() == {"count": 0, "rules": [], "proposals": []}


def test_roles_look_run_and_change_rules(
    api: Client, viewer: Client, books: Books, household: Household
) -> None:
    key = rule(books, api)
    reviewer = member(household, Role.REVIEWER)

    answers = [
        viewer.post(f"{LIST}preview/", {}, JSON),
        viewer.post(f"{LIST}apply/", {}, JSON),
        reviewer.post(f"{LIST}apply/", {}, JSON),
        reviewer.delete(f"{LIST}{key}/"),
        viewer.post(f"{LIST}run/", {}, JSON),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 200, 403, 403]


def test_run_queues_a_job_for_rules_that_are_there(api: Client, books: Books) -> None:
    key = rule(books, api)

    answer = api.post(f"{LIST}run/", {"rules": [key]}, JSON)

    assert (answer.status_code, answer.json()["kind"]) == (202, "ledger.rule-run")
    assert fields(api.post(f"{LIST}run/", {"rules": [key + 1]}, JSON)) == (400, ["rules"])


def test_order_puts_rules_into_a_group(api: Client, books: Books) -> None:
    first, second = rule(books, api), rule(books, api)
    group = api.post("/api/v1/rule-groups/", {"name": "Shops"}, JSON).json()["id"]
    other = api.post("/api/v1/rule-groups/", {"name": "Rents"}, JSON).json()["id"]

    moved = api.post(f"{LIST}order/", {"rules": [second, first], "group": group}, JSON)
    turned = api.post("/api/v1/rule-groups/order/", {"groups": [other, group]}, JSON)

    shown = {row["id"]: row for row in api.get(LIST).json()["results"]}
    places = [(shown[key]["group"], shown[key]["position"]) for key in (second, first)]
    assert (moved.status_code, turned.status_code, places) == (204, 204, [(group, 1), (group, 2)])
    names = [row["name"] for row in api.get("/api/v1/rule-groups/").json()["results"]]
    assert names == ["Rents", "Shops"]
    assert fields(api.post(f"{LIST}order/", {"rules": [0]}, JSON)) == (400, ["rules[0]"])
    unknown = api.post("/api/v1/rule-groups/order/", {"groups": [10**9]}, JSON)
    assert fields(unknown) == (400, ["groups"])


def test_run_needs_signing_in_and_reads_ids(anonymous: Client, api: Client) -> None:
    assert codes(anonymous.post(f"{LIST}apply/", {}, JSON)) == (401, "AUTH_1001")
    answer = api.post(f"{LIST}apply/", {"rules": ["1"], "transactions": []}, JSON)
    assert fields(answer) == (400, ["rules[0]", "transactions"])


@pytest.mark.parametrize("act", ["preview", "apply"])
@pytest.mark.parametrize("name", ["rules", "transactions"])
def test_run_refuses_rows_that_are_not_there(
    api: Client, other_household: Household, act: str, name: str
) -> None:
    with household_scope(other_household.pk):
        theirs = Books(other_household, Actor.system(other_household))
        row = theirs.spend("2026-03-01", "1")
        strange = create_rule(
            by=theirs.actor,
            name="Theirs",
            conditions={"all": [{"field": "payee", "op": "contains", "value": "x"}]},
            actions={"set_category": theirs.food.pk},
        )
    key = strange.pk if name == "rules" else row.pk

    answer = api.post(f"/api/v1/rules/{act}/", {name: [key]}, JSON)

    assert fields(answer) == (400, [name])


def test_suggestions_tell_the_habit_until_it_is_rejected(api: Client, books: Books) -> None:
    rows = [books.spend("2026-03-01", "1", payee="Corner shop") for _ in range(3)]
    Transaction.objects.update(source="api")
    payee = books.payee("Corner shop").pk

    told = api.get(f"{LIST}suggestions/").json()
    rejected = api.post(f"{LIST}reject/", {"payee": payee, "category": books.groceries.pk}, JSON)

    assert told == {
        "suggestions": [
            {
                "payee": payee,
                "payee_name": "Corner shop",
                "category": books.groceries.pk,
                "category_name": "Test groceries",
                "transactions": [row.pk for row in reversed(rows)],
            }
        ]
    }
    assert rejected.status_code == 204
    assert api.get(f"{LIST}suggestions/").json() == {"suggestions": []}
    assert fields(api.post(f"{LIST}reject/", {"payee": payee}, JSON)) == (400, ["category"])


def test_document_goes_round_or_says_what_lacks(api: Client, books: Books) -> None:
    rule(books, api)
    document = api.get(f"{LIST}document/").json()
    lacking = {"set_category": "Nothing"}

    added = api.post(f"{LIST}import/", document, JSON)
    document["rules"][0]["actions"] = lacking
    refused = api.post(f"{LIST}import/", document, JSON)

    assert (added.status_code, len(added.json()["rules"])) == (201, 1)
    assert refused.status_code == 400
    assert "Not in this household: account or category: Nothing" in refused.content.decode()
    assert len(api.get(LIST).json()["results"]) == 2
