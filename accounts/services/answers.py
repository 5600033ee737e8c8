"""Answers to writes that came with a key: given once, kept for a day, given again on request."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.encryption import decrypt, encrypt
from accounts.models import IdempotencyRecord
from accounts.scope import system_scope

KEPT_FOR: timedelta = settings.RETENTION["answers"]
ENCRYPTED = "encrypted:"
"""Begins no JSON."""


class KeyReused(Exception):
    """The key was given with another request before."""

    code = "VALIDATION_2006"


def claim_answer(*, by: Actor | None, key: str, digest: str) -> IdempotencyRecord:
    """Return the record of the actor's key: a new one without a status, or the one answered before.

    A second request waits here until the first one's transaction ends; when that is rolled back
    the second is the first. Without an actor the key must tell callers apart by itself. Raises
    KeyReused when the key stands for another digest.
    """
    household, user = (by.household, by.user) if by else (None, None)
    mine = IdempotencyRecord.objects.filter(household=household, user=user)
    mine.filter(expires_at__lte=timezone.now()).delete()
    record = IdempotencyRecord(
        household=household,
        user=user,
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
    record: IdempotencyRecord,
    *,
    status: int,
    headers: dict[str, str],
    body: str,
    is_secret: bool = False,
) -> None:
    """Note the answer of a claimed key, in the transaction of the write that it answers.

    A secret one is encrypted.
    """
    record.status = status
    record.headers = headers
    record.body = ENCRYPTED + encrypt(body) if is_secret and body else body
    record.save(update_fields=["status", "headers", "body"])


def read_answer(record: IdempotencyRecord) -> str:
    """Return the body that was kept, decrypted if it was secret."""
    mark, is_secret, token = record.body.partition(ENCRYPTED)
    return decrypt(token) if is_secret and not mark else record.body


def forget_answers(now: datetime) -> int:
    """Delete every household's answers that have expired; returns how many."""
    with system_scope("forgetting answers of the API that have expired"):
        return IdempotencyRecord.objects.filter(expires_at__lte=now).delete()[0]
