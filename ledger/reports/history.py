"""The history of a household: filtered, and one act of it row by row in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Household
from ledger.models import Change, ChangeSet, Transaction
from ledger.reports.acts import ValueChange, names_of, value_changes
from ledger.services.snapshots import KINDS

JSON = dict[str, Any]
MOST_ROWS = 100
"""Rows of one act that a page tells; a large import or bulk edit has more."""
FAMILIES: dict[str, Promise] = {
    "transaction": gettext_lazy("Transactions"),
    "edit": gettext_lazy("Bulk edits"),
    "import": gettext_lazy("Imports"),
    "rule": gettext_lazy("Rules"),
    "reminder": gettext_lazy("Reminders"),
    "schedule": gettext_lazy("Schedules"),
    "template": gettext_lazy("Templates"),
    "reconciliation": gettext_lazy("Reconciliations"),
    "account": gettext_lazy("Accounts"),
    "category": gettext_lazy("Categories"),
    "payee": gettext_lazy("Payees"),
    "trash": gettext_lazy("Deleted for good"),
}
"""What acts are about, by the beginning of their kind."""
_KINDS: dict[str, Promise] = {
    "account": gettext_lazy("Account"),
    "assertion": gettext_lazy("Balance"),
    "attachment": gettext_lazy("File"),
    "claim": gettext_lazy("Claim"),
    "occurrence": gettext_lazy("Time of a schedule"),
    "operation": gettext_lazy("Operation"),
    "pair": gettext_lazy("Pair"),
    "payee": gettext_lazy("Payee"),
    "personaccount": gettext_lazy("Account of a person"),
    "period": gettext_lazy("Period"),
    "reconciliation": gettext_lazy("Reconciliation"),
    "refund": gettext_lazy("Money back"),
    "reminder": gettext_lazy("Reminder"),
    "right": gettext_lazy("Right"),
    "rule": gettext_lazy("Rule"),
    "savedview": gettext_lazy("View"),
    "schedule": gettext_lazy("Schedule"),
    "tag": gettext_lazy("Tag"),
    "transaction": gettext_lazy("Transaction"),
    "transactiontemplate": gettext_lazy("Template"),
}


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which acts are meant; what is empty does not narrow. Days are [start, end]."""

    family: str = ""
    origin: str = ""
    user: int | None = None
    start: date | None = None
    end: date | None = None
    words: str = ""


def filtered_acts(household: Household, chosen: HistoryFilter) -> QuerySet[ChangeSet]:
    """Return the acts that a filter means, the newest first."""
    rows = ChangeSet.objects.in_household(household).order_by("-pk")
    if chosen.family:
        rows = rows.filter(kind__startswith=chosen.family)
    if chosen.origin:
        rows = rows.filter(origin=chosen.origin)
    if chosen.user is not None:
        rows = rows.filter(user=chosen.user)
    if chosen.start:
        rows = rows.filter(created_at__gte=_midnight(household, chosen.start))
    if chosen.end:
        day_after = chosen.end + timedelta(days=1)
        rows = rows.filter(created_at__lt=_midnight(household, day_after))
    if chosen.words:
        rows = rows.filter(summary__icontains=chosen.words)
    return rows


def _midnight(household: Household, on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=household.zone)


@dataclass(frozen=True, slots=True)
class ActRow:
    """What an act did to one row; `transaction` is its id where it is one that can be looked at."""

    kind: str
    name: str
    transaction: int | None
    did: str
    """Whether it was added, changed or deleted, in words."""
    values: tuple[ValueChange, ...]


def act_rows(household: Household, act: ChangeSet) -> tuple[tuple[ActRow, ...], int]:
    """Return the first MOST_ROWS rows that an act changed, value by value, and how many more."""
    changes = Change.objects.in_household(household).filter(change_set=act).order_by("pk")
    found = list(changes[:MOST_ROWS])
    more = changes.count() - len(found) if len(found) == MOST_ROWS else 0
    names = names_of(household, found)
    titles = _titles(household, found)
    rows = tuple(
        ActRow(
            str(_KINDS.get(each.model, each.model)),
            titles.get((each.model, each.object_id), ""),
            each.object_id if (each.model, each.object_id) in titles and _is_booked(each) else None,
            _did(each),
            tuple(value_changes(each.model, each.before or {}, each.after or {}, names)),
        )
        for each in found
    )
    return rows, more


def _is_booked(change: Change) -> bool:
    return change.model == "transaction"


def _did(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    if change.before is None:
        return _("added")
    if after.get("deleted_at") and not before.get("deleted_at"):
        return _("moved to the trash")
    if before.get("deleted_at") and "deleted_at" in after and not after["deleted_at"]:
        return _("restored")
    if after.get("purged_at"):
        return _("deleted for good")
    return _("changed")


def _titles(household: Household, changes: Sequence[Change]) -> Mapping[tuple[str, int], str]:
    """Return what the rows are called today; one query a kind."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        wanted.setdefault(change.model, set()).add(change.object_id)
    found: dict[tuple[str, int], str] = {}
    for model, keys in wanted.items():
        for row in _rows_of(household, model, keys):
            found[model, row.pk] = str(row)
    return found


def _rows_of(household: Household, model: str, keys: Iterable[int]) -> Iterable[Any]:
    kind: Any = KINDS.get(model)
    if kind is None:
        return ()
    rows: QuerySet[Any] = kind.objects.in_household(household).filter(pk__in=keys)
    if kind is Transaction:
        return rows.filter(purged_at=None).select_related("payee")
    # Their names are made of what they refer to.
    related = {"payee", "account", "purchase", "schedule", "first", "second"}
    own = {field.name for field in kind._meta.concrete_fields}  # noqa: SLF001 -- Django's documented model API
    known = sorted(related & own)
    return rows.select_related(*known) if known else rows
