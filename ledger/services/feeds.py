"""Calendar feeds: made and shown once, opened by their secret, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction as db
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import Membership, User
from accounts.roles import Permission
from accounts.scope import household_scope
from accounts.services.audit import record_event
from accounts.services.mail import site_url
from accounts.token_secrets import digest_of, is_well_formed, make_text, prefix_of
from ledger.models import CalendarFeed

LIMIT = 20
USE_NOTED_EVERY = timedelta(minutes=10)
SUBJECT = "calendar feed"


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed that was just made, with its address, which nobody can be shown again."""

    feed: CalendarFeed
    url: str


@db.atomic
def create_feed(*, by: Actor, name: str, has_amounts: bool = False) -> NewFeed:
    """Make a secret address of the actor's own for calendars.

    Raises ValidationError, PermissionDenied.
    """
    user = _person(by)
    own = CalendarFeed.objects.in_household(by.household).of(user)
    if own.usable().count() >= LIMIT:
        raise ValidationError(_("You have %(n)d calendar links; revoke one first.") % {"n": LIMIT})
    text = make_text()
    feed = CalendarFeed(
        household=by.household,
        user=user,
        name=" ".join(name.split()),
        prefix=prefix_of(text),
        digest=digest_of(text),
        has_amounts=has_amounts,
    )
    feed.clean_fields(exclude=["household", "user"])
    feed.save()
    details = {"name": feed.name, "prefix": feed.prefix, "amounts": has_amounts}
    record_event(AuditKind.TOKEN_CREATED, by=by, subject=SUBJECT, details=details)
    return NewFeed(feed, site_url("ledger:feed-open", by.household.pk, text))


@db.atomic
def revoke_feed(*, by: Actor, feed: CalendarFeed) -> CalendarFeed:
    """Close an address of the actor's own at once; a closed one stays as it is."""
    if feed.user_id != _person(by).pk or feed.household_id != by.household.pk:
        raise PermissionDenied("the feed is somebody else's")
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        details: dict[str, object] = {"prefix": feed.prefix}
        record_event(AuditKind.TOKEN_REVOKED, by=by, subject=SUBJECT, details=details)
    return feed


@contextmanager
def opened_feed(*, household_id: int, secret: str) -> Iterator[CalendarFeed | None]:
    """Open the household as the person whose secret it is, and give the feed; None for no such one.

    They see what their role and their rights on accounts let them see at this moment, and nothing
    once they have left or were deactivated. Their use is noted, every ten minutes at most.
    """
    found = _find(household_id, secret) if is_well_formed(secret) else None
    if found is None:
        yield None
        return
    feed, member = found
    hidden = member.hidden
    with household_scope(household_id, user_id=feed.user_id, hidden=hidden):
        _note_use(feed)
        yield feed


def _find(household_id: int, secret: str) -> tuple[CalendarFeed, Membership] | None:
    with household_scope(household_id):
        feeds = CalendarFeed.objects.usable().select_related("household")
        feed = feeds.filter(household=household_id, digest=digest_of(secret)).first()
        if feed is None:
            return None
        members = Membership.objects.filter(household=household_id, user=feed.user_id)
        member = members.filter(user__is_active=True).first()
        return None if member is None else (feed, member)


def _note_use(feed: CalendarFeed) -> None:
    now = timezone.now()
    if feed.last_used_at is None or now - feed.last_used_at >= USE_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now)


def forget_feeds(*, membership: Membership) -> int:
    """Delete the feeds of somebody who leaves, so that none opens again; returns how many."""
    # Whoever takes them out does not see their links.
    with household_scope(membership.household_id):
        rows = CalendarFeed.objects.filter(household=membership.household_id)
        return rows.filter(user=membership.user_id).delete()[0]


def _person(by: Actor) -> User:
    by.must(Permission.VIEW)
    if by.user is None:
        raise PermissionDenied("only a person has calendar links")
    return by.user
