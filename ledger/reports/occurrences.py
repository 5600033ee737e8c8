"""The time of a schedule that a transaction is, read with the transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from ledger.models import Occurrence, Schedule, Transaction
from ledger.querysets import TransactionQuerySet


def with_occurrence(rows: TransactionQuerySet) -> TransactionQuerySet:
    """Return transactions with the time of a schedule that each is, for `occurrence_of`.

    No query more; a schedule in the trash is left out.
    """
    times = Occurrence.objects.filter(
        household=OuterRef("household"), transaction=OuterRef("pk"), schedule__deleted_at=None
    )
    parts = JSONObject(
        pk="pk", due_on="due_on", state="state", schedule="schedule", name="schedule__name"
    )
    shown: TransactionQuerySet = rows.annotate(time=Subquery(times.values_list(parts)[:1]))
    return shown


def occurrence_of(transaction: Transaction) -> Occurrence | None:
    """Return the time of a schedule that a transaction read by `with_occurrence` is, if any."""
    time: dict[str, Any] | None = transaction.time  # type: ignore[attr-defined]  # annotated
    if time is None:
        return None
    return Occurrence(
        pk=time["pk"],
        schedule=Schedule(pk=time["schedule"], name=time["name"]),
        due_on=date.fromisoformat(time["due_on"]),
        state=time["state"],
    )
