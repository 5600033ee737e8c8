"""Payees and tags: rows that people know by name, listed, added, renamed and deleted alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.actors import Actor
from accounts.http import HouseholdRequest
from accounts.roles import Permission, Right
from ledger.forms.choices import AccountChoices
from ledger.forms.names import NameForm, PayeeForm
from ledger.forms.refusals import attempt
from ledger.models import Payee, Tag
from ledger.reports.tree import account_tree
from ledger.services.payees import delete_payee, ensure_payee, rename_payee, set_default_category
from ledger.services.tags import delete_tag, ensure_tags, rename_tag
from ledger.views.toasts import carry_out, say

PAGE_SIZE = 100
Row = Payee | Tag


@dataclass(frozen=True, slots=True)
class NameKind:
    """What differs between payees and tags."""

    key: str
    """Names URLs, query parameters and pictures: `payee-list`, `?payee=1`."""
    title: Any
    empty: Any
    model: type[Payee | Tag]
    create: Callable[[Actor, NameForm], object]
    save: Callable[[Actor, Any, NameForm], object]
    delete: Callable[[Actor, Any], object]

    @property
    def list_name(self) -> str:
        return f"ledger:{self.key}-list"

    @property
    def create_url(self) -> str:
        return reverse(f"ledger:{self.key}-create")

    @property
    def is_payee(self) -> bool:
        return self.model is Payee


def _save_payee(by: Actor, payee: Payee, form: NameForm) -> Payee:
    values = form.cleaned_data
    if values["name"] != payee.name:
        payee = rename_payee(by=by, payee=payee, name=values["name"], version=values["version"])
    if values["default_category"] != payee.default_category:
        payee = set_default_category(by=by, payee=payee, category=values["default_category"])
    return payee


def _save_tag(by: Actor, tag: Tag, form: NameForm) -> Tag:
    values = form.cleaned_data
    return rename_tag(by=by, tag=tag, name=values["name"], version=values["version"])


PAYEES = NameKind(
    key="payee",
    title=gettext_lazy("Payees"),
    empty=gettext_lazy("Whoever you pay and whoever pays you: they come with your transactions."),
    model=Payee,
    create=lambda by, form: ensure_payee(by=by, name=form.cleaned_data["name"]),
    save=_save_payee,
    delete=lambda by, row: delete_payee(by=by, payee=row),
)
TAGS = NameKind(
    key="tag",
    title=gettext_lazy("Tags"),
    empty=gettext_lazy("Labels that go across categories: a holiday, a project, a person."),
    model=Tag,
    create=lambda by, form: ensure_tags(by=by, names=[form.cleaned_data["name"]]),
    save=_save_tag,
    delete=lambda by, row: delete_tag(by=by, tag=row),
)


@dataclass(frozen=True, slots=True)
class NameLine:
    """A row of the list, with its addresses."""

    row: Row
    url: str
    edit_url: str


def _rows(request: HouseholdRequest, kind: NameKind) -> Any:
    rows: Any = kind.model.objects.in_household(request.household).live()
    return rows.filter(merged_into=None) if kind.is_payee else rows


def _line(kind: NameKind, row: Row) -> NameLine:
    edit_url = reverse(f"ledger:{kind.key}-update", args=[row.pk])
    return NameLine(row, f"{reverse('ledger:transaction-list')}?{kind.key}={row.pk}", edit_url)


@require_safe
@member_required()
def name_list(request: HouseholdRequest, kind: NameKind) -> HttpResponse:
    return _list_page(request, kind, NameForm())


def _list_page(request: HouseholdRequest, kind: NameKind, form: NameForm) -> HttpResponse:
    """Draw the names in order, those with the searched words, a page from the name `from` on."""
    rows = _rows(request, kind).order_by("name", "pk")
    search, first = request.GET.get("search", ""), request.GET.get("from", "")
    if kind.is_payee:
        rows = rows.select_related("default_category")
    if search:
        rows = rows.filter(name__icontains=search)
    if first:
        rows = rows.filter(name__gte=first)
    found = list(rows[: PAGE_SIZE + 1])
    context = {
        "kind": kind,
        "form": form,
        "search": search,
        "lines": [_line(kind, row) for row in found[:PAGE_SIZE]],
        "can_merge": kind.is_payee
        and request.actor.may(Permission.RECORD)
        and not request.actor.barred(Right.FULL),
        "next_name": found[PAGE_SIZE].name if len(found) > PAGE_SIZE else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "ledger/name_list.html", context, status=status)


@require_POST
@member_required(Permission.RECORD)
def name_create(request: HouseholdRequest, kind: NameKind) -> HttpResponse:
    form = NameForm(request.POST)
    if form.is_valid() and attempt(form, partial(kind.create, request.actor, form)) is not None:
        say(request, _("Added %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect(kind.list_name)
    return _list_page(request, kind, form)


def _form(request: HouseholdRequest, kind: NameKind, row: Any) -> NameForm:
    data = request.POST or None
    initial = {"name": row.name, "version": row.version}
    if not kind.is_payee:
        return NameForm(data, initial=initial)
    initial["default_category"] = row.default_category
    accounts = AccountChoices(account_tree(request.household))
    return PayeeForm(data, accounts=accounts, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def name_update(request: HouseholdRequest, kind: NameKind, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(request, kind), pk=pk)
    form = _form(request, kind, row)
    if form.is_valid() and attempt(form, partial(kind.save, request.actor, row, form)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect(kind.list_name)
    aliases = row.aliases.order_by("raw_name")[:PAGE_SIZE] if kind.is_payee else ()
    context = {"kind": kind, "form": form, "line": _line(kind, row), "aliases": aliases}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/name_form.html", context, status=status)


@require_POST
@member_required(Permission.RECORD)
def name_delete(request: HouseholdRequest, kind: NameKind, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(request, kind), pk=pk)
    done = _("Moved to the trash: %(what)s") % {"what": row}
    act = partial(kind.delete, request.actor, row)
    return carry_out(request, act, done, otherwise=kind.list_name)
