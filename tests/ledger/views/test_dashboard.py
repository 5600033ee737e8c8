"""The first page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledger.enums import AmountKind
from ledger.money import Money
from ledger.services.arrivals import run_schedules
from ledger.services.reminders import create_reminder
from ledger.services.saved_views import create_saved_view
from tests.factories.books import Books
from tests.factories.schedules import schedule

DASHBOARD = "/dashboard/"
MOST_QUERIES = 12
"""Of any page, whatever a household has."""


@pytest.fixture
def march(books: Books) -> Books:
    """Income and spending of February and March 2026."""
    books.book("2026-02-27", (books.checking, "2000.00"), (books.salary, "-2000.00"))
    books.spend("2026-02-10", "300.00", books.rent)
    books.spend("2026-03-05", "60.00")
    return books


@time_machine.travel(date(2026, 3, 15), tick=False)
def test_dashboard_tells_this_month_and_opens_what_is_behind(client: Client, march: Books) -> None:
    figures = client.get(DASHBOARD).context["figures"]

    assert [(figure.label, figure.money, figure.note) for figure in figures] == [
        ("Net worth", Money(Decimal(1640), "EUR"), "+€1,640.00 in a year"),
        ("Income", Money(Decimal(0), "EUR"), "€2,000.00 less than in Feb 2026"),
        ("Spending", Money(Decimal(60), "EUR"), "€240.00 less than in Feb 2026"),
        ("Left over", Money(Decimal(-60), "EUR"), "€1,700.00 in Feb 2026"),
    ]
    rows = client.get(figures[2].url).context["page"].rows
    assert [(row.date, row.amount.amount) for row in rows] == [(date(2026, 3, 5), Decimal(-60))]


@time_machine.travel(date(2026, 3, 15), tick=False)
@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("", "Mar 2026"),
        ("?period=last-month", "Feb 2026"),
        ("?period=quarter", "1 Jan – 31 Mar 2026"),
        ("?period=year", "2026"),
        ("?period=90-days", "16 Dec 2025 – 15 Mar 2026"),
        ("?period=nonsense", "Mar 2026"),
        ("?start=2026-03-03&until=2026-03-05", "3 – 5 Mar 2026"),
    ],
)
def test_dashboard_is_about_the_chosen_period(
    query: str, label: str, client: Client, books: Books
) -> None:
    choice = client.get(DASHBOARD + query).context["choice"]

    assert (choice.period.label, choice.problem) == (label, "")


@time_machine.travel(date(2026, 3, 15), tick=False)
@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("?start=x&until=2026-01-01", "Choose the first and the last day."),
        ("?start=2026-03-03", "Choose the first and the last day."),
        (
            "?start=2026-03-03&until=2026-03-01",
            "The last day must come after the first, within thirty years.",
        ),
    ],
)
def test_dashboard_says_what_is_wrong_with_the_days(
    query: str, problem: str, client: Client, books: Books
) -> None:
    choice = client.get(DASHBOARD + query).context["choice"]

    assert (choice.period.label, choice.problem) == ("Mar 2026", problem)


def test_dashboard_draws_charts_with_their_figures(client: Client, march: Books) -> None:
    content = client.get(DASHBOARD).content.decode()

    charts = ("net-worth-chart", "spending-chart", "cash-flow-chart")
    assert [f'id="{anchor}"' in content for anchor in charts] == [True, True, True]
    assert content.count("<details") >= len(charts)


def test_dashboard_teaches_the_next_step_when_empty(client: Client) -> None:
    content = client.get(DASHBOARD).content.decode()

    assert ("No accounts yet" in content, "No transactions yet" in content) == (True, True)


@time_machine.travel(date(2026, 3, 15), tick=False)
def test_dashboard_gathers_small_categories(client: Client, books: Books) -> None:
    for number in range(10):
        category = books.account(f"Kind {number}", "expense")  # type: ignore[arg-type]
        books.spend("2026-03-01", f"{20 - number}.00", category)

    content = client.get(DASHBOARD).content.decode()

    assert ("Kind 7<" in content, "Kind 8<" in content, "Everything else" in content) == (
        True,
        False,
        True,
    )


@time_machine.travel(date(2026, 3, 15), tick=False)
def test_dashboard_of_all_that_there_may_be_takes_twelve_queries(
    client: Client, march: Books
) -> None:
    march.rate("2026-03-01", "USD", "EUR", "0.9")
    march.book("2026-03-02", (march.dollars, "10"), (march.salary, "-10"))
    schedule(march)
    schedule(march, "0", name="Card", other=march.card, amount_kind=AmountKind.BALANCE)
    run_schedules(by=march.actor, today=date(2026, 3, 15))
    create_saved_view(
        by=march.actor, name="Shops", query="payee:shop", today=date(2026, 3, 15), is_pinned=True
    )
    spent = march.spend("2026-03-03", "5")
    create_reminder(by=march.actor, remind_on=date(2026, 3, 4), text="Ask back", transaction=spent)
    client.get(DASHBOARD)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(DASHBOARD)

    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(page.context["alerts"]) > 0 < len(page.context["reminders"])
    assert len(asked) <= MOST_QUERIES, asked
