"""Saved views: queries under a name, listed, opened, changed and deleted."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.enums import ViewSort
from ledger.forms.refusals import attempt
from ledger.forms.saved_views import SavedViewForm, saved_view_initial
from ledger.models import SavedView
from ledger.query.errors import FilterError, QueryError
from ledger.reports.asking import ask_text
from ledger.reports.filters import RegisterFilter
from ledger.services.keeping import may_keep
from ledger.services.saved_views import (
    create_saved_view,
    delete_saved_view,
    update_saved_view,
)
from ledger.views.asking import Mistake
from ledger.views.register import Layout, list_transactions
from ledger.views.toasts import carry_out, say


def _find(request: HouseholdRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.in_household(request.household).live(), pk=pk)


@require_safe
@member_required()
def saved_view_list(request: HouseholdRequest) -> HttpResponse:
    rows = SavedView.objects.in_household(request.household).live().select_related("owner")
    lines = [(row, may_keep(request.actor, row)) for row in rows]
    return render(request, "ledger/saved_view_list.html", {"lines": lines})


@require_safe
@vary_on_headers("HX-Request")
@member_required()
def saved_view_detail(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Show what the view means today."""
    row = _find(request, pk)
    context: dict[str, Any] = {
        "saved_view": row,
        "may_keep": may_keep(request.actor, row),
        "query_url": f"{reverse('ledger:transaction-list')}?{urlencode({'q': row.query})}",
        "list_caption": row.name,
    }
    layout = Layout(tuple(row.columns), is_oldest_first=row.sort == ViewSort.OLDEST)
    template = "ledger/saved_view_detail.html"
    try:
        chosen = ask_text(request.household, row.query, request.household.today())
        return list_transactions(request, template, chosen, layout=layout, **context)
    except FilterError as error:
        mistake = Mistake.of(row.query, error) if isinstance(error, QueryError) else None
        nothing = RegisterFilter(ids=(0,))
        return list_transactions(request, template, nothing, mistake=mistake, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.ANNOTATE)
def saved_view_create(request: HouseholdRequest) -> HttpResponse:
    form = SavedViewForm(request.POST or None, initial={"query": request.GET.get("q", "")})
    if form.is_valid():
        row = attempt(form, partial(_create, request, form))
        if row:
            say(request, _("Saved: %(what)s") % {"what": row})
            return redirect("ledger:saved-view-detail", row.pk)
    return _form_page(request, form, title=_("Save a view"))


def _create(request: HouseholdRequest, form: SavedViewForm) -> SavedView:
    return create_saved_view(by=request.actor, today=request.household.today(), **form.content())


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.ANNOTATE)
def saved_view_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    form = SavedViewForm(request.POST or None, initial=saved_view_initial(row))
    if form.is_valid() and attempt(form, partial(_update, request, form, row)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect("ledger:saved-view-detail", pk)
    return _form_page(request, form, title=_("Edit view"), saved_view=row)


def _update(request: HouseholdRequest, form: SavedViewForm, row: SavedView) -> SavedView:
    version = form.cleaned_data["version"]
    content = form.content()
    today = request.household.today()
    return update_saved_view(
        by=request.actor, saved_view=row, today=today, version=version, **content
    )


def _form_page(
    request: HouseholdRequest,
    form: SavedViewForm,
    *,
    title: str,
    saved_view: SavedView | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "saved_view": saved_view}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/saved_view_form.html", context, status=status)


@require_POST
@member_required(Permission.ANNOTATE)
def saved_view_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    done = _("Moved to the trash: %(what)s") % {"what": row}
    act = partial(delete_saved_view, by=request.actor, saved_view=row)
    return carry_out(request, act, done, otherwise="ledger:saved-view-list")
