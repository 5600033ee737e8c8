"""What signing in has to remember beside allauth's tables: failures, and changes that wait.

None has a household: they are needed before anybody is signed in.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SignInFailures(models.Model):
    """The failed sign-ins in a row of one name, one device or one network address."""

    key = models.CharField(max_length=64, primary_key=True)
    """A keyed digest: the table tells nobody who tried to sign in, or from where."""
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=False)
    """Whether the owner has had the notice of this row of failures."""

    def __str__(self) -> str:
        return f"{self.failures} failures of {self.key[:8]}"


class EmailChange(models.Model):
    """A person's wish for another e-mail address, until both addresses have agreed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_change"
    )
    old_email = models.EmailField()
    new_email = models.EmailField()
    is_approved = models.BooleanField(default=False)
    """By a link that was sent to the old address."""
    is_proven = models.BooleanField(default=False)
    """By the link that was sent to the new address."""
    asked_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"change of {self.user_id}'s address"


class Recovery(models.Model):
    """The second factors of somebody who lost them all are taken away once the wait is over.

    The row is there for as long as it waits; what came of it is in the audit trail.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery"
    )
    begun_by = models.CharField(max_length=254)
    """The operator's masked address, or that it was begun from the machine's command line."""
    reason = models.CharField(max_length=300)
    """How the operator knows who asked."""
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"recovery of {self.user_id}'s sign-in"
