"""Erasing people and households: asked for, waited for, taken back or carried out for good.

Until `erase_after` everything stays as it is, so that a click, a quarrel or a thief destroys
nothing. Then every row and file goes; the audit trail keeps its masked labels and numbers.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import portability
from accounts.actors import Actor
from accounts.enums import AuditKind
from accounts.models import Household, Membership, User
from accounts.roles import Permission, Role
from accounts.scope import system_scope
from accounts.services.audit import record_event
from accounts.services.data_exports import remove_files
from accounts.services.mail import send_mail, site_url

logger = logging.getLogger(__name__)
_SALT = "accounts.erasure.keep"


class ErasureRefused(Exception):
    """Somebody else still depends on what would be erased; the text says what to do first."""

    code = "BUSINESS_4014"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many people and households an upkeep erased."""

    people: int
    households: int


@transaction.atomic
def request_closing(*, user: User, confirmation: str) -> User:
    """Close a person's profile after the grace period, together with households of theirs alone.

    Sends a mail with a link that takes it back. Raises ValidationError unless `confirmation` is
    their e-mail address, ErasureRefused while they are the last owner of a shared household.
    """
    _must_match(confirmation, user.email)
    shared = sorted(each.name for each in _shared_without_other_owner(user))
    if shared:
        text = _("Hand over or delete first, for others are in it: %(names)s")
        raise ErasureRefused(text % {"names": ", ".join(shared)})
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    locked.erase_after = timezone.now() + settings.ERASURE_GRACE
    locked.save(update_fields=["erase_after"])
    user.erase_after = locked.erase_after
    record_event(AuditKind.ERASURE_ASKED, user=user, subject="profile")
    _tell([user.email], "closing", "profile", locked)
    return locked


@transaction.atomic
def request_deletion(*, by: Actor, confirmation: str) -> Household:
    """Delete the household after the grace period, and tell every member.

    Raises ValidationError unless `confirmation` is its name, PermissionDenied unless an owner asks.
    """
    by.must(Permission.OWN)
    household = Household.objects.select_for_update(no_key=True).get(pk=by.household.pk)
    _must_match(confirmation, household.name)
    household.erase_after = timezone.now() + settings.ERASURE_GRACE
    household.save(update_fields=["erase_after"])
    record_event(AuditKind.ERASURE_ASKED, by=by, subject="household")
    members = Membership.objects.filter(household=household).select_related("user")
    for member in members:
        may_keep = member.role == Role.OWNER
        _tell([member.user.email], "deletion", "household", household, with_link=may_keep)
    return household


@transaction.atomic
def keep_profile(*, user: User) -> None:
    """Take the closing of a profile back."""
    User.objects.filter(pk=user.pk).update(erase_after=None)
    user.erase_after = None
    record_event(AuditKind.ERASURE_CANCELLED, user=user, subject="profile")


@transaction.atomic
def keep_household(*, by: Actor) -> None:
    """Take the deletion of the household back; raises PermissionDenied unless an owner does."""
    by.must(Permission.OWN)
    Household.objects.filter(pk=by.household.pk).update(erase_after=None)
    record_event(AuditKind.ERASURE_CANCELLED, by=by, subject="household")


def keep_by_link(token: str) -> bool:
    """Take back what the link of a mail is about; False when it is about nothing that waits.

    The link is good for this one request: a later request, or one taken back, has another.
    """
    try:
        kind, pk, at = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return False
    model: type[User | Household] = User if kind == "profile" else Household
    with system_scope("somebody takes an erasure back by the link of their mail"):
        waiting = model._base_manager.filter(pk=pk, erase_after=datetime.fromisoformat(at))  # noqa: SLF001 -- of either
        is_kept = bool(waiting.update(erase_after=None))
        if is_kept:
            record_event(AuditKind.ERASURE_CANCELLED, subject=f"{kind} {pk}")
        return is_kept


def erase_due(now: datetime) -> Erased:
    """Erase every household and person whose grace period is over; each in its own transaction.

    A person who became the last owner of a shared household meanwhile waits, and the log says so.
    """
    with system_scope("looking for what is to be erased"):
        households = list(Household.objects.filter(erase_after__lte=now).order_by("pk"))
        people = list(User.objects.filter(erase_after__lte=now).order_by("pk"))
    for household in households:
        with _unguarded(f"erasing household {household.pk}"):
            erase_household(household)
    gone = 0
    for user in people:
        with _unguarded(f"erasing person {user.pk}"):
            gone += _erase_person_and_own_households(user)
    return Erased(gone, len(households))


def _erase_person_and_own_households(user: User) -> bool:
    if _shared_without_other_owner(user):
        logger.warning("person %s waits to be erased: last owner of a shared household", user.pk)
        return False
    for household in _alone_in(user):
        erase_household(household)
    erase_person(user)
    return True


def households_alone(user: User) -> list[str]:
    """Return the names of the households that go with a person, as nobody else is in them."""
    with system_scope("telling a person which households go with them"):
        return [household.name for household in _alone_in(user)]


def _alone_in(user: User) -> list[Household]:
    mine = Membership.objects.filter(user=user).values("household_id")
    counted = Household.objects.filter(pk__in=mine).annotate(members=Count("memberships"))
    return list(counted.filter(members=1).order_by("pk"))


def erase_household(household: Household) -> None:
    """Delete every row and file of a household. Needs the system's scope and the guards lifted."""
    models_ = portability.erasing_order()
    _forget_files(models_, Q(household=household))
    with connection.cursor() as cursor:
        # Once more behind the first, for what triggers wrote meanwhile.
        for model in (*models_, *models_):
            table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 -- Django's public name
            cursor.execute(f"delete from {table} where household_id = %s", [household.pk])  # noqa: S608 -- a table's name
    Household.objects.filter(pk=household.pk).delete()
    record_event(AuditKind.ERASED, subject=f"household {household.pk}")
    logger.info("household %s was erased", household.pk)


def erase_person(user: User) -> None:
    """Delete a person, what is theirs, and their sessions; households keep nameless histories.

    Needs the system's scope and the guards lifted.
    """
    addresses = {user.email.lower()}
    for model in portability.person_models():
        addresses |= _addresses(model, user)
    _end_sessions(user)
    people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=people, object_id=str(user.pk)).delete()
    for model in portability.person_models():
        if portability.label_of(model) not in portability.KEPT:
            model._base_manager.filter(user=user).delete()  # noqa: SLF001 -- every row
    _forget_addresses(addresses)
    transaction.on_commit(partial(remove_files, user.pk))
    record_event(AuditKind.ERASED, subject=f"person {user.pk}")
    user.delete()
    logger.info("person %s was erased", user.pk)


def _addresses(model: portability.Model, user: User) -> set[str]:
    fields = [each.name for each in _email_fields(model)]
    rows = model._base_manager.filter(user=user).values_list(*fields) if fields else []  # noqa: SLF001 -- every row
    return {str(address).lower() for row in rows for address in row if address}


def _forget_addresses(addresses: set[str]) -> None:
    """Delete what was sent to an address rather than to a person, such as an invitation."""
    for model in apps.get_models():
        if model is User or portability.label_of(model) in portability.KEPT:
            continue
        for field in _email_fields(model):
            for address in addresses:
                model._base_manager.filter(**{f"{field.name}__iexact": address}).delete()  # noqa: SLF001 -- every row


def _email_fields(model: portability.Model) -> list[models.EmailField[str, str]]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's public name
    return [each for each in fields if isinstance(each, models.EmailField)]


def _end_sessions(user: User) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            store(session.session_key).delete()


def _forget_files(models_: list[portability.Model], of: Q) -> None:
    for model in models_:
        column = portability.file_column(model)
        if column is None:
            continue
        stored = model._base_manager.filter(of).exclude(**{column: ""})  # noqa: SLF001 -- every row
        for name in stored.values_list(column, flat=True):
            path = Path(settings.MEDIA_ROOT) / str(name)
            transaction.on_commit(partial(path.unlink, missing_ok=True))


@contextmanager
def _unguarded(reason: str) -> Iterator[None]:
    with system_scope(reason), ExitStack() as stack:
        for unlock in portability.UNLOCKS:
            stack.enter_context(unlock())
        yield


def _shared_without_other_owner(user: User) -> list[Household]:
    """Return the households that would lose their last owner and still have members."""
    with system_scope("looking for owners beside one who leaves"):
        owned = Membership.objects.filter(user=user, role=Role.OWNER).values("household_id")
        counted = Household.objects.filter(pk__in=owned).annotate(
            members=Count("memberships"),
            owners=Count("memberships", filter=Q(memberships__role=Role.OWNER)),
        )
        return list(counted.filter(members__gt=1, owners=1, erase_after=None))


def _must_match(given: str, wanted: str) -> None:
    if given.strip().casefold() != wanted.strip().casefold():
        text = _("Type %(what)s exactly.") % {"what": wanted}
        raise ValidationError({"confirmation": text})


def _tell(
    to: list[str], template: str, kind: str, row: User | Household, *, with_link: bool = True
) -> None:
    token = signing.dumps([kind, row.pk, str(row.erase_after)], salt=_SALT)
    context: dict[str, object] = {
        "name": str(row),
        "erase_after": row.erase_after,
        "keep_url": site_url("accounts:keep", token) if with_link else "",
    }
    send_mail(template=template, to=to, context=context)
