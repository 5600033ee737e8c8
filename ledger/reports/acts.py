"""The history in words: who changed what on a row, value by value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Protocol

from django.utils.translation import gettext as _

from accounts.models import Household
from ledger.models import Account, Change, ChangeSet, Payee, Tag
from ledger.money import Money
from ledger.services.snapshots import KINDS

JSON = dict[str, Any]
LONGEST = 200
"""Characters of one value that are told."""
UNTOLD = {
    "id", "household", "version", "created_at", "updated_at", "created_by", "updated_by",
    "accounts", "position",
}  # fmt: skip
_OF_ACCOUNT = ("account_id", "other_id", "parent_id", "default_category_id", "category_id")
_OF_TAGS = ("tags", "add_tags", "remove_tags")


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value before and after, in words; "" where there was none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Act:
    """What one act did to one row; `is_undone` when it was taken back since."""

    change_set: ChangeSet
    at: datetime
    who: str
    origin: str
    summary: str
    is_undone: bool
    values: tuple[ValueChange, ...]


class Sides(Protocol):
    """Parts of a transaction before and after, as the history names them."""

    @property
    def before(self) -> JSON | None: ...

    @property
    def after(self) -> JSON | None: ...


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the ids in the history of some rows."""

    accounts: Mapping[int, str]
    payees: Mapping[int, str]
    tags: Mapping[int, str]


def acts_on(
    household: Household, model: str, object_id: int, *, known: Iterable[Payee | Tag] = ()
) -> tuple[Act, ...]:
    """Return every act on one row, newest first, in five queries at most.

    `known` are rows that the caller has read already: each kind of which no other one is named
    takes one query less.
    """
    rows = Change.objects.in_household(household).filter(model=model, object_id=object_id)
    related = rows.select_related("change_set__user", "change_set__import_batch")
    undone = related.prefetch_related("change_set__undone_by")
    changes = list(undone.order_by("-change_set_id", "-pk"))
    names = names_of(household, changes, {(type(row), row.pk): row.name for row in known})
    return tuple(_act(change, names) for change in changes)


def changes_in_words(
    household: Household, changes: Sequence[Sides]
) -> list[tuple[ValueChange, ...]]:
    """Return what each change did, value by value; three queries at most."""
    names = names_of(household, changes)
    return [
        tuple(value_changes("transaction", each.before or {}, each.after or {}, names))
        for each in changes
    ]


def _act(change: Change, names: Names) -> Act:
    act = change.change_set
    return Act(
        act,
        act.created_at,
        str(act.user or _("The system")),
        act.get_origin_display(),
        act.summary,
        bool(act.undone_by.all()),
        tuple(value_changes(change.model, change.before or {}, change.after or {}, names)),
    )


def value_changes(model: str, before: JSON, after: JSON, names: Names) -> Iterable[ValueChange]:
    """Yield what differs between a row before and after, in words, value by value."""
    shown = _shown_values() if model == "transaction" else _fields_of(model)
    for key, name in shown.items():
        if key not in before and key not in after:
            continue
        sides = before.get(key), after.get(key)
        pair = _apart(*sides) if key == "accounts" else sides
        old, new = (_words(key, value, names) for value in pair)
        if old != new:
            yield ValueChange(name, old, new)


def _apart(before: list[int] | None, after: list[int] | None) -> tuple[list[int], list[int]]:
    """Return the accounts of legs before and after, without the legs that stayed where they are."""
    pairs = list(zip_longest(before or (), after or ()))
    moved = [pair for pair in pairs if pair[0] != pair[1]]
    return [old for old, _new in moved if old], [new for _old, new in moved if new]


def _shown_values() -> dict[str, str]:
    return {
        "date": _("Date"),
        "payee_id": _("Payee"),
        "memo": _("Memo"),
        "status": _("Status"),
        "postings": _("Postings"),
        "accounts": _("Category"),
        "tags": _("Tags"),
        "deleted_at": _("In the trash"),
        "schedule": _("Schedule"),
        "reminder": _("Reminder"),
    }


def _fields_of(model: str) -> dict[str, str]:
    """Return what is told of a row of another kind: its fields, by the words for them."""
    kind = KINDS.get(model)
    if kind is None:
        return {"right": _("Right"), "role": _("Role"), "state": _("State")}
    fields = kind._meta.concrete_fields  # noqa: SLF001 -- Django's documented model API
    return {
        field.attname: str(field.verbose_name).capitalize()
        for field in fields
        if field.name not in UNTOLD
    }


def _words(key: str, value: Any, names: Names) -> str:
    if value in (None, "", []):
        return ""
    if key in _OF_ACCOUNT:
        return names.accounts.get(value, "?")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key == "payee_id":
        return names.payees.get(value, "?")
    if key == "accounts":
        return ", ".join(names.accounts.get(each, "?") for each in value)
    if key in _OF_TAGS:
        return ", ".join(names.tags.get(each, "?") for each in value)
    if key in {"postings", "legs"}:
        return ", ".join(_posting_words(leg, names) for leg in value)
    return _("yes") if key == "deleted_at" else str(value)[:LONGEST]


def _posting_words(leg: JSON, names: Names) -> str:
    amount = Money(Decimal(leg["amount"]), leg["currency"]).rounded()
    return f"{names.accounts.get(leg['account_id'], '?')} {amount}"


def names_of(
    household: Household,
    changes: Iterable[Sides],
    read: Mapping[tuple[type, int], str] | None = None,
) -> Names:
    """Return the names that some changes need, in three queries at most."""
    read = read or {}
    accounts: set[int] = set()
    payees: set[int] = set()
    tags: set[int] = set()
    for change in changes:
        for side in (change.before or {}, change.after or {}):
            accounts |= {leg["account_id"] for leg in side.get("postings", ())}
            accounts |= set(side.get("accounts", ()))
            tags |= {tag for key in _OF_TAGS for tag in side.get(key, ())}
            accounts |= {side[key] for key in _OF_ACCOUNT if side.get(key)}
            payees |= {side["payee_id"]} if side.get("payee_id") else set()
    own_payees = {key: name for (model, key), name in read.items() if model is Payee}
    own_tags = {key: name for (model, key), name in read.items() if model is Tag}
    return Names(
        _known(Account.objects.in_household(household), accounts),
        own_payees | _known(Payee.objects.in_household(household), payees - own_payees.keys()),
        own_tags | _known(Tag.objects.in_household(household), tags - own_tags.keys()),
    )


def _known(rows: Any, keys: set[int]) -> dict[int, str]:
    return dict(rows.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
