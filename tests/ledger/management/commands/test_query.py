"""`manage.py query`: what it prints and what it refuses."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories.books import Books
from tests.ledger.management.commands.test_ledger_reports import read, run


@pytest.fixture
def spent(books: Books) -> Books:
    """Two transactions on the card, one in checking."""
    books.book("2026-01-31", (books.card, "-60.00"), (books.food, "60.00"), memo="Dinner")
    books.book("2026-02-01", (books.card, "-5.00"), (books.food, "5.00"), payee="Kiosk")
    books.spend("2026-02-10", "70.00", payee="Nordmarkt")
    return books


def test_query_prints_count_sum_and_rows(spent: Books) -> None:
    outcome = read("query", "account:card amount>50", "--household", str(spent.household.pk))

    rows = outcome.pop("rows")
    assert outcome == {
        "count": 1,
        "sum": "-60.00",
        "currency": "EUR",
        "unrated": 0,
        "sums": {"EUR": "-60.00"},
    }
    assert [(row["date"], row["memo"], row["amount"], row["currency"]) for row in rows] == [
        ("2026-01-31", "Dinner", "-60.00", "EUR")
    ]


def test_query_counts_rows_beyond_the_limit(spent: Books) -> None:
    outcome = read("query", "", "--limit", "1", "--household", str(spent.household.pk))

    assert outcome["count"] == 3
    assert [row["payee"] for row in outcome["rows"]] == ["Nordmarkt"]


def test_query_prints_lines_for_people(spent: Books) -> None:
    lines = run("query", "kiosk", "--household", str(spent.household.pk)).splitlines()

    assert lines == [
        "2026-02-01          -5.00 EUR  Kiosk",
        "transactions: 1",
        "sum: -5.00 EUR",
    ]


def test_query_refuses_what_it_cannot_read(spent: Books) -> None:
    with pytest.raises(CommandError, match="there is no account “nowhere”") as caught:
        call_command("query", "account:nowhere", "--household", str(spent.household.pk))

    assert caught.value.returncode == 1
