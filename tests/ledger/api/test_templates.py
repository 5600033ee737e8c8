"""Templates of transactions in the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ledger.models import Account, Transaction, TransactionTemplate
from tests.api.callers import codes, fields
from tests.factories.books import Books

JSON = "application/json"
LIST = "/api/v1/transaction-templates/"


@pytest.fixture
def rent(books: Books) -> Transaction:
    legs = ((books.checking, "-900"), (books.rent, "800"), (books.food, "100"))
    return books.book("2026-03-01", *legs, payee="Landlord", memo="Flat", tags=("home",))


def keep(api: Client, row: Transaction, **more: Any) -> dict[str, Any]:
    answer = api.post(LIST, {"transaction": row.pk, "name": "Rent"} | more, JSON)
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def test_template_is_made_changed_deleted_and_restored(
    api: Client, books: Books, rent: Transaction
) -> None:
    made = keep(api, rent)
    address = f"{LIST}{made['id']}/"

    changed = api.patch(address, {"name": "Flat"}, JSON)
    gone = api.delete(address)
    trash = api.get(LIST, {"trash": "true"}).json()["results"]
    back = api.post(f"{address}restore/", {}, JSON)

    assert made == {
        "id": made["id"],
        "name": "Rent",
        "payee": books.payee("Landlord").pk,
        "memo": "Flat",
        "tags": [books.tag("home").pk],
        "currency": "EUR",
        "has_amount": True,
        "legs": [
            {"account": account.pk, "amount": eur(amount), "value": eur(amount), "memo": ""}
            for account, amount in (
                (books.checking, "-900.00"), (books.rent, "800.00"), (books.food, "100.00"),
            )
        ],
        "deleted_at": None,
        "version": 1,
    }  # fmt: skip
    assert changed.json() == made | {"name": "Flat", "version": 2}
    assert (gone.status_code, [row["name"] for row in trash]) == (204, ["Flat"])
    assert back.json() == made | {"name": "Flat", "version": 4}


def test_template_keeps_what_another_transaction_says(
    api: Client, books: Books, rent: Transaction
) -> None:
    made = keep(api, rent)
    dearer = books.spend("2026-04-01", "950", category=books.rent)

    changed = api.patch(f"{LIST}{made['id']}/", {"transaction": dearer.pk}, JSON).json()

    assert (changed["name"], changed["payee"], changed["version"]) == ("Rent", None, 2)
    assert [leg["amount"] for leg in changed["legs"]] == [eur("-950.00"), eur("950.00")]


def test_template_is_written_and_changed_in_part_without_a_transaction(
    api: Client, books: Books
) -> None:
    sent = {
        "name": "Gym",
        "account": books.checking.pk,
        "amount": eur("-30.00"),
        "category": books.food.pk,
        "payee_name": "Fit",
        "tags": ["sport"],
    }
    made = api.post(LIST, sent, JSON).json()
    legs = [
        {"account": books.card.pk, "amount": eur("-35.00")},
        {"account": books.food.pk, "amount": eur("30.00")},
        {"account": books.rent.pk, "amount": eur("5.00"), "memo": "Locker"},
    ]

    noted = api.patch(f"{LIST}{made['id']}/", {"memo": "Monthly"}, JSON).json()
    split = api.patch(f"{LIST}{made['id']}/", {"legs": legs}, JSON).json()

    kept = (made["name"], made["has_amount"], made["payee"], made["currency"])
    assert kept == ("Gym", True, books.payee("Fit").pk, "EUR")
    assert [leg["amount"]["amount"] for leg in made["legs"]] == ["-30.00", "30.00"]
    assert noted == made | {"memo": "Monthly", "version": 2}
    assert [(leg["account"], leg["memo"]) for leg in split["legs"]] == [
        (books.card.pk, ""),
        (books.food.pk, ""),
        (books.rent.pk, "Locker"),
    ]
    assert (split["memo"], split["tags"], Transaction.objects.count()) == (
        "Monthly",
        [books.tag("sport").pk],
        0,
    )


def test_template_that_cannot_be_is_refused_with_where(
    api: Client, books: Books, rent: Transaction
) -> None:
    def legs(*parts: tuple[Account, str]) -> dict[str, Any]:
        return {"legs": [{"account": each.pk, "amount": eur(amount)} for each, amount in parts]}

    bodies: list[dict[str, Any]] = [
        {},
        {"transaction": rent.pk, "memo": "Other"},
        {"account": books.checking.pk},
        {"account": books.checking.pk, "amount": eur("-5.00"), "tags": [7]},
        legs((books.checking, "-5.00"), (books.food, "4.00")),
        legs((books.rent, "-5.00"), (books.food, "5.00")),
    ]

    answers = [api.post(LIST, {"name": "Odd"} | body, JSON) for body in bodies]

    assert [fields(answer) for answer in answers[:4]] == [
        (400, ["transaction"]),
        (400, ["transaction"]),
        (400, ["amount"]),
        (400, ["tags[0]"]),
    ]
    assert [codes(answer)[0] for answer in answers[4:]] == [422, 422]
    assert TransactionTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "legs", "field"),
    [
        ({}, ["-900.00", "800.00", "100.00"], None),
        ({"amount": eur("450.00"), "status": "pending"}, ["-450.00", "400.00", "50.00"], None),
        ({"amount": eur("-1.00")}, [], "amount"),
        ({"amount": {"amount": "1.00", "currency": "USD"}}, [], "amount.currency"),
    ],
)
def test_use_books_what_the_template_says(
    api: Client, rent: Transaction, body: dict[str, Any], legs: list[str], field: str | None
) -> None:
    made = keep(api, rent)

    answer = api.post(f"{LIST}{made['id']}/use/", {"date": "2026-04-01"} | body, JSON)

    if field:
        assert fields(answer) == (400, [field])
        return
    row = answer.json()
    assert (answer.status_code, row["date"], row["memo"]) == (201, "2026-04-01", "Flat")
    assert row["status"] == body.get("status", "cleared")
    assert [leg["amount"]["amount"] for leg in row["legs"]] == legs


def test_what_cannot_be_a_template_is_refused(api: Client, books: Books, rent: Transaction) -> None:
    keep(api, rent)
    odd = books.book("2026-03-01", (books.food, "5"), (books.rent, "-5"), currency="EUR")

    twice = api.post(LIST, {"transaction": rent.pk, "name": "RENT"}, JSON)
    refused = api.post(LIST, {"transaction": odd.pk, "name": "Odd"}, JSON)
    empty = api.post(LIST, {"transaction": rent.pk, "name": ""}, JSON)

    assert codes(twice)[0] == 409
    assert codes(refused) == (422, "BUSINESS_4002")
    assert fields(empty) == (400, ["name"])


def test_quick_entry_names_the_template(api: Client, rent: Transaction) -> None:
    made = keep(api, rent)

    found = api.get("/api/v1/transactions/quick/", {"text": "@rent 950"}).json()

    assert (found["template"], found["category"]) == ({"id": made["id"], "name": "Rent"}, None)
    assert (found["payee_name"], found["amount"]) == ("Landlord", "950")
