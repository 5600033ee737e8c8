"""What was deleted and can be restored."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Right
from ledger.reports.filters import RegisterFilter
from ledger.reports.register import register_page
from ledger.reports.trash import days_of_going
from ledger.services.reach import barred_transactions
from ledger.views.register import PAGE_SIZE, next_url, read_cursor

IN_TRASH = RegisterFilter(in_trash=True)


@require_safe
@vary_on_headers("HX-Request")
@member_required()
def trash(request: HouseholdRequest) -> HttpResponse:
    """Show deleted transactions by their date; for htmx only the rows of a further page."""
    after = read_cursor(request.GET.get("after", ""))
    page = register_page(request.household, IN_TRASH, size=PAGE_SIZE, after=after)
    going = days_of_going(request.household, [row.id for row in page.rows])
    context = {
        "page": page,
        "lines": [(row, going.get(row.id)) for row in page.rows],
        "trash_days": request.household.trash_days,
        "after": after,
        "next_url": next_url(page, IN_TRASH),
        "unedited": barred_transactions(request.actor, [row.id for row in page.rows], Right.FULL),
    }
    part = "#trash-rows" if request.htmx else ""
    return render(request, f"ledger/trash.html{part}", context)
