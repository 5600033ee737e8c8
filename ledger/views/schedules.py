"""Schedules: the list with what needs a look, one of them with its times, and proposals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.enums import ScheduleState
from ledger.forms.refusals import attempt
from ledger.forms.schedules import ScheduleForm, schedule_initial
from ledger.models import Schedule
from ledger.periods import Period
from ledger.reports.recurring import CADENCES
from ledger.reports.register import RegisterRow, register_rows
from ledger.reports.reminders import due_reminders
from ledger.reports.schedules import (
    Expected,
    expected_between,
    live_schedules,
    next_due,
    per_month,
    schedule_alerts,
)
from ledger.services.occurrences import post_occurrence, reopen_occurrence, skip_occurrence
from ledger.services.proposals import accept_proposal, dismiss_proposal, open_proposals
from ledger.services.rule_links import rules_linking_to
from ledger.services.schedules import (
    create_schedule,
    delete_schedule,
    reprice_schedule,
    set_schedule_state,
    update_schedule,
)
from ledger.views.choices import choices_of
from ledger.views.toasts import carry_out, say

TIMES_BACK, TIMES_AHEAD = timedelta(days=400), timedelta(days=400)
_SHOWN = (ScheduleState.ACTIVE, ScheduleState.PAUSED)
MOST_ROWS = 12


def _find(request: HouseholdRequest, pk: int) -> Schedule:
    rows = Schedule.objects.in_household(request.household).live()
    return get_object_or_404(rows.select_related("account", "other", "payee"), pk=pk)


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule and when it is due next."""

    schedule: Schedule
    due: Expected | None


@require_safe
@member_required()
def schedule_list(request: HouseholdRequest) -> HttpResponse:
    today = request.household.today()
    schedules = live_schedules(request.household, *_SHOWN)
    active = [row for row in schedules if row.state == ScheduleState.ACTIVE]
    due = next_due(request.household, active, today=today)
    lines = [ScheduleLine(row, due.get(row.pk)) for row in schedules]
    lines.sort(key=lambda line: (line.due.expected_on if line.due else date.max, line.schedule.pk))
    income, spending = per_month(active)
    context = {
        "lines": lines,
        "alerts": schedule_alerts(request.household, active, today=today),
        "reminders": due_reminders(request.actor, today=today),
        "income": income,
        "spending": spending,
    }
    return render(request, "ledger/schedule_list.html", context)


@require_safe
@member_required()
def schedule_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show one schedule, the times behind it and those to come."""
    schedule, today = _find(request, pk), request.household.today()
    days = Period(today - TIMES_BACK, today + TIMES_AHEAD)
    times = expected_between(request.household, [schedule], days=days, today=today)
    context = {
        "schedule": schedule,
        "past": [each for each in times if each.expected_on < today][::-1],
        "coming": [each for each in times if each.expected_on >= today],
        "can_record": request.actor.may(Permission.RECORD)
        and request.actor.barred(Right.FULL).isdisjoint(schedule.accounts),
    }
    return render(request, "ledger/schedule_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def schedule_create(request: HouseholdRequest) -> HttpResponse:
    initial = {"flow": "expense", "starts_on": request.household.today()}
    form = ScheduleForm(request.POST or None, accounts=choices_of(request), initial=initial)
    if form.is_valid():
        made = attempt(
            form, lambda: create_schedule(by=request.actor, draft=form.draft(request.actor))
        )
        if made:
            say(request, _("Added schedule %(what)s") % {"what": made})
            return redirect("ledger:schedule-detail", made.pk)
    return _form_page(request, form, title=_("New schedule"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def schedule_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    schedule = _find(request, pk)
    initial = schedule_initial(schedule)
    form = ScheduleForm(request.POST or None, accounts=choices_of(request), initial=initial)
    if form.is_valid() and attempt(form, partial(_update, request, form, schedule)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect("ledger:schedule-detail", pk)
    return _form_page(request, form, title=_("Edit schedule"), schedule=schedule)


def _update(request: HouseholdRequest, form: ScheduleForm, schedule: Schedule) -> Schedule:
    version, by = form.cleaned_data["version"], request.actor
    return update_schedule(by=by, schedule=schedule, draft=form.draft(by), version=version)


def _form_page(
    request: HouseholdRequest, form: ScheduleForm, *, title: str, schedule: Schedule | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "schedule": schedule}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/schedule_form.html", context, status=status)


@require_POST
@member_required(Permission.RECORD)
def schedule_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    schedule = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": schedule}
    rules = rules_linking_to(schedule)
    if rules:
        names = ", ".join(rule.name for rule in rules)
        done += ". " + _("Rules that linked to it leave it alone now: %(names)s.") % {
            "names": names
        }
    act = partial(delete_schedule, by=request.actor, schedule=schedule)
    return carry_out(request, act, done, otherwise="ledger:schedule-list")


@require_POST
@member_required(Permission.RECORD)
def schedule_pause(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Pause a schedule, or go on with a paused one."""
    schedule = _find(request, pk)
    is_active = schedule.state == ScheduleState.ACTIVE
    state = ScheduleState.PAUSED if is_active else ScheduleState.ACTIVE
    done = _("%(what)s is paused") if is_active else _("%(what)s goes on")
    act = partial(set_schedule_state, by=request.actor, schedule=schedule, state=state)
    return carry_out(request, act, done % {"what": schedule}, otherwise="ledger:schedule-list")


@require_POST
@member_required(Permission.RECORD)
def schedule_reprice(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Expect from now on what came at the time whose day is posted as `due_on`."""
    schedule, today = _find(request, pk), request.household.today()
    alerts = schedule_alerts(request.household, [schedule], today=today)
    wanted = request.POST.get("due_on", "")
    came = next(
        (
            alert.expected.arrived
            for alert in alerts
            if alert.is_repriced and alert.expected and str(alert.expected.due_on) == wanted
        ),
        None,
    )
    if came is None:
        raise Http404
    done = _("%(what)s is expected at the new price") % {"what": schedule}
    act = partial(reprice_schedule, by=request.actor, schedule=schedule, amount=came.amount)
    return carry_out(request, act, done, otherwise="ledger:schedule-list")


_ACTS: dict[str, Callable[..., object]] = {
    "skip": skip_occurrence,
    "record": post_occurrence,
    "reopen": reopen_occurrence,
}


@require_POST
@member_required(Permission.RECORD)
def schedule_time(request: HouseholdRequest, pk: int, act: str) -> HttpResponse:
    """Skip, record or open again the time of a schedule whose day is posted as `due_on`."""
    schedule = _find(request, pk)
    try:
        due_on = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as error:
        raise Http404 from error
    done = {
        "skip": _("Skipped %(what)s"),
        "record": _("Recorded %(what)s"),
        "reopen": _("%(what)s is expected again"),
    }[act] % {"what": schedule}
    doing = partial(_ACTS[act], by=request.actor, schedule=schedule, due_on=due_on)
    return carry_out(request, doing, done, otherwise="ledger:schedule-list")


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal with the latest rows behind it."""

    found: Any
    cadence: str
    rows: list[RegisterRow]
    hidden: int
    accounts: tuple[int, ...]
    """The accounts that a schedule of it would record in."""


@require_safe
@member_required()
def schedule_proposals(request: HouseholdRequest) -> HttpResponse:
    """Show what recurs in the books and is no schedule yet, with the rows and the reason."""
    proposals = open_proposals(request.household, today=request.household.today())
    wanted = [row for each in proposals for row in each.rows[-MOST_ROWS:]]
    rows = {row.id: row for row in register_rows(request.household, wanted)}
    cards = [
        ProposalCard(
            found=each,
            cadence=str(CADENCES[each.cadence]),
            rows=[rows[key] for key in reversed(each.rows[-MOST_ROWS:]) if key in rows],
            hidden=max(len(each.rows) - MOST_ROWS, 0),
            accounts=tuple(key for key in (each.account_id, each.other_id) if key),
        )
        for each in proposals
    ]
    return render(request, "ledger/schedule_proposals.html", {"cards": cards})


@require_POST
@member_required(Permission.RECORD)
def schedule_proposal(request: HouseholdRequest, act: str) -> HttpResponse:
    """Accept or dismiss the proposal whose key is posted."""
    service = accept_proposal if act == "accept" else dismiss_proposal
    done = _("Added to the schedules") if act == "accept" else _("Dismissed")
    key, today = request.POST.get("key", ""), request.household.today()
    doing = partial(service, by=request.actor, key=key, today=today)
    return carry_out(request, doing, done, otherwise="ledger:schedule-proposals")
