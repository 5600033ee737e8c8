"""The machinery of bulk edits: many transactions, each with values of its own, as one act.

Whatever the number of transactions, the number of statements is constant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.db import connection
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Right
from ledger.models import ChangeSet, Transaction, TransactionTag
from ledger.services.edit_plans import Edit, Planner, as_json
from ledger.services.edit_rows import EditRow, lock_rows
from ledger.services.errors import Inconsistent, guards_explained
from ledger.services.history import RowChange, record_change_set
from ledger.services.posting import clear_postings, move_postings, restore_postings
from ledger.services.reach import barred_reason, barred_transactions
from ledger.services.snapshots import JSON
from ledger.signals import announce_postings

NOTHING_BESIDE: Mapping[int, Sequence[RowChange]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A transaction of which something was left alone, and why."""

    transaction: int
    reason: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many transactions changed, and what was left; `change_set` is None when none did."""

    change_set: ChangeSet | None
    changed: int
    skipped: tuple[Skipped, ...]
    changes: tuple[RowChange, ...] = ()


@dataclass(slots=True)
class _Work:
    """What is to be written, collected over all rows."""

    step: int
    """By how much versions rise."""
    headers: list[JSON] = field(default_factory=list)
    moves: dict[int, int] = field(default_factory=dict)
    rewritten: list[tuple[int, date, list[JSON]]] = field(default_factory=list)
    tags_added: list[tuple[int, int]] = field(default_factory=list)
    tags_removed: list[tuple[int, int]] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def apply_edits(
    *,
    by: Actor,
    kind: str,
    summary: str | Callable[[int], str],
    edits: Iterable[Edit],
    are_new: bool = False,
    beside: Mapping[int, Sequence[RowChange]] = NOTHING_BESIDE,
) -> BulkResult:
    """Carry out `edits` as one act; call it inside the act's own transaction.

    `summary` may be made of how many transactions changed; `are_new` leaves their versions.
    `beside` are changes of other rows that belong to the act, written already, by the
    transaction that they are about, which counts as changed.

    Splits and transfers keep their categories, closed and trashed transactions everything, as do
    those in an account that the actor may only look at, and automation leaves what a user chose:
    all of that is reported. Raises DoesNotExist when a
    transaction is not the household's, Inconsistent when a category is none.
    """
    wanted = {edit.transaction: edit for edit in edits}
    rows = lock_rows(by.household, list(wanted))
    if len(rows) != len(wanted):
        raise Transaction.DoesNotExist("a transaction is not in this household")
    planner = Planner.of(by, wanted.values())
    _check_categories(planner, wanted.values())
    work = _Work(0 if are_new else 1)
    barred = barred_transactions(by, wanted, Right.ANNOTATE)
    for row in rows:
        if row.id in barred:
            work.skipped.append(Skipped(row.id, barred_reason(Right.ANNOTATE)))
            continue
        before, after, refused = planner.plan(row, wanted[row.id])
        work.skipped.extend(Skipped(row.id, reason) for reason in refused)
        if after:
            _collect(work, row, before, after)
    count = len({change.object_id for change in work.changes} | beside.keys())
    if not count:
        return BulkResult(None, 0, tuple(work.skipped))
    if work.changes:
        _write(by, work)
    said = summary if isinstance(summary, str) else summary(count)
    changed = [*work.changes, *(each for rows in beside.values() for each in rows)]
    change_set = record_change_set(by=by, kind=kind, summary=said, rows=changed)
    if work.changes:
        announce_postings(by.household.pk)
    return BulkResult(change_set, count, tuple(work.skipped), tuple(work.changes))


def _check_categories(planner: Planner, edits: Iterable[Edit]) -> None:
    unknown = {edit.category for edit in edits if edit.category} - planner.categories.keys()
    if unknown:
        raise Inconsistent(_("Choose a category of this household that is not in the trash."))


def _collect(work: _Work, row: EditRow, before: JSON, after: JSON) -> None:
    work.changes.append(RowChange("transaction", row.id, before, after, row.version + work.step))
    work.headers.append(as_json(row) | after | {"id": row.id})
    if "accounts" in after:
        pairs = zip(row.postings, before["accounts"], after["accounts"], strict=True)
        work.moves |= {posting: new for posting, old, new in pairs if new != old}
    if "postings" in after:
        work.rewritten.append((row.id, row.date, after["postings"]))
    if "tags" in after:
        held, wanted = set(before["tags"]), set(after["tags"])
        work.tags_added += [(row.id, tag) for tag in sorted(wanted - held)]
        work.tags_removed += [(row.id, tag) for tag in sorted(held - wanted)]


def _write(by: Actor, work: _Work) -> None:
    if work.rewritten:
        clear_postings([key for key, _on, _legs in work.rewritten], by.household)
    _write_headers(by, work)
    if work.rewritten:
        restore_postings(by.household, work.rewritten)
    if work.moves:
        move_postings(by.household, work.moves)
    if work.tags_removed:
        _remove_tags(by, work.tags_removed)
    if work.tags_added:
        with guards_explained():
            TransactionTag.objects.bulk_create(
                TransactionTag(household=by.household, transaction_id=row, tag_id=tag)
                for row, tag in work.tags_added
            )


_COLUMNS = {
    "payee_id": "bigint",
    "payee_source": "varchar",
    "memo": "varchar",
    "status": "varchar",
    "category_source": "varchar",
    "category_reason": "varchar",
    "category_confidence": "numeric",
    "tags_source": "varchar",
}
_UPDATE = (  # noqa: S608 -- built of this module's own parts
    "update ledger_transaction t set version = t.version + %s, updated_by_id = %s,"
    " updated_at = now(), {sets} from unnest(%s::bigint[], {arrays}) v (id, {names})"
    " where t.household_id = %s and t.id = v.id"
).format(
    sets=", ".join(f"{name} = v.{name}" for name in _COLUMNS),
    arrays=", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values()),
    names=", ".join(_COLUMNS),
)


def _write_headers(by: Actor, work: _Work) -> None:
    columns = [[row[name] for row in work.headers] for name in ("id", *_COLUMNS)]
    user = by.user.pk if by.user else None
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(_UPDATE, [work.step, user, *columns, by.household.pk])


def _remove_tags(by: Actor, pairs: Sequence[tuple[int, int]]) -> None:
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(
            "delete from ledger_transactiontag g using unnest(%s::bigint[], %s::bigint[])"
            " v (transaction_id, tag_id) where g.household_id = %s"
            " and g.transaction_id = v.transaction_id and g.tag_id = v.tag_id",
            [[row for row, _tag in pairs], [tag for _row, tag in pairs], by.household.pk],
        )
