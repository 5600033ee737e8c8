"""Sign-ins of programs: begun by a password, carried on by refresh tokens, ended by hand or theft.

Of one refresh token, however often and at whatever moment it is sent, one use gives the next pair.
A use that comes after that one was done means that somebody holds a copy, and ends the sign-in. A
use that met the other one on its way is a program asking twice, and is refused alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from accounts.enums import AuditKind
from accounts.jwts import AccessToken, RefreshToken
from accounts.models import ApiSignIn, User
from accounts.scope import person_scope, system_scope
from accounts.services.audit import record_event

_LIVE = (
    "select exists (select from accounts_apisignin where id = %s and user_id = %s"
    " and ended_at is null and expires_at > %s)"
)
BY_API = "API"
"""How the audit trail tells these sign-ins from those of browsers."""


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a program gets: a token to call with and one to get the next pair with."""

    access: str
    refresh: str
    expires_in: int
    """Seconds that the access token holds."""


@transaction.atomic
def begin_sign_in(*, user: User, client: str = "", address: str | None = None) -> TokenPair:
    """Begin a sign-in of `user`, who has proved who they are, and return its first tokens."""
    user.refresh_from_db(fields=["token_version"])
    with person_scope(user.pk):
        sign_in = ApiSignIn.objects.create(
            user=user,
            client=client[:200],
            address=address,
            expires_at=timezone.now() + RefreshToken.lifetime,
        )
        record_event(AuditKind.SIGNED_IN, user=user, subject=BY_API)
        return _pair(user, sign_in)


def refresh_sign_in(*, token: str) -> TokenPair | None:
    """Return the next tokens for a refresh token, or None when it gives none.

    None is an answer and no exception, because the end of a sign-in whose token was used again
    must be kept.
    """
    try:
        given = RefreshToken(token)  # type: ignore[arg-type]  # the library means its text
    except TokenError:
        return None
    with person_scope(given.user_id):
        if BlacklistedToken.objects.filter(token__jti=given.jti).exists():
            _end(given, AuditKind.TOKEN_REUSED)
            return None
        if not _use(given):
            return None
        return _next(given)


def _use(given: RefreshToken) -> bool:
    """Use a refresh token up; True for one caller only, who then must carry on the sign-in."""
    outstanding = OutstandingToken.objects.filter(jti=given.jti).first()
    if outstanding is None:
        return False
    _used, is_first = BlacklistedToken.objects.get_or_create(token=outstanding)
    return is_first


def _next(given: RefreshToken) -> TokenPair | None:
    user = User.objects.filter(pk=given.user_id, is_active=True).first()
    sign_in = live_sign_ins(given.user_id).filter(pk=given.sign_in_id).first()
    if user is None or sign_in is None or user.token_version != given.version:
        return None
    sign_in.refreshed_at = timezone.now()
    sign_in.expires_at = sign_in.refreshed_at + RefreshToken.lifetime
    sign_in.save(update_fields=["refreshed_at", "expires_at"])
    return _pair(user, sign_in)


def _pair(user: User, sign_in: ApiSignIn) -> TokenPair:
    refresh = RefreshToken.of(user, sign_in)
    seconds = int(AccessToken.lifetime.total_seconds())
    return TokenPair(str(refresh.access_token), str(refresh), seconds)


def live_sign_ins(user_id: int) -> QuerySet[ApiSignIn]:
    """Return a person's sign-ins that go on; the scope must show that person's rows."""
    now = timezone.now()
    return ApiSignIn.objects.filter(user_id=user_id, ended_at=None, expires_at__gt=now)


def is_live(user_id: int, sign_in_id: UUID) -> bool:
    """Say whether a person's sign-in goes on; the scope must show that person's rows.

    Asked by every request of a program, so in plain SQL: putting it together would cost more than
    the answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [sign_in_id, user_id, timezone.now()])
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def end_sign_in(*, token: str, everywhere: bool = False) -> bool:
    """End the sign-in of a refresh token, its access tokens included; or all of its person's.

    False when the token is wrong or has expired; ending twice is no error.
    """
    try:
        given = RefreshToken(token)  # type: ignore[arg-type]  # the library means its text
    except TokenError:
        return False
    with person_scope(given.user_id):
        was_live = is_live(given.user_id, given.sign_in_id)
        _use(given)
        _end(given, AuditKind.SIGNED_OUT)
    if everywhere and was_live:
        end_all_sign_ins(user=User.objects.get(pk=given.user_id))
    return True


def _end(given: RefreshToken, kind: AuditKind) -> None:
    live = ApiSignIn.objects.filter(pk=given.sign_in_id, user_id=given.user_id, ended_at=None)
    if live.update(ended_at=timezone.now()):
        record_event(kind, user=User.objects.get(pk=given.user_id), subject=BY_API)


@transaction.atomic
def end_all_sign_ins(*, user: User) -> None:
    """End all of a person's API sign-ins at once: every JWT given so far is refused from now on."""
    User.objects.filter(pk=user.pk).update(token_version=F("token_version") + 1)
    user.refresh_from_db(fields=["token_version"])
    with person_scope(user.pk):
        ended = live_sign_ins(user.pk).update(ended_at=timezone.now())
        if ended:
            details: dict[str, object] = {"count": ended}
            record_event(AuditKind.SESSION_ENDED, user=user, subject=BY_API, details=details)


def forget_sign_ins(now: datetime) -> int:
    """Delete the sign-ins and refresh tokens that have expired; returns how many of both."""
    with system_scope("forgetting API sign-ins that have expired"):
        tokens = OutstandingToken.objects.filter(expires_at__lte=now).delete()[0]
        return tokens + ApiSignIn.objects.filter(expires_at__lte=now).delete()[0]
