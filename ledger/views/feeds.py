"""Calendar links: a person's own, made, shown once and revoked; and what a calendar reads there."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from ledger.exports.calendar import CONTENT_TYPE, schedule_calendar_text
from ledger.forms.feeds import FeedForm
from ledger.models import CalendarFeed
from ledger.periods import Period
from ledger.reports.schedules import expected_between, live_schedules
from ledger.services.feeds import NewFeed, create_feed, opened_feed, revoke_feed

BACK, AHEAD = timedelta(days=60), timedelta(days=400)


def _page(
    request: HouseholdRequest, form: FeedForm, *, made: NewFeed | None = None
) -> HttpResponse:
    feeds = CalendarFeed.objects.in_household(request.household).of(request.user)
    context = {"feeds": feeds, "form": form, "made": made}
    status = 422 if form.errors else 200
    return render(request, "ledger/feed_list.html", context, status=status)


@require_safe
@member_required()
def feed_list(request: HouseholdRequest) -> HttpResponse:
    return _page(request, FeedForm())


@never_cache
@require_POST
@member_required()
def feed_create(request: HouseholdRequest) -> HttpResponse:
    """Make a link and show it on this one answer: it is kept nowhere to be shown again."""
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        made = create_feed(by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, form)
    return _page(request, FeedForm(), made=made)


@require_POST
@member_required()
def feed_revoke(request: HouseholdRequest, pk: int) -> HttpResponse:
    feeds = CalendarFeed.objects.in_household(request.household).of(request.user)
    feed = revoke_feed(by=request.actor, feed=get_object_or_404(feeds, pk=pk))
    messages.success(request, _("%s opens nothing any more.") % feed)
    return redirect("ledger:feed-list")


@require_safe
def feed_open(request: HttpRequest, household: int, secret: str) -> HttpResponse:
    """Hand a calendar what is due, as the person whose secret it is may see it."""
    with opened_feed(household_id=household, secret=secret) as feed:
        if feed is None:
            raise Http404
        now = timezone.now()
        today = timezone.localdate(now, feed.household.zone)
        days = Period(today - BACK, today + AHEAD)
        schedules = live_schedules(feed.household)
        times = expected_between(feed.household, schedules, days=days, today=today)
        text = schedule_calendar_text(
            feed.household.name, times, has_amounts=feed.has_amounts, now=now
        )
    headers = {
        "Content-Disposition": 'inline; filename="schedules.ics"',
        "Cache-Control": "private, max-age=900",
    }
    return HttpResponse(text, content_type=CONTENT_TYPE, headers=headers)
