"""Another base currency: all values follow or none, and the way back gives the same figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.actors import Actor
from accounts.models import Household, Job
from accounts.roles import Role
from ledger.enums import AccountKind
from ledger.models import ChangeSet, MonthlyTotal, Posting
from ledger.money import Money
from ledger.periods import Period
from ledger.reports.base_preview import Waiting, preview_base
from ledger.reports.currency_gains import currency_gains
from ledger.reports.verify import verify_ledger
from ledger.services.base_currency import change_base_currency, queue_base_currency
from ledger.services.errors import LedgerError
from ledger.services.posting import Leg
from ledger.services.transactions import TransactionDraft, update_transaction
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month

TODAY = date(2026, 3, 20)


@pytest.fixture
def foreign(books: Books) -> Books:
    """Euros, dollars and yen of three months, the first one closed, with rates of most days."""
    yen = books.account("Yen", AccountKind.CASH, "JPY")
    rates = (
        ("2026-01-02", "1.25", "160"),
        ("2026-02-02", "1.30", "150"),
        ("2026-03-02", "1.10", "170"),
        ("2026-03-19", "1.20", "165"),
    )
    for day, dollars, yens in rates:
        books.rate(day, "EUR", "USD", dollars)
        books.rate(day, "EUR", "JPY", yens)
    books.book("2026-01-03", (books.checking, "1000"), (books.opening, "-1000"))
    books.book("2026-01-04", (books.checking, "-90.55"), (books.dollars, "113", "90.55"))
    books.book("2026-02-03", (books.dollars, "-33.33"), (books.food, "20"), (books.rent, "13.33"))
    books.book("2026-02-04", (books.dollars, "-10"), (yen, "1499", "10"))
    books.book("2026-03-03", (yen, "-777"), (books.groceries, "777"))
    books.spend("2026-03-04", "12.34")
    make_closed_month(books.household, "2026-01")
    return books


def values(household: Household) -> list[Any]:
    rows = Posting.objects.in_household(household).order_by("pk")
    totals = MonthlyTotal.objects.in_household(household).order_by("account", "month", "currency")
    return [
        list(rows.values_list("pk", "amount", "value", "base_value")),
        list(totals.values_list("account", "month", "currency", "amount", "base_value", "unrated")),
    ]


def change(books: Books, currency: str) -> None:
    """Change the base currency as the job does, and read the household anew."""
    change_base_currency(by=books.actor, currency=currency)
    books.household.refresh_from_db()


def test_every_value_follows_and_comes_back(foreign: Books) -> None:
    before = values(foreign.household)

    change(foreign, "USD")

    after = values(foreign.household)
    assert after != before
    assert [row[:3] for row in after[0]] == [row[:3] for row in before[0]]
    assert verify_ledger(foreign.household).differences == ()
    assert currency_gains(
        foreign.household, period=Period(date(2026, 2, 1), date(2026, 3, 20))
    ).whole.is_proven
    food = Posting.objects.get(account=foreign.food)
    assert food.base_value == food.value == 20
    spent = Posting.objects.get(account=foreign.groceries, value=Decimal("12.34"))
    # 12.34 EUR at 1.10.
    assert spent.base_value == Decimal("13.57")

    change(foreign, "JPY")
    change(foreign, "EUR")

    assert values(foreign.household) == before
    assert verify_ledger(foreign.household).differences == ()


def test_what_fails_half_way_changes_nothing(foreign: Books) -> None:
    before = values(foreign.household)

    def stop(_done: int, _total: int) -> None:
        raise RuntimeError("the worker is gone")

    with pytest.raises(RuntimeError):
        change_base_currency(by=foreign.actor, currency="USD", advance=stop)

    foreign.household.refresh_from_db()
    assert (foreign.household.base_currency, values(foreign.household)) == ("EUR", before)


def test_job_changes_it_and_what_was_written_meanwhile(
    foreign: Books, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = queue_base_currency(by=foreign.actor, currency="USD")
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    stale = Household.objects.get(pk=foreign.household.pk)
    assert stale.base_currency == "USD"

    # Another request had read the household before, and writes after.
    late = foreign.book("2026-03-05", (foreign.dollars, "-10"), (foreign.food, "10"))
    assert [leg.base_value for leg in late.postings.all()] != [-10, 10]
    with django_capture_on_commit_callbacks(execute=True):
        change_base_currency(by=Actor.system(stale, foreign.actor.origin), currency="EUR")
    assert verify_ledger(stale).differences == ()


def test_postings_without_a_rate_wait(foreign: Books) -> None:
    foreign.spend("2025-06-01", "5")

    change(foreign, "USD")

    waiting = Posting.objects.in_household(foreign.household).filter(base_value=None)
    assert {leg.date for leg in waiting} == {date(2025, 6, 1)}
    assert verify_ledger(foreign.household).differences == ()


def test_act_of_before_is_undone_at_the_new_value(foreign: Books) -> None:
    row = foreign.spend("2026-03-04", "50", foreign.food)
    dearer = (Leg(foreign.checking, Decimal(-60)), Leg(foreign.food, Decimal(60)))
    draft = TransactionDraft(date=row.date, legs=dearer)
    update_transaction(by=foreign.actor, transaction=row, draft=draft)
    act = ChangeSet.objects.in_household(foreign.household).latest("pk")
    change(foreign, "USD")

    undone = undo_change_set(by=foreign.actor, change_set=act)

    assert undone.conflicts == ()
    # 50 EUR at 1.10.
    assert [leg.base_value for leg in row.postings.all()] == [-55, 55]
    assert verify_ledger(foreign.household).differences == ()


def test_preview_tells_what_would_change(foreign: Books) -> None:
    foreign.spend("2025-06-01", "5")
    foreign.spend("2025-06-03", "6")

    found = preview_base(foreign.household, "USD", today=TODAY)

    assert (found.transactions, found.closed_periods) == (8, 1)
    assert found.waiting == (Waiting("EUR", 2, date(2025, 6, 1), date(2025, 6, 3)),)
    # 886.11 EUR, 69.67 USD and 722 JPY: at 1.20 dollars and 165 yen a euro.
    assert found.worth.money == Money(Decimal("948.55"), "EUR")
    assert found.new_worth.money == Money(Decimal("1138.25"), "USD")
    assert [rate.base for rate in found.new_worth.rates] == ["EUR", "JPY"]


@pytest.mark.parametrize("currency", ["EUR", "usd", ""])
def test_wrong_currency_is_refused(foreign: Books, currency: str) -> None:
    with pytest.raises(ValidationError) as caught:
        queue_base_currency(by=foreign.actor, currency=currency)

    assert list(caught.value.message_dict) == ["currency"]


def test_one_change_at_a_time_and_by_owners(foreign: Books) -> None:
    queue_base_currency(by=foreign.actor, currency="USD")

    with pytest.raises(LedgerError, match="already"):
        queue_base_currency(by=foreign.actor, currency="JPY")
    manager = make_member(foreign.household, Role.MANAGER)
    for act in (queue_base_currency, change_base_currency):
        with pytest.raises(PermissionDenied):
            act(by=manager, currency="JPY")
