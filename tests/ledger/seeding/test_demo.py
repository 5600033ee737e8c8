"""The demo household: sound books that show every feature, made once for each person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count

from accounts.actors import Actor
from accounts.models import Household, Membership, User
from accounts.scope import household_scope, system_scope
from ledger.enums import AccountKind, OccurrenceState, Status
from ledger.models import (
    ImportBatch,
    Occurrence,
    Payee,
    Reminder,
    Rule,
    Transaction,
    TransactionTemplate,
)
from ledger.periods import Period
from ledger.reports.dashboard import dashboard
from ledger.reports.people import people
from ledger.reports.register import RegisterFilter, register_page
from ledger.reports.schedules import household_alerts, live_schedules
from ledger.reports.verify import verify_ledger
from ledger.seeding.demo import seed_demo
from ledger.services.import_undo import undo_import

TODAY = date(2026, 6, 15)
EMAIL = "demo@example.org"


@pytest.fixture
def demo(db: None) -> Iterator[Household]:
    household = seed_demo(email=EMAIL, password="shown once", today=TODAY)
    with household_scope(household.pk):
        yield household


def test_seed_demo_makes_sound_books(demo: Household) -> None:
    found = verify_ledger(demo)

    assert found.differences == ()
    assert found.checked["transactions"] > 2_000


def test_seed_demo_shows_every_feature(demo: Household) -> None:
    rows = Transaction.objects.in_household(demo)

    assert rows.annotate(legs=Count("postings")).filter(legs__gt=2).count() > 36
    assert rows.filter(currency="USD").exists() is True
    assert rows.filter(status=Status.PENDING).exists() is True
    assert rows.filter(tags__name__startswith="Summer").exists() is True
    assert Rule.objects.in_household(demo).count() == 5
    told = Reminder.objects.in_household(demo).order_by("remind_on")
    assert [row.transaction_id is None for row in told] == [False, True]
    kept = TransactionTemplate.objects.in_household(demo).values_list("name", "has_amount")
    assert sorted(kept) == [("Big shop", False), ("Cash", True)]
    (friend,) = people(demo, today=TODAY)
    assert [str(money.rounded()) for money in friend.common] == ["26.40 EUR"]
    assert Payee.objects.in_household(demo).filter(default_category=None).count() < 5
    assert register_page(demo, RegisterFilter(is_uncategorised=True)).older is not None


def test_seed_demo_expects_its_bills_and_tells_of_a_new_price(demo: Household) -> None:
    schedules = live_schedules(demo)
    alerts = household_alerts(demo, today=TODAY)

    times = Occurrence.objects.in_household(demo).filter(state=OccurrenceState.MATCHED)
    assert (len(schedules), times.count() > 20) == (13, True)
    assert [(alert.kind.value, alert.schedule.name) for alert in alerts] == [("price", "Tonstrom")]


def test_seed_demo_fills_the_dashboard(demo: Household) -> None:
    page = dashboard(demo, period=Period(date(2026, 5, 1), date(2026, 6, 1)), today=TODAY)

    assert page.current.saved.amount > 0
    assert page.net_worth[-1].money.amount > page.net_worth[0].money.amount > 0
    assert not any(point.unrated for point in page.net_worth)
    assert [len(page.imports), len(page.places), len(page.cash_flow)] == [3, 10, 12]
    assert len(page.spending) > 6


def test_seed_demo_rates_every_posting(demo: Household) -> None:
    page = dashboard(demo, period=Period(date(2023, 6, 1), date(2026, 6, 16)), today=TODAY)

    assert page.current.spending.unrated == 0


def test_seed_demo_imports_can_be_undone(demo: Household) -> None:
    batch = ImportBatch.objects.in_household(demo).earliest("pk")

    result = undo_import(by=Actor.system(demo), batch=batch)

    assert (result.removed, result.kept) == (batch.added_count, ())
    assert verify_ledger(demo).differences == ()


def test_seed_demo_is_made_once_for_a_person(demo: Household) -> None:
    again = seed_demo(email=EMAIL.upper(), password="another", today=TODAY)

    assert again == demo
    assert User.objects.get(email=EMAIL).check_password("shown once") is True


@pytest.mark.django_db
def test_seed_demo_gives_a_household_to_a_person_without_one() -> None:
    owner = User.objects.create_user(EMAIL, "own password")

    household = seed_demo(email=EMAIL, password="unused", today=TODAY)

    with system_scope("a test"):
        assert Membership.objects.get(user=owner).household == household
    owner.refresh_from_db()
    assert owner.check_password("own password") is True


@pytest.mark.django_db
def test_seed_demo_command_prints_what_it_made() -> None:
    out = StringIO()

    call_command("seed_demo", email=EMAIL, password="x", today=TODAY, json=True, stdout=out)

    outcome = json.loads(out.getvalue())
    assert outcome.keys() == {"household", "id", "transactions", "seconds"}
    assert outcome["transactions"] > 2_000


def test_seed_demo_has_an_account_of_every_common_kind(demo: Household) -> None:
    page = dashboard(demo, period=Period(date(2026, 6, 1), date(2026, 7, 1)), today=TODAY)

    assert {line.account.kind for line in page.places} == {
        AccountKind.CHECKING,
        AccountKind.SAVINGS,
        AccountKind.CASH,
        AccountKind.CREDIT_CARD,
        AccountKind.INVESTMENT,
        AccountKind.PROPERTY,
        AccountKind.MORTGAGE,
        AccountKind.OTHER_LIABILITY,
    }
