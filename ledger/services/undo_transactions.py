"""Putting back transactions as the history kept them, in a constant number of statements.

A change names the parts it touched: columns of the header, `tags`, `postings` as a whole, or
`accounts`, the account of each posting in order. Only those parts are compared and put back, so
that a later edit of something else stands in nobody's way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Right
from ledger.models import Change, Transaction, TransactionTag
from ledger.periods import DAY
from ledger.reports.rate_table import RateTable
from ledger.services.closed import ClosedDays
from ledger.services.edit_rows import lock_rows
from ledger.services.errors import guards_explained
from ledger.services.history import RowChange
from ledger.services.posting import (
    clear_postings,
    convert_values,
    move_postings,
    restore_postings,
)
from ledger.services.reach import barred_reason, barred_transactions
from ledger.services.reconciled import reconciled_among
from ledger.services.snapshots import JSON, plain, snapshot_transactions
from ledger.services.undo_rows import changed_keys, differs

_COLUMNS = {field.attname for field in Transaction._meta.concrete_fields}  # noqa: SLF001 -- Django's documented model API


@dataclass(frozen=True, slots=True)
class _Step:
    """What one transaction goes back to: `wanted` has the keys of `now` that change."""

    id: int
    version: int
    on: date
    currency: str
    now: JSON
    wanted: JSON
    postings: list[int]


def put_back_transactions(
    by: Actor, changes: Sequence[Change], *, need: Right = Right.FULL
) -> tuple[list[RowChange], dict[int, str]]:
    """Undo changes of transactions; returns what was done, and by id why others were left.

    Left is, too, what lies in an account in which the actor has less than `need`.
    """
    if not changes:
        return [], {}
    acts = _by_transaction(changes)
    locked = {row.id: row for row in lock_rows(by.household, list(acts))}
    current = _current(by, locked)
    closed = ClosedDays.of(by.household)
    barred = barred_transactions(by, acts, need)
    reconciled = reconciled_among(by.household, acts)
    steps: list[_Step] = []
    refused: dict[int, str] = {}
    for key, act in acts.items():
        if key not in locked or not locked[key].postings:
            refused[key] = _("It no longer exists.")
            continue
        if key in barred:
            refused[key] = barred_reason(need)
            continue
        row = locked[key]
        status = current[key]["status"]
        wanted = _wanted(current[key], *(_beside_lock(status, *act) if key in reconciled else act))
        if wanted is None:
            refused[key] = _("It was changed again later.")
            continue
        on = date.fromisoformat(str(wanted.get("date", row.date)))
        if closed.holds(row.date) or closed.holds(on):
            refused[key] = _("It lies in a closed period.")
            continue
        now = {part: current[key][part] for part in wanted}
        currency = str(wanted.get("currency", current[key]["currency"]))
        steps.append(_Step(key, row.version, on, currency, now, wanted, row.postings))
    _carry_out(by, steps)
    done = [RowChange("transaction", s.id, s.now, s.wanted, s.version + 1) for s in steps]
    return done, refused


def _by_transaction(changes: Iterable[Change]) -> dict[int, tuple[JSON | None, JSON]]:
    """Return what an act as a whole did to each transaction: before it, and after."""
    acts: dict[int, tuple[JSON | None, JSON]] = {}
    for change in changes:
        before, after = acts.get(change.object_id, ({}, {}))
        earliest = None if before is None or change.before is None else change.before | before
        acts[change.object_id] = (earliest, after | (change.after or {}))
    return acts


def _beside_lock(status: str, before: JSON | None, after: JSON) -> tuple[JSON | None, JSON]:
    """Return what an act did, with the status that a lock set since in place of the act's own.

    The lock is no later edit; whoever undoes is asked about it where it holds figures.
    """
    if before is not None and before.get("status") == after.get("status"):
        before = before | ({"status": status} if "status" in before else {})
    return before, after | ({"status": status} if "status" in after else {})


def _current(by: Actor, ids: Iterable[int]) -> dict[int, JSON]:
    rows = Transaction.objects.in_household(by.household).filter(pk__in=list(ids))
    snapshots = snapshot_transactions(rows)
    for row in snapshots.values():
        row["accounts"] = [leg["account_id"] for leg in row["postings"]]
    return snapshots


def _wanted(now: JSON, before: JSON | None, after: JSON) -> JSON | None:
    """Return the parts to put back, or None when one of them was changed since."""
    keys = [key for key in changed_keys(before, after) if key != "postings"]
    if differs(now, after, keys):
        return None
    has_postings = "postings" in after and (before is None or "postings" in before)
    if has_postings and _legs(now) != _legs(after):
        return None
    if before is None:
        return {"deleted_at": plain(timezone.now())}
    wanted = {key: before[key] for key in keys}
    if has_postings and before["postings"] != after["postings"]:
        wanted["postings"] = before["postings"]
    return wanted


def _legs(row: JSON) -> list[JSON]:
    """Return the legs without their base value, which a rate that arrives fills in."""
    return [{**leg, "base_value": None} for leg in row["postings"]]


def _carry_out(by: Actor, steps: Sequence[_Step]) -> None:
    if not steps:
        return
    rewritten = [step for step in steps if "postings" in step.wanted]
    if rewritten:
        clear_postings([step.id for step in rewritten], by.household)
    _write_headers(by, steps)
    if rewritten:
        restore_postings(by.household, _valued_now(by.household, rewritten))
    moves = {
        posting: account
        for step in steps
        if "accounts" in step.wanted and "postings" not in step.wanted
        for posting, account in zip(step.postings, step.wanted["accounts"], strict=True)
    }
    if moves:
        move_postings(by.household, moves)
    _write_tags(by, [step for step in steps if "tags" in step.wanted])


def _valued_now(
    household: Household, steps: Sequence[_Step]
) -> Iterator[tuple[int, date, list[JSON]]]:
    """Yield transactions with their legs of before, valued in the base currency of today.

    Where no rate is known they keep the value of before, if what they are now is valued at all.
    """
    base = household.base_currency
    foreign = [step for step in steps if step.currency != base]
    rates = RateTable({})
    if foreign:
        days = [step.on for step in foreign]
        currencies = {base, *(step.currency for step in foreign)}
        rates = RateTable.load(household, currencies, min(days), max(days) + DAY)
    for step in steps:
        legs = step.wanted["postings"]
        values = [Decimal(str(leg["value"])) for leg in legs]
        bases: Sequence[Decimal | None] = values
        if step.currency != base:
            rate = rates.find(step.currency, base, on=step.on)
            bases = _kept(step) if rate is None else convert_values(values, rate, base)
        yield (
            step.id,
            step.on,
            [leg | {"base_value": each} for leg, each in zip(legs, bases, strict=True)],
        )


def _kept(step: _Step) -> list[Decimal | None]:
    is_valued = all(leg["base_value"] is not None for leg in step.now["postings"])
    before = [leg["base_value"] for leg in step.wanted["postings"]]
    if not is_valued or None in before:
        return [None] * len(before)
    return [Decimal(str(each)) for each in before]


def _write_headers(by: Actor, steps: Sequence[_Step]) -> None:
    """Put columns back. Trash and date never change in one statement, so the trash goes last."""
    columns = sorted({key for step in steps for key in step.wanted} & _COLUMNS - {"deleted_at"})
    _update(by, steps, ["version", "updated_by_id", "updated_at", *columns])
    flipped = [step for step in steps if "deleted_at" in step.wanted]
    if flipped:
        _update(by, flipped, ["deleted_at"])


def _update(by: Actor, steps: Sequence[_Step], columns: Sequence[str]) -> None:
    stamp = {"updated_by_id": by.user.pk if by.user else None, "updated_at": timezone.now()}
    given = []
    for step in steps:
        row = {"id": step.id, "version": step.version + 1, **plain(stamp), **step.wanted}
        given.append(row)
    # A row that does not name a column keeps what it has: the key is absent from its JSON.
    values = ", ".join(
        f"{name} = case when j.given ? '{name}' then r.{name} else t.{name} end" for name in columns
    )
    with guards_explained(), connection.cursor() as cursor:
        cursor.execute(
            f"update ledger_transaction t set {values}"  # noqa: S608 -- names of model columns
            " from jsonb_array_elements(%s::jsonb) j (given),"
            " jsonb_populate_record(null::ledger_transaction, j.given) r"
            " where t.household_id = %s and t.id = r.id",
            [json.dumps(given), by.household.pk],
        )


def _write_tags(by: Actor, steps: Sequence[_Step]) -> None:
    if not steps:
        return
    held = TransactionTag.objects.in_household(by.household)
    with guards_explained():
        held.filter(transaction__in=[step.id for step in steps]).delete()
        TransactionTag.objects.bulk_create(
            TransactionTag(household=by.household, transaction_id=step.id, tag_id=tag)
            for step in steps
            for tag in step.wanted["tags"]
        )
