"""The first page after signing in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from ledger.forms.periods import choose_period
from ledger.pinned import due_beside_pinned
from ledger.reports.dashboard import dashboard as read_dashboard
from ledger.reports.quality import known_count
from ledger.reports.schedules import household_alerts
from ledger.reports.tree import account_tree
from ledger.views.charts import cash_flow_chart, net_worth_chart, spending_chart
from ledger.views.figures import headline_figures

MOST_ALERTS = 5


@require_safe
@member_required()
def dashboard(request: HouseholdRequest) -> HttpResponse:
    household = request.household
    today = household.today()
    choice = choose_period(request.GET, start_day=household.month_start_day, today=today)
    tree = account_tree(household)
    report = read_dashboard(household, period=choice.period, today=today, tree=tree)
    currency = household.base_currency
    owed = {line.account.pk: line.balance.amount for line in report.places}
    context = {
        "choice": choice,
        "report": report,
        "findings": known_count(household, request.actor.hidden),
        "figures": headline_figures(report),
        "net_worth_chart": net_worth_chart(report.net_worth, currency),
        "cash_flow_chart": cash_flow_chart(report.cash_flow, currency),
        "alerts": household_alerts(household, today=today, owed=owed, tree=tree)[:MOST_ALERTS],
        "reminders": due_beside_pinned(request, today=today, most=MOST_ALERTS),
        "spending_chart": spending_chart(report.spending, report.current.spending.money),
    }
    return render(request, "ledger/dashboard.html", context)
