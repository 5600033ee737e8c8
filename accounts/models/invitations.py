"""Invitations of people into households."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.households import Household
from accounts.roles import INVITED_ROLES, Role

VALID_FOR = timedelta(days=7)


def next_week() -> datetime:
    """Return when an invitation that is sent now expires."""
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Named filters of invitations."""

    def in_household(self, household: Household) -> InvitationQuerySet:
        return self.filter(household=household)

    def pending(self) -> InvitationQuerySet:
        """Those that wait for an answer, whether or not their time is up."""
        return self.filter(state=Invitation.State.PENDING)


class Invitation(models.Model):
    """One address that is asked into one household as something; its link works once.

    The link's token is stored as its SHA-256 alone: whoever reads the table can join nothing.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    """In lower case, as people's addresses are."""
    role = models.CharField(_("role"), max_length=10, choices=INVITED_ROLES, default=Role.MEMBER)
    rights = models.JSONField(default=dict, blank=True, editable=False)
    """Rights that are less than the role's, handed to the app above when the person joins."""
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=next_week)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "email"],
                condition=models.Q(state="pending"),
                name="invitation_pending_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(role=Role.OWNER), name="invitation_never_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display()}"

    @property
    def is_expired(self) -> bool:
        return self.state == self.State.PENDING and self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.state == self.State.PENDING and not self.is_expired
