"""Reminders as people see them: due, coming and done, and those of a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Permission, Right
from ledger.models import Reminder, Transaction
from ledger.querysets import TransactionQuerySet
from ledger.services.reach import barred_transactions

MOST_DONE = 50


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A reminder, and whether the reader may tick and change it."""

    reminder: Reminder
    may_keep: bool


@dataclass(frozen=True, slots=True)
class ReminderLists:
    """The reminders of a household: open ones by their day, done ones the latest first."""

    due: tuple[ReminderLine, ...]
    coming: tuple[ReminderLine, ...]
    done: tuple[ReminderLine, ...]


def due_reminders(by: Actor, *, today: date) -> tuple[ReminderLine, ...]:
    """Return the open reminders whose day has come, the oldest first; one query.

    Those of transactions in the trash are left out. A second query for somebody whose rights on
    accounts are limited.
    """
    return _lines(by, are_due(by.household, today=today))


def are_due(household: Household, *, today: date) -> QuerySet[Reminder]:
    """Return the open reminders whose day has come, but for those of transactions in the trash."""
    rows: QuerySet[Reminder] = Reminder.objects.in_household(household).standing().open()
    return rows.filter(remind_on__lte=today)


def reminder_lists(by: Actor, *, today: date) -> ReminderLists:
    """Return all open reminders and the MOST_DONE done latest; two queries, three as above."""
    rows = (
        Reminder.objects.in_household(by.household).standing().select_related("transaction__payee")
    )
    done = rows.exclude(done_at=None).order_by("-done_at", "-pk")[:MOST_DONE]
    lines = _lines(by, [*rows.open(), *done])
    is_open = [line for line in lines if not line.reminder.is_done]
    return ReminderLists(
        due=tuple(line for line in is_open if line.reminder.remind_on <= today),
        coming=tuple(line for line in is_open if line.reminder.remind_on > today),
        done=tuple(line for line in lines if line.reminder.is_done),
    )


def with_reminders(rows: TransactionQuerySet) -> TransactionQuerySet:
    """Return transactions with their open reminders, for `reminders_of`; no query more."""
    told = Reminder.objects.live().open().order_by("remind_on", "pk")
    told = told.filter(household=OuterRef("household"), transaction=OuterRef("pk"))
    parts = JSONObject(pk="pk", remind_on="remind_on", text="text")
    shown: TransactionQuerySet = rows.annotate(told=ArraySubquery(told.values_list(parts)))
    return shown


def reminders_of(transaction: Transaction) -> tuple[Reminder, ...]:
    """Return the open reminders by their day of a transaction read by `with_reminders`."""
    told: list[dict[str, Any]] = transaction.told  # type: ignore[attr-defined]  # annotated
    return tuple(
        Reminder(
            pk=each["pk"],
            household_id=transaction.household_id,
            transaction=transaction,
            remind_on=date.fromisoformat(each["remind_on"]),
            text=each["text"],
        )
        for each in told
    )


def _lines(by: Actor, found: Iterable[Reminder]) -> tuple[ReminderLine, ...]:
    rows = tuple(found)
    about = {row.transaction_id for row in rows if row.transaction_id is not None}
    barred = barred_transactions(by, about, Right.ANNOTATE) if about else frozenset()
    may = by.may(Permission.ANNOTATE)
    return tuple(ReminderLine(row, may and row.transaction_id not in barred) for row in rows)
