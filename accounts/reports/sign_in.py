"""How well a person's sign-in is protected, what would protect it better, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import ApiToken, EmailChange, Recovery, User
from accounts.services.api_sign_ins import live_sign_ins
from accounts.sign_in.devices import describe_agent

FEW_CODES = 3


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey or security key; without a password only where `is_passwordless`."""

    pk: int
    name: str
    is_passwordless: bool
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that would make the sign-in safer, and the URL name of the page that does it."""

    text: str
    url_name: str


@dataclass(frozen=True, slots=True)
class SignInOverview:
    """What opens a person's sign-in and what protects it."""

    email: str
    is_email_confirmed: bool
    pending_email: str
    has_password: bool
    has_totp: bool
    passkeys: tuple[Passkey, ...]
    recovery_codes_left: int
    connections: tuple[str, ...]
    session_count: int
    recovery: Recovery | None
    """What waits because somebody said to have lost every second factor."""

    @property
    def has_second_factor(self) -> bool:
        return self.has_totp or bool(self.passkeys)

    @property
    def advice(self) -> tuple[Advice, ...]:
        return tuple(_advice(self))


def sign_in_overview(user: User) -> SignInOverview:
    """Return how a person's sign-in stands; six queries, whatever there is."""
    address = EmailAddress.objects.filter(user=user, email__iexact=user.email).first()
    change = EmailChange.objects.filter(user=user).first()
    authenticators = list(Authenticator.objects.filter(user=user).order_by("pk"))
    accounts = SocialAccount.objects.filter(user=user).order_by("pk")
    return SignInOverview(
        email=user.email,
        is_email_confirmed=bool(address and address.verified),
        pending_email=change.new_email if change else "",
        has_password=user.has_usable_password(),
        has_totp=any(each.type == Authenticator.Type.TOTP for each in authenticators),
        passkeys=tuple(
            _passkey(each) for each in authenticators if each.type == Authenticator.Type.WEBAUTHN
        ),
        recovery_codes_left=recovery_codes_left(authenticators),
        connections=tuple(each.get_provider().name for each in accounts),
        session_count=UserSession.objects.filter(user=user).count(),
        recovery=Recovery.objects.filter(user=user).first(),
    )


def recovery_codes_left(authenticators: Iterable[Authenticator]) -> int:
    """Return how many recovery codes are not used yet, of a person's second factors."""
    codes = (each for each in authenticators if each.type == Authenticator.Type.RECOVERY_CODES)
    return sum(len(each.wrap().get_unused_codes()) for each in codes)


def _passkey(row: Authenticator) -> Passkey:
    key = row.wrap()
    return Passkey(row.pk, key.name, key.is_passwordless is True, row.created_at, row.last_used_at)


def _advice(status: SignInOverview) -> list[Advice]:
    found = []
    if not status.is_email_confirmed:
        found.append(Advice(_("Confirm your e-mail address."), "account_email"))
    if not status.has_second_factor:
        found.append(
            Advice(
                _("Add a passkey: quicker than a password, and no use to thieves."),
                "mfa_add_webauthn",
            )
        )
    elif len(status.passkeys) == 1 and not status.has_totp:
        found.append(
            Advice(
                _("Add a second passkey or an authenticator app in case one is lost."),
                "mfa_add_webauthn",
            )
        )
    if status.has_second_factor and status.recovery_codes_left <= FEW_CODES:
        found.append(Advice(_codes_left(status.recovery_codes_left), "mfa_generate_recovery_codes"))
    return found


def _codes_left(count: int) -> str:
    if not count:
        return _("No recovery code is left: make new ones.")
    words = ngettext(
        "Only %d recovery code is left: make new ones.",
        "Only %d recovery codes are left: make new ones.",
        count,
    )
    return words % count


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A browser in which a person is signed in."""

    pk: int
    agent: str
    address: str
    started_at: datetime
    used_at: datetime
    is_current: bool


def list_sessions(user: User, current_key: str | None) -> tuple[SessionLine, ...]:
    """Return a person's living sessions, this one first, then the last used.

    Sessions that ended meanwhile are dropped from the table, which costs a look at each.
    """
    rows: list[UserSession] = UserSession.objects.purge_and_list(user)
    lines = [
        SessionLine(
            pk=row.pk,
            agent=describe_agent(row.user_agent),
            address=row.ip,
            started_at=row.created_at,
            used_at=row.last_seen_at,
            is_current=row.session_key == current_key,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.is_current, line.used_at), reverse=True))


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
    recovery_due_at: datetime | None
    """When the second factors are taken away, because somebody said to have lost them."""


def security_status(user: User) -> SecurityStatus:
    """Return what guards the person's sign-in; the scope must show the person's own rows."""
    recovery = Recovery.objects.filter(user=user).first()
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
        recovery_due_at=recovery.due_at if recovery else None,
    )
