"""Answers of the API to writes, kept so that a repeated request is answered, not repeated."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.households import Household


class IdempotencyRecord(models.Model):
    """The answer that one person's write with an Idempotency-Key got, until it expires."""

    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    """None, with the user, for whoever is not signed in: their answers hold nothing of anybody."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """Of the method, the address and the body, so that the key stands for one request only."""
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    """The JSON as it was sent; empty when the answer had none."""
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "user", "key"],
                name="idempotency_key_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.key
