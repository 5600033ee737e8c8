"""Calendar links: made once, read as their person, revoked; and the calendar itself, strictly."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Right, Role
from accounts.scope import household_scope
from accounts.services.members import remove_member
from ledger.exports.calendar import schedule_calendar_text
from ledger.models import CalendarFeed
from ledger.periods import Period
from ledger.reports.schedules import expected_between, live_schedules
from ledger.services.feeds import NewFeed, create_feed
from ledger.services.occurrences import skip_occurrence
from tests.api.callers import caller, codes, fields
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.factories.schedules import schedule

LIST, CREATE = reverse("ledger:feed-list"), reverse("ledger:feed-create")
API = "/api/v1/calendar-feeds/"
JSON = "application/json"
NASTY = "Rent, flat; a\\b “Größe” " + "long " * 30


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        yield


def feed_of(actor: Actor) -> NewFeed:
    """Make a link as the actor does: in a scope of their own."""
    assert actor.user is not None
    with household_scope(actor.household.pk, user_id=actor.user.pk):
        return create_feed(by=actor, name="Phone")


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def read(url: str) -> Any:
    return Client().get(path_of(url))


def names(answer: Any) -> list[str]:
    """Return the summaries of a calendar, each once."""
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return sorted({str(event["SUMMARY"]) for event in found})


def test_link_is_made_shown_once_read_and_revoked(client: Client, books: Books) -> None:
    schedule(books, "-50", name="Rent", starts_on=date(2026, 3, 15))
    made = client.post(CREATE, {"name": "Phone", "has_amounts": "on"})
    url = made.context["made"].url
    feed = CalendarFeed.objects.get()

    assert url in made.content.decode()
    assert url not in client.get(LIST).content.decode()
    assert feed.digest not in url
    answer = read(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert names(answer) == ["Rent: −€50.00"]
    feed.refresh_from_db()
    assert feed.last_used_at is not None

    client.post(reverse("ledger:feed-revoke", args=[feed.pk]))
    assert read(url).status_code == 404
    assert b"revoked" in client.get(LIST).content


def test_calendar_is_what_the_standard_asks_for(books: Books) -> None:
    row = schedule(books, "-50", name=NASTY, starts_on=date(2026, 3, 1))
    days = Period(date(2026, 3, 1), date(2026, 6, 1))
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)

    def text(moment: datetime) -> bytes:
        times = expected_between(
            books.household, live_schedules(books.household), days=days, today=moment.date()
        )
        return schedule_calendar_text("Home", times, has_amounts=False, now=moment)

    raw = text(now)

    lines = raw.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    unfolded = raw.decode().replace("\r\n ", "").split("\r\n")
    escaped = NASTY.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert f"SUMMARY:Missed: {escaped.strip()}" in unfolded
    assert [line for line in unfolded if line.startswith(("VERSION", "PRODID"))] == [
        "VERSION:2.0",
        "PRODID:-//Finehance//Schedules//EN",
    ]
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert [event.decoded("DTSTART") for event in events] == [
        date(2026, month, 1) for month in (3, 4, 5)
    ]
    assert {event.decoded("DTSTAMP") for event in events} == {now}
    told = [str(event["SUMMARY"]).removeprefix("Missed: ") for event in events]
    assert told == [NASTY.strip()] * 3
    uids = [str(event["UID"]) for event in events]
    assert uids[0] == f"schedule-{row.pk}-20260301@finehance"
    later = Calendar.from_ical(text(datetime(2026, 3, 11, tzinfo=UTC))).walk("VEVENT")
    assert [str(event["UID"]) for event in later] == uids
    assert not re.search(rb"50[.,]00", raw)


def test_times_that_are_skipped_are_not_told(books: Books) -> None:
    row = schedule(books, "-50", name="Rent", starts_on=date(2026, 3, 15), times=1)
    made = feed_of(books.actor)
    assert names(read(made.url)) == ["Rent"]

    skip_occurrence(by=books.actor, schedule=row, due_on=date(2026, 3, 15))

    assert names(read(made.url)) == []


def test_calendar_shows_what_its_person_may_see_now(books: Books) -> None:
    schedule(books, "-50", name="Rent", starts_on=date(2026, 3, 15))
    schedule(books, "-7", name="Secret", account=books.card, starts_on=date(2026, 3, 15))
    guest = make_guest(books.household, Role.VIEWER)
    made = feed_of(guest.actor)
    assert names(read(made.url)) == ["Rent", "Secret"]

    limit(guest, books.card, Right.NONE, by=books.actor)
    assert names(read(made.url)) == ["Rent"]

    User.objects.filter(pk=guest.membership.user_id).update(is_active=False)
    assert read(made.url).status_code == 404


def test_link_ends_with_its_persons_membership(books: Books) -> None:
    guest = make_guest(books.household, Role.VIEWER)
    made = feed_of(guest.actor)

    remove_member(by=books.actor, membership=guest.membership)

    assert read(made.url).status_code == 404
    with household_scope(books.household.pk):
        assert not CalendarFeed.objects.filter(user=guest.membership.user_id).exists()


def test_wrong_secrets_open_nothing(books: Books) -> None:
    url = path_of(feed_of(books.actor).url)
    other = url.replace(f"/{books.household.pk}/", f"/{books.household.pk + 1}/")

    for wrong in (other, url.replace("fin_", "fin-"), re.sub(r"_[^_/]{5}", "_00000", url)):
        assert Client().get(wrong).status_code == 404
    assert Client().post(url).status_code == 405


def test_links_are_a_persons_own(client: Client, anonymous: Client, books: Books) -> None:
    guest = make_guest(books.household)
    feed = feed_of(guest.actor).feed

    assert feed.prefix.encode() not in client.get(LIST).content
    assert client.post(reverse("ledger:feed-revoke", args=[feed.pk])).status_code == 404
    assert anonymous.get(LIST).status_code == 302
    assert client.post(CREATE, {"name": ""}).status_code == 422


def test_api_makes_lists_and_revokes(books: Books, alice: User) -> None:
    api = caller(alice)
    feed_of(make_guest(books.household).actor)

    made = api.post(API, {"name": "Phone"}, JSON)
    listed = api.get(API).json()["results"]

    url = made.json()["url"]
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert read(url).status_code == 200
    assert [(row["name"], row["has_amounts"], "url" in row) for row in listed] == [
        ("Phone", False, False)
    ]
    assert api.delete(made["Location"]).status_code == 204
    assert read(url).status_code == 404
    assert fields(api.post(API, {"name": "", "colour": 1}, JSON)) == (400, ["colour"])
    assert codes(Client().get(API)) == (401, "AUTH_1001")


def test_most_links_of_a_person(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.services.feeds.LIMIT", 1)
    first = feed_of(books.actor).feed
    user = books.actor.user
    assert user is not None
    browser = Client()
    browser.force_login(user)

    refused = browser.post(CREATE, {"name": "Tablet"})
    browser.post(reverse("ledger:feed-revoke", args=[first.pk]))

    assert (refused.status_code, b"revoke one first" in refused.content) == (422, True)
    assert browser.post(CREATE, {"name": "Tablet"}).context["made"].feed.name == "Tablet"
