"""Currencies in a browser: a rate is entered and undone, gains are read, links for calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.scope import household_scope
from ledger.models import ExchangeRate
from tests.e2e.pages.conftest import OpenPage
from tests.factories.books import Books
from tests.factories.schedules import schedule


def today() -> date:
    return timezone.localdate()


@pytest.mark.parametrize("script", [True, False])
def test_rate_is_entered_makes_a_worth_and_is_undone(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        books.book(str(today()), (books.dollars, "100"), (books.opening, "-100"))
    page = open_page("/rates/", script=script)

    expect(page.get_by_text("missing", exact=True)).to_be_visible()
    page.get_by_role("link", name="New rate").click()
    page.get_by_label("One unit of").fill("USD")
    page.get_by_label("Rate", exact=True).fill("0.9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 USD = 0.9 EUR").first).to_be_visible()
    page.goto("/rates/gains/?period=year")
    expect(page.get_by_text(f"at 0.9 of {today()}").first).to_be_visible()
    page.goto("/rates/pair/?base=USD&quote=EUR")
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    page.goto("/rates/")
    expect(page.get_by_text("0.9 EUR", exact=True)).to_be_visible()

    with household_scope(books.household.pk):
        assert ExchangeRate.objects.live().count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_alert_is_solved_on_the_dashboard_and_a_calendar_subscribes(
    open_page: OpenPage, books: Books, *, script: bool
) -> None:
    with household_scope(books.household.pk):
        day = today() - timedelta(days=9)
        schedule(books, starts_on=day, times=1, late_days=1)
    page = open_page("/dashboard/", script=script)

    expect(page.get_by_text("did not arrive")).to_be_visible()
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("did not arrive")).to_have_count(0)
    page.goto("/schedules/")
    page.get_by_role("link", name="Calendar links").click()
    page.get_by_label("Which calendar reads it").fill("Phone")
    page.get_by_role("button", name="Make link").click()
    address = page.get_by_label("Your new link").input_value()
    calendar = page.request.get("/" + address.split("/", 3)[3])
    page.get_by_role("button", name="Revoke").click()
    gone = page.request.get("/" + address.split("/", 3)[3])

    assert calendar.text().startswith("BEGIN:VCALENDAR\r\n")
    assert (calendar.status, gone.status) == (200, 404)
