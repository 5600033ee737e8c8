"""What the audit trail hears of: signing in and out, passwords, addresses, jobs that failed."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_added,
    email_changed,
    email_confirmed,
    email_removed,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
    user_signed_up,
)
from allauth.account.utils import filter_users_by_email
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.enums import AuditKind
from accounts.models import Job, User
from accounts.services.audit import mask_address, record_event
from accounts.signals import job_stopped

_METHODS = "account_authentication_methods"


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [str(each.get("method", "")) for each in request.session.get(_METHODS, [])]
    record_event(AuditKind.SIGNED_IN, user=user, request=request, details={"by": methods})


@receiver(user_logged_out)
def record_sign_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record_event(AuditKind.SIGNED_OUT, user=user, request=request)


@receiver(user_login_failed)
def record_failed_sign_in(
    credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Record whom it was tried for, so that they see it; an unknown address only masked."""
    email = str(credentials.get("email") or credentials.get("username") or "")
    known = filter_users_by_email(email) if email else []
    record_event(
        AuditKind.SIGN_IN_FAILED,
        user=known[0] if known else None,
        request=request,
        subject=mask_address(email) if email else "",
        outlives_rollback=True,
    )


@receiver(authentication_failed)
def record_wrong_code(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Record a wrong code: whoever sent it has the password, or is signed in already."""
    is_again = bool(kwargs.get("reauthentication"))
    record_event(
        AuditKind.SECOND_FACTOR_FAILED,
        user=user,
        request=request,
        details={"type": str(authenticator.type), "is_again": is_again},
        outlives_rollback=True,
    )


@receiver(user_signed_up)
def record_sign_up(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record_event(AuditKind.SIGNED_UP, user=user, request=request)


@receiver([password_changed, password_set, password_reset])
def record_password(request: HttpRequest, user: User, signal: Any, **kwargs: Any) -> None:
    """Record it, and open to a person what waited for a password of their own."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    how = "reset" if signal is password_reset else "changed"
    record_event(AuditKind.PASSWORD_CHANGED, user=user, request=request, details={"how": how})


@receiver(email_confirmed)
def record_confirmation(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    subject = mask_address(email_address.email)
    record_event(
        AuditKind.EMAIL_CONFIRMED, user=email_address.user, request=request, subject=subject
    )


@receiver([email_added, email_removed])
def record_address(
    request: HttpRequest, user: User, email_address: EmailAddress, signal: Any, **kwargs: Any
) -> None:
    act = "added" if signal is email_added else "removed"
    subject = mask_address(email_address.email)
    record_event(
        AuditKind.EMAIL_CHANGED, user=user, request=request, subject=subject, details={"act": act}
    )


@receiver(email_changed)
def record_new_address(
    request: HttpRequest, user: User, to_email_address: EmailAddress, **kwargs: Any
) -> None:
    record_event(
        AuditKind.EMAIL_CHANGED,
        user=user,
        request=request,
        subject=mask_address(to_email_address.email),
        details={"act": "made the primary one"},
    )


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def record_second_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, signal: Any, **kwargs: Any
) -> None:
    kinds = {authenticator_added: AuditKind.MFA_ADDED, authenticator_removed: AuditKind.MFA_REMOVED}
    kind = kinds.get(signal, AuditKind.RECOVERY_CODES_MADE)
    record_event(kind, user=user, request=request, details={"type": authenticator.type})


@receiver([social_account_added, social_account_removed])
def record_provider(
    request: HttpRequest,
    signal: Any,
    sociallogin: SocialLogin | None = None,
    socialaccount: SocialAccount | None = None,
    **kwargs: Any,
) -> None:
    is_added = signal is social_account_added
    account: Any = sociallogin.account if sociallogin else socialaccount
    record_event(
        AuditKind.PROVIDER_LINKED if is_added else AuditKind.PROVIDER_UNLINKED,
        user=account.user,
        request=request,
        subject=account.provider,
    )


@receiver(job_stopped)
def record_failed_job(job: Job, state: str, **kwargs: Any) -> None:
    if state == Job.State.FAILED:
        record_event(
            AuditKind.JOB_FAILED,
            household=job.household,
            user=job.requested_by,
            subject=job.title,
            details={"job": job.pk, "kind": job.kind},
        )
