"""Whatever the books hold and whatever is kept from a person, they see the books without it.

Hypothesis writes random books twice: as they are, and without every transaction whose places are
all hidden. What reports say of the first, with the eyes of a person from whom the places are kept,
is what they say of the second to somebody who sees everything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import Actor
from accounts.models import Household
from accounts.scope import enter_household
from ledger.exports.tables import table_lines
from ledger.models import Account
from ledger.periods import Period
from ledger.reports.balances import balance_sheet, monthly_changes
from ledger.reports.figures import sum_stretches
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import register_page
from ledger.reports.totals import register_totals
from ledger.services.transactions import delete_transactions
from tests.factories.accounts import make_household, make_user
from tests.factories.books import Books

PLACES = ("checking", "card", "dollars")
CATEGORIES = ("food", "groceries", "rent", "salary")
numbers = count(1)


@dataclass(frozen=True)
class Entry:
    """One transaction: `cents` leave `place` for `target`, a category or another place."""

    day: date
    place: str
    target: str
    cents: int
    payee: str
    is_deleted: bool

    @property
    def places(self) -> set[str]:
        return {name for name in (self.place, self.target) if name in PLACES}


# Dollars are kept apart: a transfer into them would need a value of its own.
entries = st.builds(
    Entry,
    day=st.dates(date(2026, 1, 1), date(2026, 3, 31)),
    place=st.sampled_from(PLACES),
    target=st.sampled_from(CATEGORIES),
    cents=st.integers(1, 99_999),
    payee=st.sampled_from(["", "Shop", "Bank"]),
    is_deleted=st.booleans(),
) | st.builds(
    Entry,
    day=st.dates(date(2026, 1, 1), date(2026, 3, 31)),
    place=st.just("checking"),
    target=st.just("card"),
    cents=st.integers(1, 99_999),
    payee=st.just(""),
    is_deleted=st.booleans(),
)


def write(name: str, written: list[Entry]) -> Books:
    """Return the books of a new household with these transactions."""
    owner = make_user(f"{name}{next(numbers)}@example.org")
    household = make_household(owner)
    enter_household(household.pk, user_id=owner.pk)
    books = Books(household, Actor.system(household))
    for entry in written:
        amount = Decimal(entry.cents) / 100
        place, target = getattr(books, entry.place), getattr(books, entry.target)
        row = books.book(
            entry.day.isoformat(), (place, f"-{amount}"), (target, f"{amount}"), payee=entry.payee
        )
        if entry.is_deleted:
            delete_transactions(by=books.actor, transactions=[row.pk])
    return books


def ids(books: Books, names: Collection[str]) -> list[int]:
    return sorted(getattr(books, name).pk for name in names)


def said(household: Household, seen: Collection[str], books: Books) -> dict[str, Any]:
    """Return what reports say, with names in the place of ids."""
    accounts = {row.pk: row.name for row in Account.objects.in_household(household)}
    march = RegisterFilter(start=date(2026, 3, 1), end=date(2026, 4, 1))
    cuts = [
        Period(date(2026, 1, 10), date(2026, 3, 20)),
        Period(date(2026, 2, 1), date(2026, 4, 1)),
    ]
    kept = {getattr(books, name).name for name in PLACES if name not in seen}
    sheet = balance_sheet(household, as_of=date(2026, 3, 15))
    page = register_page(household, RegisterFilter(), size=100)
    return {
        "sheet": [(r.path, r.own, r.total) for r in sheet.rows if r.account.name not in kept],
        "months": sorted(
            (accounts[c.account_id], c.month, str(c.change))
            for c in monthly_changes(household, end=date(2026, 3, 20))
            if accounts[c.account_id] not in kept
        ),
        "figures": sorted(
            (f.stretch, accounts[f.account_id], str(f.amount), f.base_value, f.count, f.unrated)
            for f in sum_stretches(household, cuts)
            if accounts[f.account_id] not in kept
        ),
        "rows": sorted((r.date, r.payee, abs(r.amount).amount) for r in page.rows),
        "found": sorted(
            (r.date, r.payee)
            for r in register_page(household, RegisterFilter(text="shop"), size=100).rows
        ),
        "groceries": register_totals(household, RegisterFilter(categories=(books.groceries.pk,))),
        "march": register_totals(household, march),
        "lines": sorted(
            (line.date, line.payee, line.account, line.amount)
            for line in table_lines(household, RegisterFilter())
            if line.account in {getattr(books, name).name for name in seen}
        ),
    }


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(written=st.lists(entries, max_size=8), hidden=st.sets(st.sampled_from(PLACES)))
def test_reports_say_what_they_say_of_books_without_the_hidden(
    db: None, written: list[Entry], hidden: set[str]
) -> None:
    with transaction.atomic():
        seen = set(PLACES) - hidden
        books = write("whole", written)
        enter_household(books.household.pk, hidden=ids(books, hidden))
        whole = said(books.household, seen, books)
        part = write("part", [entry for entry in written if entry.places & seen])
        expected = said(part.household, seen, part)
        transaction.set_rollback(True)

    assert whole | {"march": None} == expected | {"march": None}
    if not any(entry.target in PLACES for entry in written):
        assert whole["march"] == expected["march"]
