"""Monthly totals and balances in the API."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.callers import codes, fields
from tests.factories.books import Books

MONTHS, BALANCES = "/api/v1/totals/months/", "/api/v1/totals/balances/"
GAINS = "/api/v1/totals/currency-gains/"


def test_months_are_what_changed(api: Client, books: Books) -> None:
    books.spend("2025-03-31", "1.50")
    books.spend("2025-04-01", "2")
    query = f"start=2025-01-01&account={books.checking.pk}&account={books.groceries.pk}"

    found = api.get(f"{MONTHS}?{query}").json()["results"]

    rows = [(row["account"], row["month"], row["change"]["amount"]) for row in found]
    assert rows == [
        (books.checking.pk, "2025-03-01", "-1.50"),
        (books.groceries.pk, "2025-03-01", "1.50"),
        (books.checking.pk, "2025-04-01", "-2.00"),
        (books.groceries.pk, "2025-04-01", "2.00"),
    ]
    early = api.get(f"{MONTHS}?{query}&end=2025-04-01").json()["results"]
    assert early == found[:2]


def test_balances_are_of_the_end_of_a_day_with_what_lies_below(api: Client, books: Books) -> None:
    books.spend("2025-03-31", "1.50")
    books.spend("2025-04-01", "2")

    answer = api.get(f"{BALANCES}?as_of=2025-03-31").json()

    by_name = {row["name"]: (row["own"], row["total"]) for row in answer["accounts"]}
    spent = [{"amount": "1.50", "currency": "EUR"}]
    assert answer["as_of"] == "2025-03-31"
    assert by_name["Test food"] == ([], spent)
    assert by_name["Test groceries"] == (spent, spent)
    assert by_name["Test checking"][0][0]["amount"] == "-1.50"


@pytest.mark.parametrize("address", [MONTHS, BALANCES, GAINS])
def test_totals_are_the_households_own(
    outsider: Client, anonymous: Client, viewer: Client, books: Books, address: str
) -> None:
    books.spend("2025-03-31", "1.50")
    names = {books.checking.pk, books.groceries.pk}

    answer = outsider.get(f"{address}?start=2025-01-01").json()

    rows = answer.get("results") or answer.get("accounts", [])
    assert names & {row["account"] for row in rows} == set()
    assert viewer.get(address).status_code == 200
    assert codes(anonymous.get(address)) == (401, "AUTH_1001")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        (f"{MONTHS}?start=March&account=x", ["account[0]", "start"]),
        (f"{BALANCES}?as_of=today", ["as_of"]),
    ],
)
def test_totals_name_what_they_cannot_read(api: Client, query: str, wrong: list[str]) -> None:
    assert fields(api.get(query)) == (400, wrong)


def test_currency_gains_sum_to_the_closing_worth(api: Client, books: Books) -> None:
    books.rate("2026-01-05", "USD", "EUR", "0.9")
    books.rate("2026-01-31", "USD", "EUR", "0.95")
    books.book("2026-01-05", (books.dollars, "100"), (books.opening, "-100"))

    found = api.get(f"{GAINS}?start=2026-01-01&end=2026-02-01").json()

    amounts = {name: money["amount"] for name, money in found["whole"].items()}
    assert amounts == {
        "opening": "0.00",
        "flows": "90.00",
        "realised": "0.00",
        "unrealised": "5.00",
        "closing": "95.00",
    }
    line = found["accounts"][0]
    assert (line["account"], line["closing_balance"]["amount"]) == (books.dollars.pk, "100.00")
    assert (line["opening_rate"], line["closing_rate"]["rate"]) == (None, "0.95")
    assert (found["equity_closing"]["amount"], found["left_out"]) == ("5.00", [])


@pytest.mark.parametrize(
    "query", ["start=2026-01-02&end=2026-01-02", "start=1899-12-31", "end=2190-01-02"]
)
def test_currency_gains_refuse(api: Client, query: str) -> None:
    assert fields(api.get(f"{GAINS}?{query}")) == (400, ["end"])
