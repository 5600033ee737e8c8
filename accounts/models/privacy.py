"""What people asked for with their data: archives of it, and consents."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.households import Household
from accounts.models.jobs import Job


class DataExport(models.Model):
    """An archive that one person asked for: of a household's data, or of their own without one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    is_full = models.BooleanField(default=False)
    """Whether it is a full archive of the household, which restores into an empty one."""
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    stored_file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    """In bytes, once it is ready."""
    file_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"archive {self.pk}"

    @property
    def is_ready(self) -> bool:
        return bool(self.stored_file)


class Consent(models.Model):
    """A person's agreement to one version of one document, until it is withdrawn."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    document = models.CharField(max_length=30)
    version = models.CharField(max_length=40)
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document"],
                condition=models.Q(withdrawn_at=None),
                name="consent_in_force_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"
