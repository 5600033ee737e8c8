"""An operator standing in for a member: to see what they see, for half an hour, changing nothing.

Kept in the operator's own session. The member and the owners of the household are told by mail, and
everything is in the household's audit trail under both names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import AuditKind
from accounts.models import Household, Membership, User
from accounts.roles import Role
from accounts.scope import system_scope
from accounts.services.audit import mask_address, record_event
from accounts.services.mail import send_mail

LASTS = timedelta(minutes=30)
SHORTEST_REASON = 10
_KEY = "stand_in"


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who is stood in for, until when."""

    user_id: int
    household_id: int
    until: datetime


@transaction.atomic
def start_stand_in(
    *, operator: User, member: User, reason: str, session: SessionBase, now: datetime
) -> StandIn:
    """Let `operator` see the pages as `member` does, from now on and for LASTS.

    Raises PermissionDenied unless the operator is a superuser and the member is no operator, and
    ValidationError for a reason that says nothing or a member of no household.
    """
    if not operator.is_superuser or member.is_staff or not member.is_active:
        raise PermissionDenied("nobody stands in for an operator")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError(_("Say why, in a few words: the member will read it."))
    with system_scope(f"operator {operator.pk} stands in for {member.pk}"):
        membership = _membership(member)
        details: dict[str, object] = {"reason": reason.strip(), "until": (now + LASTS).isoformat()}
        for person in (operator, member):
            record_event(
                AuditKind.IMPERSONATION_STARTED,
                household=membership.household,
                user=person,
                subject=f"{mask_address(operator.email)} as {mask_address(member.email)}",
                details=details,
            )
        _tell(membership.household, member, reason.strip())
    stand_in = StandIn(member.pk, membership.household_id, now + LASTS)
    session[_KEY] = {
        "user": stand_in.user_id,
        "household": stand_in.household_id,
        "until": stand_in.until.isoformat(),
    }
    return stand_in


def end_stand_in(*, operator: User, session: SessionBase) -> None:
    """End it, if there is one."""
    stand_in = stand_in_of(session)
    if stand_in is None:
        return
    del session[_KEY]
    with system_scope(f"operator {operator.pk} no longer stands in"):
        record_event(
            AuditKind.IMPERSONATION_ENDED,
            household=Household(pk=stand_in.household_id),
            user=operator,
            subject=mask_address(operator.email),
            details={"member": stand_in.user_id},
        )


def stand_in_of(session: SessionBase) -> StandIn | None:
    """Return what a session holds, over or not."""
    kept: dict[str, Any] | None = session.get(_KEY)
    if kept is None:
        return None
    return StandIn(kept["user"], kept["household"], datetime.fromisoformat(kept["until"]))


def _membership(member: User) -> Membership:
    rows = Membership.objects.filter(user=member).select_related("household").order_by("pk")
    membership = rows.first()
    if membership is None:
        raise ValidationError(_("This person is in no household."))
    return membership


def _tell(household: Household, member: User, reason: str) -> None:
    owners = Membership.objects.filter(household=household, role=Role.OWNER)
    addresses = {member.email, *owners.values_list("user__email", flat=True)}
    context: dict[str, object] = {"household": household.name, "reason": reason, "minutes": 30}
    send_mail(template="stand_in", to=sorted(addresses), context=context)
