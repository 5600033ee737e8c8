"""Where books and statement part: the first row, by its day, that is not as the bank has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q

from accounts.models import Household
from ledger.enums import PairState, RowOutcome
from ledger.models import BalanceAssertion, Change, ImportRow, Pair, Posting, Transaction
from ledger.money import Money


class PartingKind(StrEnum):
    """How a row differs."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Parting:
    """The first row in which books and statement differ; amounts as the account sees them."""

    kind: PartingKind
    on: date
    transaction: int
    what: str
    stated: Money | None
    """What the statement has, None for a row that it has not."""
    booked: Money | None
    """What the books have, None for a row that they have no more."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a statement: what the bank said of it, and which transaction it became."""

    on: date
    amount: Decimal
    transaction: Transaction


def first_parting(household: Household, assertion: BalanceAssertion) -> Parting | None:
    """Return the first row in which the books part from the statement of an assertion.

    Rows of an imported statement are held against the books in order of days: missing, extra or
    changed. Of a balance that was typed it is the first row up to its day that was added, changed
    or deleted since. None when no row tells: the books parted before this statement began. A
    constant number of queries.
    """
    found = sorted(
        _of_file(household, assertion)
        if assertion.import_batch_id
        else _since(household, assertion),
        key=lambda each: (each.on, each.transaction),
    )
    return next(iter(found), None)


def _of_file(household: Household, assertion: BalanceAssertion) -> Iterator[Parting]:
    lines = _lines(household, assertion)
    keys = {line.transaction.pk for line in lines}
    firsts = _joined(household, keys)
    booked = _booked(household, assertion.account_id, keys | set(firsts.values()))
    currency = assertion.account.currency
    for line in lines:
        row = line.transaction
        key = firsts.get(row.pk, row.pk)
        is_gone = row.deleted_at is not None and row.pk not in firsts
        amount = None if is_gone else booked.get(key)
        stated = Money(line.amount, currency)
        if amount is None:
            yield Parting(PartingKind.MISSING, line.on, row.pk, _words(row), stated, None)
        elif amount != line.amount or (row.date > assertion.date and line.on <= assertion.date):
            now = Money(amount, currency)
            yield Parting(PartingKind.CHANGED, line.on, row.pk, _words(row), stated, now)
    first = assertion.import_batch.first_date if assertion.import_batch else None
    if first is not None:
        known = keys | set(firsts.values())
        yield from _extra(household, assertion, first, known)


def _lines(household: Household, assertion: BalanceAssertion) -> list[_Line]:
    """Return the rows of a file that came to the account: those it added, those it met."""
    added = list(
        Transaction.objects.in_household(household)
        .filter(import_batch=assertion.import_batch_id, fingerprint__isnull=False)
        .select_related("payee")
    )
    first = _first_values(household, [row.pk for row in added if row.version > 1])
    amounts = _booked(household, assertion.account_id, {row.pk for row in added}, is_live=False)
    lines = []
    for row in added:
        was = first.get(row.pk, {})
        amount = _amount_in(was, assertion.account_id, amounts.get(row.pk))
        if amount is not None:
            lines.append(_Line(date.fromisoformat(was.get("date", str(row.date))), amount, row))
    met = ImportRow.objects.in_household(household).filter(
        batch=assertion.import_batch_id, outcome=RowOutcome.MATCHED, transaction__isnull=False
    )
    return lines + [
        _Line(each.date, each.amount, each.transaction)
        for each in met.select_related("transaction__payee")
        if each.amount is not None and each.date is not None
    ]


def _first_values(household: Household, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return what the history says that transactions had in the beginning, part by part."""
    changes = Change.objects.in_household(household).filter(
        model="transaction", object_id__in=list(keys), before__isnull=False
    )
    found: dict[int, dict[str, Any]] = {}
    for key, values in changes.order_by("-pk").values_list("object_id", "before"):
        before = values or {}
        found[key] = found.get(key, {}) | {
            name: before[name] for name in ("date", "postings") if name in before
        }
    return found


def _amount_in(was: dict[str, Any], account: int, now: Decimal | None) -> Decimal | None:
    """Return what a row moved on the account in the beginning, None for a row of another one."""
    if "postings" not in was:
        return now
    parts = [Decimal(leg["amount"]) for leg in was["postings"] if leg["account_id"] == account]
    return sum(parts, Decimal(0)) if parts else None


def _joined(household: Household, keys: Iterable[int]) -> dict[int, int]:
    """Return, of rows that were joined or merged into another, that other one."""
    pairs = Pair.objects.in_household(household).live().filter(state=PairState.JOINED)
    return dict(pairs.filter(second__in=list(keys)).values_list("second_id", "first_id"))


def _booked(
    household: Household, account: int, keys: Iterable[int], *, is_live: bool = True
) -> dict[int, Decimal]:
    """Return what each transaction moves on the account; those without a leg there left out."""
    legs = Posting.objects.in_household(household)
    legs = (legs.live() if is_live else legs).filter(account=account, transaction__in=list(keys))
    found: dict[int, Decimal] = {}
    for key, amount in legs.values_list("transaction_id", "amount"):
        found[key] = found.get(key, Decimal(0)) + amount
    return found


def _extra(
    household: Household, assertion: BalanceAssertion, first: date, known: set[int]
) -> Iterator[Parting]:
    """Yield what lies in the days of the statement and is not on it."""
    legs = (
        Posting.objects.in_household(household)
        .live()
        .filter(account=assertion.account_id, date__gte=first, date__lte=assertion.date)
        .exclude(transaction__in=known)
        .exclude(Q(transaction__import_batch=assertion.import_batch_id))
        .select_related("transaction__payee")
        .order_by("date", "transaction")
    )
    leg = legs.first()
    if leg is not None:
        row, amount = leg.transaction, Money(leg.amount, leg.currency)
        yield Parting(PartingKind.EXTRA, row.date, row.pk, _words(row), None, amount)


def _since(household: Household, assertion: BalanceAssertion) -> Iterator[Parting]:
    """Yield what was added, changed or deleted since a balance was typed, up to its day."""
    known = Change.objects.in_household(household)
    noted = known.filter(model="assertion", object_id=assertion.pk).order_by("pk")
    first_act = noted.values_list("change_set", flat=True).first() or 0
    changes = known.filter(model="transaction", change_set__gt=first_act)
    first: dict[int, dict[str, Any] | None] = {}
    for key, before in changes.order_by("-pk").values_list("object_id", "before")[:5_000]:
        held = first.get(key) or {}
        first[key] = None if before is None else held | before
    account, currency = assertion.account_id, assertion.account.currency
    booked = _booked(household, account, first)
    moved = _booked(household, account, first, is_live=False)
    rows = Transaction.objects.in_household(household).filter(pk__in=list(first))
    for row in rows.select_related("payee"):
        was, now = first[row.pk], booked.get(row.pk)
        before = _was(was, account, moved.get(row.pk))
        on = date.fromisoformat((was or {}).get("date", str(row.date)))
        stated, current = (None if v is None else Money(v, currency) for v in (before, now))
        words = _words(row)
        if was is None and now is not None and row.date <= assertion.date:
            yield Parting(PartingKind.EXTRA, row.date, row.pk, words, None, current)
        elif before is not None and now is None and on <= assertion.date:
            yield Parting(PartingKind.MISSING, on, row.pk, words, stated, None)
        elif (
            was is not None
            and min(on, row.date) <= assertion.date
            and (before != now or (on <= assertion.date) != (row.date <= assertion.date))
        ):
            yield Parting(PartingKind.CHANGED, min(on, row.date), row.pk, words, stated, current)


def _was(was: dict[str, Any] | None, account: int, now: Decimal | None) -> Decimal | None:
    if was is None or was.get("deleted_at"):
        return None
    return _amount_in(was, account, now)


def _words(row: Transaction) -> str:
    return str(row.payee or row.raw_payee or row.memo)
