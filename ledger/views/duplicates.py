"""Transactions that may be in the books twice: the list, and merging two field by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import member_required
from accounts.http import HouseholdRequest
from accounts.roles import Permission
from ledger.enums import PairKind
from ledger.forms.duplicates import MergeTwinsForm
from ledger.forms.refusals import attempt
from ledger.models import Transaction
from ledger.reports.duplicates import find_duplicates
from ledger.reports.register import RegisterRow, register_rows
from ledger.services.duplicate_merges import merge_duplicates, plan_merge, read_sides
from ledger.services.pairs import Key, reject_pair
from ledger.views.pairs import asked_batch, pair_groups, posted_pair
from ledger.views.toasts import carry_out, say

LIST = "ledger:duplicate-list"


@require_safe
@member_required()
def duplicate_list(request: HouseholdRequest) -> HttpResponse:
    """Show the pairs with both sides, of everything or of what an import brought."""
    batch = asked_batch(request)
    groups = pair_groups(request, find_duplicates(request.household, batch=batch))
    return render(request, "ledger/duplicate_list.html", {"pair_groups": groups, "batch": batch})


@require_POST
@member_required(Permission.RECORD)
def duplicate_reject(request: HouseholdRequest) -> HttpResponse:
    """Remember that the pair that is posted is two things."""
    first, second = posted_pair(request)
    act = partial(
        reject_pair, by=request.actor, kind=PairKind.DUPLICATE, first=first, second=second
    )
    return _carry_out(request, act, _("They stay two"))


@require_POST
@member_required(Permission.RECORD)
def duplicate_merge(request: HouseholdRequest) -> HttpResponse:
    """Merge the pair that is posted, with the richer of each field."""
    first, second = posted_pair(request)
    act = partial(merge_duplicates, by=request.actor, first=first, second=second)
    return _carry_out(request, act, _("Merged into one"))


def _carry_out(request: HouseholdRequest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        return carry_out(request, act, done, otherwise=LIST)
    except Transaction.DoesNotExist as error:
        raise Http404 from error


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field with what each side has for it."""

    name: str
    label: str
    values: tuple[tuple[int, object, bool], ...]
    """The id of the side, what it has, and whether that is chosen."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Permission.RECORD)
def duplicate_review(request: HouseholdRequest, first: int, second: int) -> HttpResponse:
    """Choose field by field which of two transactions it is taken from, and merge them."""
    one, other = _find(request, (first, second))
    plan = plan_merge(*read_sides(one, other))
    form = MergeTwinsForm(request.POST or None, ids=(first, second), initial=dict(plan.fields))
    if form.is_valid():
        act = partial(
            merge_duplicates,
            by=request.actor,
            first=first,
            second=second,
            fields=form.cleaned_data,
        )
        if attempt(form, act):
            say(request, _("Merged into one"))
            return redirect(LIST)
    rows = {row.id: row for row in register_rows(request.household, [first, second])}
    context = {
        "form": form,
        "rows": [rows[first], rows[second]],
        "choices": _choices(form, (rows[first], rows[second])),
        "pair": f"{first}-{second}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "ledger/duplicate_review.html", context, status=status)


def _find(request: HouseholdRequest, key: Key) -> tuple[Transaction, Transaction]:
    rows = Transaction.objects.in_household(request.household).live().select_related("payee")
    found = {row.pk: row for row in rows.filter(pk__in=key)}
    if len(found) != len(key):
        raise Http404
    return found[key[0]], found[key[1]]


def _choices(form: MergeTwinsForm, rows: tuple[RegisterRow, RegisterRow]) -> list[FieldChoice]:
    shown: dict[str, Callable[[RegisterRow], object]] = {
        "date": lambda row: row.date,
        "payee": lambda row: row.payee or _("No payee"),
        "category": lambda row: row.counterpart.label,
        "memo": lambda row: row.memo or _("none"),
        "status": lambda row: row.status,
    }
    return [
        FieldChoice(
            name,
            str(form.fields[name].label),
            tuple((row.id, say_it(row), str(form[name].value()) == str(row.id)) for row in rows),
        )
        for name, say_it in shown.items()
    ]
