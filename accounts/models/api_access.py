"""How programs get in: sign-ins that are carried on by refresh tokens, and API tokens."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.households import Household
from accounts.models.users import User


class ApiSignIn(models.Model):
    """One sign-in of a program: the family of refresh tokens that follow one another from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_sign_ins"
    )
    client = models.CharField(max_length=200, blank=True)
    """What the program calls itself: its User-Agent."""
    address = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    refreshed_at = models.DateTimeField(auto_now_add=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    """When its person last proved anew who they are; null when only at the start."""
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.client or self.id}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Named filters of API tokens."""

    def in_household(self, household: Household) -> ApiTokenQuerySet:
        return self.filter(household=household)

    def of(self, user: User, household: Household) -> ApiTokenQuerySet:
        return self.filter(user=user, household=household)

    def usable(self, now: datetime) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def unused_since(self, moment: datetime) -> ApiTokenQuerySet:
        return self.filter(Q(last_used_at=None) | Q(last_used_at__lt=moment))


class ApiToken(models.Model):
    """A key to one household for a person's own programs; the secret itself is not kept."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=8)
    """The open part of the token, by which people tell one from another."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the whole token, whose secret part is too long to be guessed."""
    grants = models.JSONField(default=list)
    """What it may do: `transactions:read` …"""
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "household"], name="api_token_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """`active`, `revoked` or `expired`."""
        if self.revoked_at:
            return "revoked"
        return "active" if self.expires_at > timezone.now() else "expired"
