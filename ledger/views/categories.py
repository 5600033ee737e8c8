"""The tree of categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.enums import AccountKind
from ledger.forms.categories import CategoryForm, NewCategoryForm, ReplacementForm
from ledger.forms.choices import AccountChoices
from ledger.forms.refusals import attempt
from ledger.models import Account
from ledger.reports.tree import account_tree
from ledger.services.categories import (
    create_category,
    delete_category,
    merge_categories,
    move_category_under,
    rename_category,
)
from ledger.views.register import address_of
from ledger.views.toasts import carry_out, go_back, say


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category in the tree, with the list of its transactions."""

    category: Account
    depth: int
    url: str


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """The categories of one kind."""

    title: str
    lines: tuple[CategoryLine, ...]


def _groups(accounts: AccountChoices) -> list[CategoryGroup]:
    return [
        CategoryGroup(
            str(kind.label),
            tuple(
                CategoryLine(row, min(depth, 4), address_of(row))
                for depth, row in accounts.tree.walk()
                if row.kind == kind and row.deleted_at is None
            ),
        )
        for kind in (AccountKind.EXPENSE, AccountKind.INCOME)
    ]


def _accounts(request: HouseholdRequest) -> AccountChoices:
    return AccountChoices(account_tree(request.household))


def _find(request: HouseholdRequest, pk: int) -> Account:
    rows = Account.objects.in_household(request.household).live().categories()
    return get_object_or_404(rows.select_related("parent"), pk=pk)


def _list_page(request: HouseholdRequest, form: NewCategoryForm) -> HttpResponse:
    context = {"form": form, "category_groups": _groups(form.accounts)}
    status = 422 if form.is_bound else 200
    return render(request, "ledger/category_list.html", context, status=status)


@require_safe
@member_required()
def category_list(request: HouseholdRequest) -> HttpResponse:
    return _list_page(request, NewCategoryForm(accounts=_accounts(request)))


@require_POST
@member_required(Permission.MANAGE)
def category_create(request: HouseholdRequest) -> HttpResponse:
    form = NewCategoryForm(request.POST, accounts=_accounts(request))
    if form.is_valid():
        category = attempt(form, partial(create_category, by=request.actor, **form.cleaned_data))
        if category:
            say(request, _("Added category %(what)s") % {"what": category})
            return redirect("ledger:category-list")
    return _list_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.MANAGE)
def category_update(request: HouseholdRequest, pk: int) -> HttpResponse:
    category = _find(request, pk)
    accounts = _accounts(request)
    form = CategoryForm(request.POST or None, category=category, accounts=accounts)
    if form.is_valid() and attempt(form, partial(_save, request, form, category)) is not None:
        say(request, _("Saved: %(what)s") % {"what": form.cleaned_data["name"]})
        return redirect("ledger:category-list")
    context = {
        "category": category,
        "form": form,
        "merge_form": ReplacementForm(category=category, accounts=accounts, is_needed=True),
        "url": address_of(category),
    }
    status = 422 if form.is_bound else 200
    return render(request, "ledger/category_form.html", context, status=status)


def _save(request: HouseholdRequest, form: CategoryForm, category: Account) -> Account:
    """Rename and move, whichever changed."""
    by, values = request.actor, form.cleaned_data
    version = values["version"]
    if values["name"] != category.name:
        category = rename_category(by=by, category=category, name=values["name"], version=version)
        version = category.version
    if values["parent"] != category.parent:
        category = move_category_under(
            by=by, category=category, parent=values["parent"], version=version
        )
    return category


@require_POST
@member_required(Permission.MANAGE)
def category_merge(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Let another category take over everything of this one."""
    return _replace(request, pk, is_needed=True)


@require_POST
@member_required(Permission.MANAGE)
def category_delete(request: HouseholdRequest, pk: int) -> HttpResponse:
    """Move a category to the trash; `into` takes its transactions when it has some."""
    return _replace(request, pk, is_needed=False)


def _replace(request: HouseholdRequest, pk: int, *, is_needed: bool) -> HttpResponse:
    category = _find(request, pk)
    accounts = _accounts(request)
    form = ReplacementForm(request.POST, category=category, accounts=accounts, is_needed=is_needed)
    if not form.is_valid():
        messages.error(request, _("Choose the category that takes over."))
        return go_back(request, "ledger:category-list")
    target, by = form.cleaned_data["into"], request.actor
    names = {"what": category, "into": target}
    if is_needed:
        act = partial(merge_categories, by=by, source=category, into=target)
        return carry_out(
            request,
            act,
            _("Merged %(what)s into %(into)s") % names,
            otherwise="ledger:category-list",
        )
    delete = partial(delete_category, by=by, category=category, replacement=target)
    done = _("Moved to the trash: %(what)s") % names
    return carry_out(request, delete, done, otherwise="ledger:category-list")
