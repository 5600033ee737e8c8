"""Pairs of transactions: noted when joined, remembered when rejected, parted again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction as db
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Permission
from ledger.enums import PairKind, PairState
from ledger.models import Attachment, Change, Occurrence, Pair, Posting, Reminder
from ledger.services.errors import Inconsistent, NotJoined
from ledger.services.history import RowChange, record_change_set
from ledger.services.rows import edit_row, insert_row, lock_row, trash_row
from ledger.services.transactions import lock_transactions
from ledger.services.undo_transactions import put_back_transactions
from ledger.signals import announce_postings

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class JoinResult:
    """How many pairs were joined, and why others were left, by their ids."""

    joined: int
    skipped: tuple[tuple[Key, str], ...] = ()


@db.atomic
def reject_pair(*, by: Actor, kind: PairKind, first: int, second: int) -> Pair:
    """Remember that two transactions are not one event; they are not proposed again.

    Undoing it lets them come again. Raises Transaction.DoesNotExist, Inconsistent for one and the
    same, PermissionDenied.
    """
    by.must(Permission.RECORD)
    if first == second:
        raise Inconsistent(_("A pair is two transactions."))
    if kind == PairKind.DUPLICATE:
        first, second = sorted((first, second))
    rows = {row.pk: row for row in lock_transactions(by, [first, second])}
    change = note_pairs(by, kind, PairState.REJECTED, [(first, second)])[0]
    words = {"a": rows[first], "b": rows[second]}
    summary = _("Said that %(a)s and %(b)s do not belong together") % words
    record_change_set(by=by, kind="pair.reject", summary=summary, rows=[change])
    return Pair.objects.in_household(by.household).get(pk=change.object_id)


def note_pairs(by: Actor, kind: PairKind, state: PairState, keys: Sequence[Key]) -> list[RowChange]:
    """Note what a person made of locked pairs, over what was noted before; part of a larger act."""
    places = _places(by, {pk for key in keys for pk in key})
    ids = [first for first, _second in keys]
    rows = Pair.objects.in_household(by.household).live().filter(kind=kind, first__in=ids)
    held = {(row.first_id, row.second_id): row for row in rows.select_for_update(no_key=True)}
    changes = []
    for first, second in keys:
        row = held.get((first, second))
        if row is not None:
            changes.append(edit_row(row, state=state))
            continue
        accounts = sorted(places.get(first, set()) | places.get(second, set()))
        row = Pair(
            household=by.household, kind=kind, state=state, first_id=first, second_id=second,
            accounts=accounts,
        )  # fmt: skip
        changes.append(insert_row(row))
    return changes


def _places(by: Actor, ids: Collection[int]) -> dict[int, set[int]]:
    legs = Posting.objects.in_household(by.household).filter(transaction__in=ids)
    found: dict[int, set[int]] = {}
    for key, account in legs.exclude(account__currency="").values_list(
        "transaction_id", "account_id"
    ):
        found.setdefault(key, set()).add(account)
    return found


_BELONGINGS: dict[str, Any] = {
    "attachment": Attachment,
    "reminder": Reminder,
    "occurrence": Occurrence,
}
"""What hangs on a transaction, by the name that the history gives it."""


def move_belongings(by: Actor, keys: Sequence[Key]) -> list[RowChange]:
    """Give what hangs on each pair's second transaction to the first; part of a larger act.

    Files and reminders go along, and the time of a schedule where the first is of none.
    """
    firsts = {second: first for first, second in keys}
    changes: list[RowChange] = []
    for name in ("attachment", "reminder"):
        model = _BELONGINGS[name]
        rows = model.objects.in_household(by.household).live().filter(transaction__in=firsts)
        changes += [
            edit_row(row, transaction_id=firsts[row.transaction_id])
            for row in rows.select_for_update(no_key=True).order_by("pk")
        ]
    times = Occurrence.objects.in_household(by.household)
    taken = set(times.filter(transaction__in=firsts.values()).values_list("transaction", flat=True))
    for time in times.filter(transaction__in=firsts).select_for_update(no_key=True).order_by("pk"):
        first = firsts[time.transaction_id or 0]
        if first not in taken:
            taken.add(first)
            changes.append(edit_row(time, transaction_id=first))
    return changes


@db.atomic
def part_pair(*, by: Actor, pair: Pair) -> None:
    """Make two transactions of a joined pair again, as they were before they were joined.

    Raises NotJoined for another pair or when either was changed since in what the joining changed,
    ClosedPeriod, PermissionDenied.
    """
    by.must(Permission.RECORD)
    row = lock_row(by, pair)
    by.must_write(row.accounts)
    if row.state != PairState.JOINED or row.deleted_at is not None:
        raise NotJoined(_("These two are not joined."))
    act = _joining(by, row)
    ids = (row.first_id, row.second_id)
    booked = act.filter(model="transaction", object_id__in=ids)
    changes, refused = put_back_transactions(by, list(booked.order_by("pk")))
    if refused or len(changes) < len(ids):
        raise NotJoined(" ".join(refused.values()) or _("It was changed again later."))
    changes += _give_back(by, row, act)
    changes.append(trash_row(row))
    summary = _("Parted %(what)s again") % {"what": row.first}
    record_change_set(by=by, kind="pair.part", summary=summary, rows=changes)
    announce_postings(by.household.pk)


def _joining(by: Actor, row: Pair) -> QuerySet[Change]:
    """Return what the act that joined a pair changed."""
    rows = Change.objects.in_household(by.household)
    latest = rows.filter(
        model="pair", object_id=row.pk, after__state=PairState.JOINED, after__deleted_at=None
    ).latest("pk")
    return rows.filter(change_set=latest.change_set_id)


def _give_back(by: Actor, row: Pair, act: Iterable[Change]) -> list[RowChange]:
    """Give the second of a pair back what the first took from it and still has."""
    moved = [
        (each.model, each.object_id)
        for each in act
        if each.model != "transaction"
        and (each.before or {}).get("transaction_id") == row.second_id
    ]
    done: list[RowChange] = []
    for name, model in _BELONGINGS.items():
        rows = model.objects.in_household(by.household).filter(
            pk__in=[pk for kind, pk in moved if kind == name], transaction=row.first
        )
        done += [
            edit_row(each, transaction_id=row.second_id)
            for each in rows.select_for_update(no_key=True)
        ]
    return done
