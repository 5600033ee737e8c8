"""Schedules on pages: the list, one of them with its times, the form, proposals, the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Household
from accounts.roles import Role
from ledger.enums import ScheduleState, TransactionSource
from ledger.models import Occurrence, Schedule, Transaction
from ledger.services.arrivals import run_schedules
from ledger.services.rules import create_rule
from ledger.services.schedules import delete_schedule
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.factories.schedules import schedule

LIST, NEW, CALENDAR = "/schedules/", "/schedules/new/", "/schedules/calendar/?month=2026-02"
PROPOSALS = "/schedules/proposals/"


@pytest.fixture(autouse=True)
def _tenth_of_february() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 2, 10, 12, tzinfo=UTC), tick=False):
        yield


def written(books: Books, **values: Any) -> dict[str, Any]:
    """Return what the form sends for rent."""
    return {
        "name": "Rent",
        "flow": "expense",
        "account": books.checking.pk,
        "category": books.rent.pk,
        "payee": "Landlord",
        "amount_kind": "exact",
        "amount": "800",
        "every": 1,
        "unit": "month",
        "starts_on": "2026-01-03",
        "nth": 0,
        "weekday": 0,
        "shift": "none",
        "early_days": 3,
        "late_days": 5,
        **values,
    }


@pytest.fixture
def recurring(books: Books) -> None:
    """A subscription of which five are booked."""
    for month in ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02"):
        books.spend(f"{month}-05", "9.99", payee="Filmkiste")


PAGES = [LIST, NEW, CALENDAR, PROPOSALS]


@pytest.mark.parametrize("url", PAGES)
def test_pages_open_for_members_alone(
    client: Client, anonymous: Client, books: Books, recurring: None, url: str
) -> None:
    schedule(books)

    assert client.get(url).status_code == 200
    assert anonymous.get(url)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("part", ["", "edit/"])
def test_a_strangers_schedule_is_not_there(stranger: Client, books: Books, part: str) -> None:
    row = schedule(books)

    assert stranger.get(f"{LIST}{row.pk}/{part}").status_code == 404


@pytest.mark.parametrize("act", ["delete", "pause", "skip", "record", "reopen"])
def test_acts_are_posted(client: Client, books: Books, act: str) -> None:
    row = schedule(books)

    assert client.get(f"{LIST}{row.pk}/{act}/").status_code == 405


def test_list_says_when_what_is_due(client: Client, books: Books) -> None:
    schedule(books)
    schedule(
        books, "2400", name="Wages", other=books.salary, payee=None, starts_on=date(2026, 2, 28)
    )

    context = client.get(LIST).context

    due = [(line.schedule.name, line.due.expected_on) for line in context["lines"]]
    assert due == [("Wages", date(2026, 2, 28)), ("Rent", date(2026, 3, 3))]
    assert (context["income"].amounts, context["spending"].amounts) == (
        {"EUR": Decimal("2400.00")},
        {"EUR": Decimal("-800.00")},
    )


def test_list_tells_what_needs_a_look(client: Client, books: Books) -> None:
    row = schedule(books)
    schedule(books, "-60", name="Domain", unit="year", payee=None, starts_on=date(2026, 2, 20))

    alerts = client.get(LIST).context["alerts"]

    assert [(alert.kind.value, alert.schedule.name) for alert in alerts] == [
        ("missed", "Rent"),
        ("missed", "Rent"),
        ("renewal", "Domain"),
    ]
    assert alerts[0].schedule == row


def test_create_keeps_what_was_written(client: Client, books: Books) -> None:
    sent = written(
        books, days="1, 15", ends_on="2026-12-31", shift="after", country="DE", tags="home",
        posts="on",
    )  # fmt: skip

    response = client.post(NEW, sent)

    row = Schedule.objects.get()
    assert response["Location"] == f"{LIST}{row.pk}/"
    assert (row.amount, row.other, row.days, row.ends_before) == (
        -800,
        books.rent,
        [1, 15],
        date(2027, 1, 1),
    )
    assert (row.shift, row.country, row.posts, row.tag_ids) == (
        "after",
        "DE",
        True,
        [books.tag("home").pk],
    )


@pytest.mark.parametrize("kind", ["balance", "statement"])
def test_create_takes_a_payment_of_the_card(client: Client, books: Books, kind: str) -> None:
    sent = written(books, flow="transfer", to_account=books.card.pk, amount_kind=kind, amount="")

    client.post(NEW, sent)

    row = Schedule.objects.get()
    assert (row.amount_kind, row.other, row.amount) == (kind, books.card, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": ""}, "Give an amount other than zero."),
        ({"days": "0"}, "Write days from 1 to 31 with commas between."),
        ({"days": "first"}, "Write days from 1 to 31 with commas between."),
        ({"flow": "transfer"}, "Choose the account that the money goes to."),
        ({"amount_kind": "range"}, "Give the other end of the range."),
        ({"unit": "week", "days": "3"}, "days of the month need a rule that counts months"),
        ({"total": "5"}, "A plan needs a number of instalments that come to its total."),
    ],
)
def test_create_says_what_is_wrong(
    client: Client, books: Books, changes: dict[str, str], message: str
) -> None:
    response = client.post(NEW, written(books, **changes))

    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert Schedule.objects.count() == 0


def test_update_starts_with_what_is_kept_and_saves_it(client: Client, books: Books) -> None:
    client.post(NEW, written(books, days="31", tags="home", ends_on="2026-12-31"))
    row = Schedule.objects.get()
    url = f"{LIST}{row.pk}/edit/"
    form = client.get(url).context["form"]
    sent = {
        name: form[name].value() for name in form.fields if form[name].value() not in ("", None)
    }

    response = client.post(url, sent)
    stale = client.post(url, sent)

    before = {name: getattr(row, name) for name in ("amount", "days", "ends_before", "other_id")}
    row.refresh_from_db()
    assert (response.status_code, stale.status_code) == (302, 422)
    assert {name: getattr(row, name) for name in before} == before


def test_delete_names_the_rules_that_link_to_it(client: Client, books: Books) -> None:
    row = schedule(books)
    for name in ("By code", "By words"):
        create_rule(
            by=books.actor,
            name=name,
            conditions=leaf("memo", "contains", name),
            actions={"link_schedule": row.pk},
        )

    page = client.post(f"{LIST}{row.pk}/delete/", follow=True)

    (message,) = page.context["messages"]
    assert str(message) == (
        "Moved to the trash: Rent. Rules that linked to it leave it alone now: By code, By words."
    )


def test_pause_goes_on_and_delete(client: Client, books: Books) -> None:
    row = schedule(books)
    states = []
    for _nth in range(2):
        client.post(f"{LIST}{row.pk}/pause/")
        row.refresh_from_db()
        states.append(row.state)

    client.post(f"{LIST}{row.pk}/delete/")

    assert states == [ScheduleState.PAUSED, ScheduleState.ACTIVE]
    assert b"No schedules yet" in client.get(LIST).content


def test_times_are_skipped_recorded_and_opened_again(client: Client, books: Books) -> None:
    row = schedule(books)
    url = f"{LIST}{row.pk}/"

    client.post(f"{url}skip/", {"due_on": "2026-02-03"})
    client.post(f"{url}record/", {"due_on": "2026-01-03"})

    past = client.get(url).context["past"]
    assert [(each.due_on, each.state.value) for each in past] == [
        (date(2026, 2, 3), "skipped"),
        (date(2026, 1, 3), "posted"),
    ]
    client.post(f"{url}reopen/", {"due_on": "2026-02-03"})
    assert Occurrence.objects.get(due_on="2026-02-03").state == "expected"
    assert Transaction.objects.count() == 1


@pytest.mark.parametrize(("due_on", "status"), [("x", 404), ("2026-02-04", 302)])
def test_time_that_is_none_is_refused(
    client: Client, books: Books, due_on: str, status: int
) -> None:
    row = schedule(books)

    response = client.post(f"{LIST}{row.pk}/skip/", {"due_on": due_on})

    assert (response.status_code, Occurrence.objects.count()) == (status, 0)


def test_proposal_becomes_a_schedule(client: Client, books: Books, recurring: None) -> None:
    (card,) = client.get(PROPOSALS).context["cards"]
    assert (card.found.name, len(card.rows), card.cadence) == ("Filmkiste", 5, "every month")

    client.post(f"{PROPOSALS}accept/", {"key": card.found.key})

    row = Schedule.objects.get()
    assert (row.name, row.amount, row.starts_on, row.other, row.posts) == (
        "Filmkiste",
        Decimal("-9.99"),
        date(2026, 3, 5),
        books.groceries,
        False,
    )
    assert client.get(PROPOSALS).context["cards"] == []


def test_dismissed_proposal_comes_again_when_that_is_undone(
    client: Client, books: Books, recurring: None
) -> None:
    (card,) = client.get(PROPOSALS).context["cards"]
    client.post(f"{PROPOSALS}dismiss/", {"key": card.found.key})
    assert client.get(PROPOSALS).context["cards"] == []
    assert client.get(LIST).context["lines"] == []

    client.post(f"/history/{latest_act()}/undo/")

    assert len(client.get(PROPOSALS).context["cards"]) == 1


def latest_act() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from ledger_changeset")
        return int(cursor.fetchone()[0])


def test_what_was_written_by_hand_is_not_proposed(
    client: Client, books: Books, recurring: None
) -> None:
    schedule(books, "-9.99", name="Films", payee=books.payee("Filmkiste"))

    assert client.get(PROPOSALS).context["cards"] == []


def test_calendar_projects_the_balance(client: Client, books: Books) -> None:
    books.book("2026-02-02", (books.checking, "1000"), (books.salary, "-1000"))
    schedule(books, "-300", starts_on=date(2026, 2, 20))

    calendar = client.get(CALENDAR).context["calendar"]

    days = {each.day.day: each for week in calendar.weeks for each in week if each.is_in_month}
    balances = {day: days[day].balance.amounts.get("EUR", 0) for day in (1, 2, 19, 20, 28)}
    assert balances == {1: 0, 2: 1000, 19: 1000, 20: 700, 28: 700}
    assert [each.amount.amount for each in days[20].expected] == [-300]
    assert (days[10].is_today, len(calendar.weeks), len(calendar.weeks[0])) == (True, 5, 7)


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01"])
def test_calendar_falls_back_to_this_month(client: Client, books: Books, month: str) -> None:
    calendar = client.get(f"/schedules/calendar/?month={month}").context["calendar"]

    assert calendar.month == date(2026, 2, 1)


def test_viewers_see_and_change_nothing(household: Household, books: Books) -> None:
    row = schedule(books)
    viewer = Client()
    user = make_member(household, Role.VIEWER).user
    assert user is not None
    viewer.force_login(user)

    assert viewer.get(f"{LIST}{row.pk}/").status_code == 200
    assert [viewer.get(NEW).status_code, viewer.post(f"{LIST}{row.pk}/pause/").status_code] == [
        403,
        403,
    ]


@pytest.mark.parametrize("url", [LIST, CALENDAR])
def test_pages_ask_as_much_for_one_as_for_three(client: Client, books: Books, url: str) -> None:
    counts = []
    for names in (["One"], ["Two", "Three"]):
        for name in names:
            schedule(books, name=name)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_alerts_offer_the_act_that_solves_them(client: Client, books: Books) -> None:
    missed = schedule(books, late_days=0, starts_on=date(2026, 2, 3), times=1)
    dearer = music(books, date(2026, 2, 5))
    books.spend("2026-02-05", "10.99", books.food, payee="Tonstrom")
    run_schedules(by=books.actor, today=date(2026, 2, 10))
    renewed = schedule(
        books, "-60", name="Domain", unit="year", payee=None, starts_on=date(2026, 3, 1)
    )
    assert kinds(client) == ["missed", "price", "renewal"]

    client.post(f"{LIST}{missed.pk}/skip/", {"due_on": "2026-02-03"})
    assert client.post(f"{LIST}{dearer.pk}/reprice/", {"due_on": "2026-02-06"}).status_code == 404
    client.post(f"{LIST}{dearer.pk}/reprice/", {"due_on": "2026-02-05"})
    client.post(f"{LIST}{renewed.pk}/pause/")

    assert kinds(client) == []
    dearer.refresh_from_db()
    assert dearer.amount == Decimal("-10.99")
    assert b"Needs a look" not in client.get(reverse("ledger:dashboard")).content


def music(books: Books, starts_on: date) -> Schedule:
    """Expect 9.99 for music each month."""
    payee = books.payee("Tonstrom")
    return schedule(
        books, "-9.99", name="Music", other=books.food, starts_on=starts_on, payee=payee
    )


def kinds(client: Client) -> list[str]:
    """Return what the list and the dashboard tell of."""
    listed = [alert.kind.value for alert in client.get(LIST).context["alerts"]]
    first = client.get(reverse("ledger:dashboard")).context["alerts"]
    assert [alert.kind.value for alert in first] == listed
    return listed


def test_alert_of_a_price_goes_when_the_old_one_comes_again(client: Client, books: Books) -> None:
    music(books, date(2026, 1, 5))
    books.spend("2026-01-05", "8.99", books.food, payee="Tonstrom")
    run_schedules(by=books.actor, today=date(2026, 2, 10))
    assert kinds(client) == ["price"]

    books.spend("2026-02-05", "9.99", books.food, payee="Tonstrom")
    run_schedules(by=books.actor, today=date(2026, 2, 10))

    assert kinds(client) == []


def test_readers_see_alerts_without_their_acts(books: Books) -> None:
    schedule(books, late_days=0, starts_on=date(2026, 2, 3), times=1)
    viewer = Client()
    user = make_member(books.household, Role.VIEWER).user
    assert user is not None
    viewer.force_login(user)

    page = viewer.get(reverse("ledger:dashboard")).content.decode()

    assert "did not arrive" in page
    assert "Record<" not in page


def test_page_of_a_transaction_tells_its_schedule(client: Client, books: Books) -> None:
    row = schedule(books, posts=True, starts_on=date(2026, 2, 3), times=1)
    other = books.spend("2026-01-05", "8.99")
    run_schedules(by=books.actor, today=date(2026, 2, 10))
    booked = Transaction.objects.get(source=TransactionSource.SCHEDULE)

    def page(pk: int) -> str:
        return client.get(reverse("ledger:transaction-detail", args=[pk])).content.decode()

    link = f'<a href="{reverse("ledger:schedule-detail", args=[row.pk])}">'
    assert f"{link}{row}</a>, recorded as that of 3 February 2026" in page(booked.pk)
    assert link not in page(other.pk)
    delete_schedule(by=books.actor, schedule=row)
    assert link not in page(booked.pk)
