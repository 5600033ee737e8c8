"""Addresses at which a person's calendar reads what is due."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import User
from ledger.models.base import HouseholdRow
from ledger.querysets import HouseholdQuerySet


class FeedQuerySet(HouseholdQuerySet["CalendarFeed"]):
    """Named filters of feeds."""

    def of(self, user: User) -> FeedQuerySet:
        return self.filter(user=user)

    def usable(self) -> FeedQuerySet:
        return self.filter(revoked_at=None)


class CalendarFeed(HouseholdRow):
    """A secret address of a person's own; what it shows is what they may see when it is read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=8)
    """The open part of the secret, by which people tell one from another."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the secret, which is too long to be guessed."""
    has_amounts = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["household", "digest"], name="calendar_feed_once")
        ]

    def __str__(self) -> str:
        return self.name
