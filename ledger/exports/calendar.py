"""What is due as a calendar that other programs subscribe to: iCalendar, RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from ledger.enums import OccurrenceState
from ledger.money import Money
from ledger.money_format import format_money, locale_for
from ledger.periods import DAY
from ledger.reports.schedules import Expected

CONTENT_TYPE = "text/calendar; charset=utf-8"
READ_AGAIN = timedelta(hours=6)
"""How often calendars are asked to look."""


def schedule_calendar_text(
    name: str, times: Iterable[Expected], *, has_amounts: bool, now: datetime
) -> bytes:
    """Return the times of schedules as days of a calendar, those that were skipped left out.

    An event keeps its UID for ever: the schedule and the day that its rule names. Amounts are told
    only with `has_amounts`; `now` is when the calendar is written.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Finehance//Schedules//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    for each in times:
        if each.state != OccurrenceState.SKIPPED:
            calendar.add_component(_event(each, has_amounts=has_amounts, now=now))
    text: bytes = calendar.to_ical()
    return text


def _event(each: Expected, *, has_amounts: bool, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"schedule-{each.schedule.pk}-{each.due_on:%Y%m%d}@finehance")
    event.add("dtstamp", now)
    event.add("dtstart", each.expected_on)
    event.add("dtend", each.expected_on + DAY)
    event.add("summary", _summary(each, has_amounts=has_amounts))
    event.add("description", _description(each, has_amounts=has_amounts))
    # A bill takes nobody's day.
    event.add("transp", "TRANSPARENT")
    return event


def _summary(each: Expected, *, has_amounts: bool) -> str:
    words = {"name": each.schedule.name, "amount": _words(each.arrived or each.amount)}
    text = _("%(name)s: %(amount)s") if has_amounts else "%(name)s"
    if each.state == OccurrenceState.MISSED:
        text = _("Missed: %s") % text
    return text % words


def _description(each: Expected, *, has_amounts: bool) -> str:
    lines = [
        _("Account: %(name)s") % {"name": each.schedule.account.name},
        str(OccurrenceState(each.state).label),
    ]
    if has_amounts and each.is_other_price:
        lines.append(_("Expected: %(amount)s") % {"amount": _words(each.amount)})
    return "\n".join(lines)


def _words(money: Money) -> str:
    return format_money(money, locale_for(get_language() or settings.LANGUAGE_CODE))
