"""How well a person's sign-in is guarded, and by what they can get in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.utils import has_verified_email
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.reports.sign_in import recovery_codes_left
from accounts.services.api_sign_ins import live_sign_ins


@dataclass(frozen=True, slots=True)
class SecurityStatus:
    """The guards of a person's sign-in."""

    has_password: bool
    is_address_confirmed: bool
    second_factors: tuple[str, ...]
    """Of `totp` and `webauthn`, in order."""
    recovery_codes_left: int
    last_login: datetime | None
    api_sign_ins: int
    """Programs that are signed in."""
    api_tokens: int
    """Tokens that can be used, to any household."""


def security_status(user: User) -> SecurityStatus:
    """Return what guards the person's sign-in; the scope must show the person's own rows."""
    factors = list(Authenticator.objects.filter(user=user))
    kinds = {str(factor.type) for factor in factors} - {str(Authenticator.Type.RECOVERY_CODES)}
    return SecurityStatus(
        has_password=user.has_usable_password(),
        is_address_confirmed=has_verified_email(user),
        second_factors=tuple(sorted(kinds)),
        recovery_codes_left=recovery_codes_left(factors),
        last_login=user.last_login,
        api_sign_ins=live_sign_ins(user.pk).count(),
        api_tokens=ApiToken.objects.filter(user=user).usable(timezone.now()).count(),
    )
