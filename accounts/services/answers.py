"""Answers to writes that came with a key: given once, kept for a day, given again on request."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import IdempotencyRecord
from accounts.scope import system_scope

KEPT_FOR: timedelta = settings.RETENTION["answers"]


class KeyReused(Exception):
    """The key was given with another request before."""

    code = "VALIDATION_2006"


def claim_answer(*, by: Actor, key: str, digest: str) -> IdempotencyRecord:
    """Return the record of the actor's key: a new one without a status, or the one answered before.

    A second request waits here until the first one's transaction ends; when that is rolled back
    the second is the first. Raises KeyReused when the key stands for another digest.
    """
    mine = IdempotencyRecord.objects.filter(household=by.household, user=by.user)
    mine.filter(expires_at__lte=timezone.now()).delete()
    record = IdempotencyRecord(
        household=by.household,
        user=by.user,
        key=key,
        digest=digest,
        expires_at=timezone.now() + KEPT_FOR,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        record = mine.get(key=key)
    if record.digest != digest:
        raise KeyReused("This Idempotency-Key was given with another request.")
    return record


def keep_answer(
    record: IdempotencyRecord, *, status: int, headers: dict[str, str], body: str
) -> None:
    """Note the answer of a claimed key, in the transaction of the write that it answers."""
    record.status = status
    record.headers = headers
    record.body = body
    record.save(update_fields=["status", "headers", "body"])


def forget_answers(now: datetime) -> int:
    """Delete every household's answers that have expired; returns how many."""
    with system_scope("forgetting answers of the API that have expired"):
        return IdempotencyRecord.objects.filter(expires_at__lte=now).delete()[0]
