"""The history filtered, and one act of it in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.actors import Actor, Origin
from ledger.models import ChangeSet
from ledger.reports.history import HistoryFilter, act_rows, filtered_acts
from ledger.services.bulk_edits import categorise_transactions, set_memo
from ledger.services.rules import create_rule, delete_rule
from ledger.services.tags import ensure_tags
from ledger.services.transactions import delete_transactions, restore_transactions
from tests.factories.books import Books


@pytest.fixture
def acts(books: Books) -> list[int]:
    """Three acts: recorded by hand in March, a memo by the API in April, deleted by the system."""
    with time_machine.travel(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), tick=False):
        row = books.spend("2026-03-02", "5", payee="Corner shop")
    with time_machine.travel(datetime(2026, 4, 1, 12, tzinfo=UTC), tick=False):
        set_memo(by=books.actor.via(Origin.API), transactions=[row.pk], memo="Milk")
        delete_transactions(by=Actor.system(books.household), transactions=[row.pk])
    return list(ChangeSet.objects.order_by("pk").values_list("pk", flat=True))[-3:]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (HistoryFilter(), [2, 1, 0]),
        (HistoryFilter(family="transaction"), [2, 0]),
        (HistoryFilter(family="edit"), [1]),
        (HistoryFilter(origin=Origin.API), [1]),
        (HistoryFilter(start=date(2026, 4, 1)), [2, 1]),
        (HistoryFilter(end=date(2026, 3, 31)), [0]),
        (HistoryFilter(words="corner"), [2, 0]),
    ],
)
def test_filter_narrows(
    books: Books, acts: list[int], chosen: HistoryFilter, expected: list[int]
) -> None:
    found = [row.pk for row in filtered_acts(books.household, chosen) if row.pk in acts]

    assert found == [acts[number] for number in expected]


def test_days_are_the_households_and_people_are_told_apart(books: Books, acts: list[int]) -> None:
    books.household.time_zone = "Europe/Vienna"
    user = books.actor.user
    assert user is not None

    april = filtered_acts(books.household, HistoryFilter(start=date(2026, 4, 1), user=user.pk))

    assert [row.pk for row in april] == [acts[1], acts[0]]


def told(books: Books, act: ChangeSet) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    rows, _more = act_rows(books.household, act)
    return [
        (row.name, row.did, [(each.name, each.before, each.after) for each in row.values])
        for row in rows
    ]


def test_an_act_tells_each_row_before_and_after(books: Books) -> None:
    row = books.spend("2026-03-02", "5", payee="Corner shop")
    categorised = categorise_transactions(
        by=books.actor, transactions=[row.pk], category=books.rent
    ).change_set
    delete_transactions(by=books.actor, transactions=[row.pk])
    deleted = ChangeSet.objects.latest("pk")
    restore_transactions(by=books.actor, transactions=[row.pk])
    restored = ChangeSet.objects.latest("pk")

    assert categorised is not None
    name = "2026-03-02 Corner shop"
    moved = [("Category", "Test groceries", "Test rent")]
    assert told(books, categorised) == [(name, "changed", moved)]
    assert told(books, deleted) == [(name, "moved to the trash", [("In the trash", "", "yes")])]
    assert told(books, restored) == [(name, "restored", [("In the trash", "yes", "")])]


def test_an_act_on_another_kind_of_row_tells_its_fields(books: Books) -> None:
    tag = ensure_tags(by=books.actor, names=["new"])[0]
    rule = create_rule(
        by=books.actor,
        name="Shops",
        conditions={"all": [{"field": "memo", "op": "contains", "value": "rent"}]},
        actions={"add_tags": [tag.pk]},
    )
    made = ChangeSet.objects.latest("pk")
    delete_rule(by=books.actor, rule=rule)

    ((name, did, values),) = told(books, made)

    assert (name, did) == ("Shops", "added")
    assert ("Name", "", "Shops") in values
