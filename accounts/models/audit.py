"""The audit trail: what was done, by whom and from where, in chains that cannot be rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AuditKind
from accounts.models.households import Household
from accounts.models.users import User

INSTANCE = 0
"""The chain of what belongs to no household."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Named filters of events."""

    def in_household(self, household: Household) -> AuditQuerySet:
        return self.filter(household_id=household.pk)

    def about(self, user: User) -> AuditQuerySet:
        """Return what a person did or what was tried in their name, in whichever household."""
        return self.filter(user_id=user.pk)

    def in_chain(self, chain: int) -> AuditQuerySet:
        return self.filter(household_id=chain) if chain else self.filter(household=None)

    def waiting(self) -> AuditQuerySet:
        """Return the events that no chain holds yet."""
        return self.filter(sequence=None)


class AuditEvent(models.Model):
    """One act. Written once; `mac` seals what it says, `hash` its place behind the one before.

    Households and people are named by id alone, without a foreign key: the trail outlives them.
    """

    nonce = models.UUIDField(unique=True)
    household = models.ForeignKey(
        Household, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what"), max_length=40, choices=AuditKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    user_label = models.CharField(_("who"), max_length=100)
    """The person's address, masked, as it was then."""
    operator_id = models.BigIntegerField(null=True)
    """The operator who stood in for the person."""
    origin = models.CharField(max_length=10)
    address = models.CharField(_("network"), max_length=50)
    agent = models.CharField(_("browser"), max_length=100)
    request_id = models.CharField(max_length=64)
    subject = models.CharField(_("on what"), max_length=200)
    details = models.JSONField(default=dict)
    mac = models.CharField(max_length=64)
    sequence = models.BigIntegerField(null=True)
    """Its place in the chain; None for the moment between its transaction and the next."""
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "sequence"], name="audit_place_once"),
            models.UniqueConstraint(
                fields=["sequence"],
                condition=models.Q(household=None),
                name="audit_instance_place_once",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-id"], name="audit_recent"),
            models.Index(fields=["user", "-id"], name="audit_of_user"),
            models.Index(
                fields=["household"], name="audit_waiting", condition=models.Q(sequence=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}".strip()


class AuditChain(models.Model):
    """The two ends of one chain, so that what is cut off at either of them is missed.

    `chain` is the household's id, or INSTANCE. What lies before `first_sequence` was archived.
    """

    chain = models.BigIntegerField(primary_key=True)
    first_sequence = models.BigIntegerField(default=1)
    first_previous_hash = models.CharField(max_length=64, blank=True)
    last_sequence = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"chain {self.chain}: {self.first_sequence} to {self.last_sequence}"
