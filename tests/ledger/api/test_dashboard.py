"""The dashboard for programs says what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Right
from ledger.reports.dashboard import Dashboard
from tests.api.callers import caller, codes, fields
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest

ADDRESS = "/api/v1/dashboard/"
TODAY = "2026-03-20T12:00:00Z"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """All of it happens on one day, signing in included."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def lived(household: Household, actor: Actor) -> Books:
    """Books with two months of earning and spending, in two currencies."""
    books = Books(household, actor)
    books.book("2026-02-01", (books.checking, "2000"), (books.salary, "-2000"))
    books.book("2026-03-01", (books.checking, "2100.50"), (books.salary, "-2100.50"))
    books.spend("2026-02-05", "300", books.rent)
    books.spend("2026-03-05", "350", books.rent, payee="Landlord")
    books.spend("2026-03-06", "49.99")
    books.spend("2026-03-07", "0.01", books.food)
    books.book("2026-03-08", (books.dollars, "10"), (books.opening, "-10"))
    return books


def read(api: Client, **query: str) -> Any:
    answer = api.get(ADDRESS, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def money(amount: str, currency: str = "EUR") -> dict[str, str]:
    return {"amount": amount, "currency": currency}


def test_figures_of_the_month(api: Client, lived: Books) -> None:
    found = read(api)

    current = found["current"]
    assert current["period"] == {"start": "2026-03-01", "end": "2026-04-01"}
    assert current["income"]["money"] == money("2100.50")
    assert current["spending"]["money"] == money("400.00")
    assert current["saved"] == money("1700.50")
    assert found["before"]["saved"] == money("1700.00")
    assert found["net_worth"][-1] == {
        "on": "2026-03-20",
        "money": money("3400.50"),
        "unrated": [money("10.00", "USD")],
        "rates": [],
    }
    assert found["net_worth_change"] == money("3400.50")
    assert [
        (each["name"], each["money"]["amount"], each["share"]) for each in found["spending"]
    ] == [
        ("Test rent", "350.00", "0.8750"),
        ("Test food", "50.00", "0.1250"),
        ("Test groceries", "49.99", "0.1250"),
    ]
    assert [each["parent"] for each in found["spending"]] == [None, None, lived.food.pk]


def test_every_figure_of_the_page_is_there(api: Client, client: Client, lived: Books) -> None:
    report: Dashboard = client.get("/dashboard/?period=last-month").context["report"]
    found = read(api, period="last-month")

    for name in ("current", "before"):
        flow = getattr(report, name)
        amounts = [flow.income.money, flow.spending.money, flow.saved]
        told = [found[name]["income"]["money"], found[name]["spending"]["money"]]
        assert [*told, found[name]["saved"]] == [money(f"{each.amount:.2f}") for each in amounts]
    assert len(found["cash_flow"]) == len(report.cash_flow) == 12
    assert [each["saved"]["amount"] for each in found["cash_flow"]] == [
        f"{each.saved.amount:.2f}" for each in report.cash_flow
    ]
    assert [(each["on"], each["money"]["amount"]) for each in found["net_worth"]] == [
        (each.on.isoformat(), f"{each.money.amount:.2f}") for each in report.net_worth
    ]
    assert [(each["account"], each["balance"]["amount"]) for each in found["accounts"]] == [
        (each.account.pk, f"{each.balance.amount:.2f}") for each in report.places
    ]
    assert [row["id"] for row in found["transactions"]] == [row.id for row in report.recent]
    assert found["imports"] == []


def test_query_of_a_figure_lists_the_transactions_behind_it(api: Client, lived: Books) -> None:
    query = read(api)["current"]["spending"]["query"]

    rows = api.get(f"/api/v1/transactions/?{query}").json()["results"]

    assert [row["amount"]["amount"] for row in rows] == ["-0.01", "-49.99", "-350.00"]


def test_days_are_chosen_like_everywhere_in_the_api(api: Client, lived: Books) -> None:
    found = read(api, start="2026-02-01", end="2026-02-06")

    assert found["current"]["period"] == {"start": "2026-02-01", "end": "2026-02-06"}
    assert found["current"]["spending"]["money"] == money("300.00")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"period": "decade"}, ["period"]),
        ({"start": "2026-01-01"}, ["end"]),
        ({"end": "2026-01-01"}, ["start"]),
        ({"start": "2026-01-02", "end": "2026-01-02"}, ["end"]),
        ({"start": "0001-01-01", "end": "0001-01-01"}, ["end"]),
        ({"start": "1900-01-01", "end": "2026-01-01"}, ["end"]),
        ({"start": "2026-01-01", "end": "2026-02-01", "period": "month"}, ["period"]),
        ({"start": "soon", "end": "2026-02-01"}, ["start"]),
    ],
)
def test_stretch_that_cannot_be_is_named(
    api: Client, query: dict[str, str], wrong: list[str]
) -> None:
    assert fields(api.get(ADDRESS, query)) == (400, wrong)


def test_accounts_that_are_kept_from_somebody_are_in_no_figure(lived: Books) -> None:
    guest = make_guest(lived.household)
    limit(guest, lived.checking, Right.NONE, by=lived.actor)

    found = read(caller(guest.membership.user))

    assert found["net_worth"][-1]["money"] == money("0.00")
    assert lived.checking.pk not in [each["account"] for each in found["accounts"]]


def test_empty_household_has_figures_of_nothing(api: Client) -> None:
    found = read(api)

    assert (found["spending"], found["transactions"]) == ([], [])
    assert found["current"]["saved"] == money("0.00")
    assert date.fromisoformat(found["today"]) == date(2026, 3, 20)


def test_nobody_is_asked_to_sign_in(anonymous: Client, viewer: Client, outsider: Client) -> None:
    assert codes(anonymous.get(ADDRESS)) == (401, "AUTH_1001")
    assert (viewer.get(ADDRESS).status_code, outsider.get(ADDRESS).status_code) == (200, 200)
    assert codes(viewer.post(ADDRESS)) == (405, "RESOURCE_3002")
