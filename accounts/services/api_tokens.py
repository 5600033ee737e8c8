"""API tokens: made and shown once, found by their digest, revoked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import ApiToken, User
from accounts.roles import Permission
from accounts.services.audit import record_event
from accounts.services.mail import send_mail, site_url
from accounts.token_scopes import GRANTS
from accounts.token_secrets import digest_of, is_well_formed, make_text, prefix_of

DEFAULT_DAYS = 90
LONGEST_DAYS = 365
LIMIT = 50
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made, with its text, which nobody can be shown again."""

    token: ApiToken
    text: str


@transaction.atomic
def create_token(
    *, by: Actor, name: str, grants: Collection[str], days: int = DEFAULT_DAYS
) -> NewToken:
    """Make a token of the actor's own for the actor's household; it holds for `days`.

    It never may more than its person's role. The person is told by mail. Raises ValidationError,
    PermissionDenied.
    """
    user = _person(by)
    _check(user, by, grants, days)
    text = make_text()
    token = ApiToken(
        household=by.household,
        user=user,
        name=name.strip(),
        prefix=prefix_of(text),
        digest=digest_of(text),
        grants=[grant for grant in GRANTS if grant in grants],
        expires_at=timezone.now() + timedelta(days=days),
    )
    token.full_clean()
    token.save()
    record_event(
        AuditKind.TOKEN_CREATED,
        by=by,
        subject=prefix_of(text),
        details={
            "name": token.name,
            "scopes": token.grants,
            "days": days,
        },
    )
    send_mail(
        template="token_created",
        to=user.email,
        context={"token": token, "household": by.household, "url": site_url("accounts:token-list")},
    )
    return NewToken(token, text)


def _person(by: Actor) -> User:
    by.must(Permission.VIEW)
    if by.user is None:
        raise PermissionDenied("only a person has tokens")
    return by.user


def _check(user: User, by: Actor, grants: Collection[str], days: int) -> None:
    if not grants or not set(grants) <= set(GRANTS):
        raise ValidationError({"grants": _("Choose what the token may do.")})
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": _("Choose 1 to %(n)d days.") % {"n": LONGEST_DAYS}})
    if ApiToken.objects.of(user, by.household).usable(timezone.now()).count() >= LIMIT:
        raise ValidationError(_("You have %(n)d tokens; revoke one first.") % {"n": LIMIT})


@transaction.atomic
def revoke_token(*, by: Actor, token: ApiToken) -> ApiToken:
    """Revoke a token of the actor's own at once; a revoked one stays as it is."""
    if token.user_id != _person(by).pk or token.household_id != by.household.pk:
        raise PermissionDenied("the token is somebody else's")
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record_event(AuditKind.TOKEN_REVOKED, by=by, subject=token.prefix)
    return token


@transaction.atomic
def revoke_member_tokens(*, user: User, household_id: int) -> int:
    """Revoke all of a person's tokens to a household, which must be in scope; returns how many.

    For whoever takes a member out of a household, so that nothing works again should they return.
    """
    tokens = ApiToken.objects.filter(user=user, household_id=household_id, revoked_at=None)
    return tokens.update(revoked_at=timezone.now())


def admit_token(*, text: str) -> ApiToken | None:
    """Scope the request's transaction to the token of `text` and return it; None for no such one.

    One query, none for text that cannot be a token.
    """
    if not is_well_formed(text):
        return None
    rows = ApiToken.objects.raw("select * from finehance_enter_by_token(%s)", [digest_of(text)])
    return next(iter(rows), None)


def note_use(token: ApiToken, address: str | None) -> None:
    """Note when and from where a token was used, at most once a minute.

    A row that another request is noting at the moment is left to it: none waits for another.
    """
    now = timezone.now()
    if token.last_used_at and now - token.last_used_at < USE_NOTED_EVERY:
        return
    stale = ApiToken.objects.unused_since(now - USE_NOTED_EVERY).filter(pk=token.pk)
    rows = stale.select_for_update(skip_locked=True, no_key=True).values("pk")
    ApiToken.objects.filter(pk__in=rows).update(last_used_at=now, last_used_from=address)
