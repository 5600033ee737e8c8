"""Letting somebody in again who lost every second factor, without letting in whoever says so.

An operator who knows who asks begins it and says how they know. The person is told at once by mail
and on their own pages, and whoever holds the mailbox or a session can refuse. Only after the wait
are the second factors taken away and every session ended; the password, or the mailbox that resets
it, is then asked for as before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import AuditKind
from accounts.models import Recovery, User
from accounts.services.api_sign_ins import end_all_sign_ins
from accounts.services.audit import mask_address, record_event
from accounts.services.mail import send_mail, site_url
from accounts.services.sessions import end_other_sessions

SALT = "accounts.recovery"
WAITS = timedelta(days=3)
SHORTEST_REASON = 10
COMMAND_LINE = "the command line"


@transaction.atomic
def begin_recovery(
    *, member: User, reason: str, now: datetime, operator: User | None, waits: timedelta = WAITS
) -> Recovery:
    """Begin to recover a person's sign-in; `operator` None is whoever has the machine itself.

    Raises PermissionDenied unless the operator is a superuser and the person another one who is no
    operator, and ValidationError for a reason that says nothing, a person without a second factor,
    and one whose recovery waits already.
    """
    if operator is not None and (not operator.is_superuser or member.is_staff):
        raise PermissionDenied("operators are recovered from the command line")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError(_("Say how you know who asks: the person will read it."))
    if not member.is_active or not Authenticator.objects.filter(user=member).exists():
        raise ValidationError(_("This sign-in has no second factor that could be in the way."))
    if Recovery.objects.filter(user=member).exists():
        raise ValidationError(_("A recovery of this sign-in waits already."))
    recovery = Recovery.objects.create(
        user=member,
        begun_by=mask_address(operator.email) if operator else COMMAND_LINE,
        reason=reason.strip(),
        asked_at=now,
        due_at=now + waits,
    )
    _record(AuditKind.RECOVERY_BEGUN, recovery, {"due": recovery.due_at.isoformat()})
    url = site_url("accounts:recovery", recovery_token(recovery))
    context: dict[str, object] = {"reason": recovery.reason, "due_at": recovery.due_at, "url": url}
    send_mail(template="recovery", to=member.email, context=context)
    return recovery


@transaction.atomic
def refuse_recovery(recovery: Recovery) -> None:
    """Drop a recovery: everything stays as it was."""
    _record(AuditKind.RECOVERY_REFUSED, recovery, {})
    recovery.delete()


def finish_due_recoveries(now: datetime) -> int:
    """Carry out the recoveries whose wait is over; return how many."""
    due = Recovery.objects.filter(due_at__lte=now).values_list("pk", flat=True)
    return sum(_finish(pk) for pk in due)


@transaction.atomic
def _finish(pk: int) -> bool:
    rows = Recovery.objects.select_for_update(of=("self",), skip_locked=True)
    recovery = rows.select_related("user").filter(pk=pk).first()
    if recovery is None:
        return False
    Authenticator.objects.filter(user=recovery.user).delete()
    end_other_sessions(user=recovery.user, current_key=None)
    end_all_sign_ins(user=recovery.user)
    _record(AuditKind.RECOVERED, recovery, {})
    recovery.delete()
    context: dict[str, object] = {"url": site_url("account_login")}
    send_mail(template="recovered", to=recovery.user.email, context=context)
    return True


def recovery_token(recovery: Recovery) -> str:
    """Return the part of a link by which the person refuses."""
    return signing.dumps([recovery.pk, recovery.user_id], salt=SALT)


def find_recovery(token: str) -> Recovery | None:
    """Return the recovery that a link is about; None for a bad link, or one that is over."""
    try:
        pk, user_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Recovery.objects.filter(pk=pk, user_id=user_id).select_related("user").first()


def _record(kind: AuditKind, recovery: Recovery, details: dict[str, object]) -> None:
    record_event(
        kind,
        user=recovery.user,
        subject=recovery.begun_by,
        details={"reason": recovery.reason, **details},
    )
