"""Making and changing households."""

from __future__ import annotations

from django.db import connection, transaction

from accounts.actors import Actor, Origin
from accounts.enums import AuditKind
from accounts.models import Household, Membership, User
from accounts.roles import Permission, Role
from accounts.scope import household_scope, person_scope
from accounts.services.audit import record_event
from accounts.signals import household_created


@transaction.atomic
def create_household(
    *, owner: User, name: str, base_currency: str = "EUR", time_zone: str = "UTC"
) -> Household:
    """Create a household with `owner` as its first member and let the apps above furnish it.

    Raises ValidationError for a currency or time zone that does not exist.
    """
    # The row must be visible to its own insert, so its id is drawn before its scope is opened.
    household = Household(
        pk=_next_id(), name=name, base_currency=base_currency, time_zone=time_zone
    )
    household.clean_fields()
    with household_scope(household.pk, user_id=owner.pk):
        household.save(force_insert=True)
        membership = Membership.objects.create(household=household, user=owner, role=Role.OWNER)
        record_event(AuditKind.HOUSEHOLD_CREATED, by=Actor.of(membership))
        household_created.send(
            sender=Household, household=household, actor=Actor.of(membership, Origin.SYSTEM)
        )
    return household


@transaction.atomic
def give_first_household(user: User) -> Household | None:
    """Make a household for a person who is in none; None for one who is in some."""
    with person_scope(user.pk):
        if Membership.objects.filter(user=user).exists():
            return None
    return create_household(owner=user, name=f"{user.get_short_name()}'s household")


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('accounts_household', 'id'))")
        row: tuple[int] = cursor.fetchone()
    return row[0]


@transaction.atomic
def update_household(
    *,
    by: Actor,
    name: str,
    time_zone: str,
    month_start_day: int,
    trash_days: int = 30,
    refunds_in_purchase_month: bool = False,
) -> Household:
    """Change the household's settings; raises ValidationError, PermissionDenied."""
    by.must(Permission.MANAGE)
    household = Household.objects.select_for_update(no_key=True).get(pk=by.household.pk)
    household.name = name
    household.time_zone = time_zone
    household.month_start_day = month_start_day
    household.trash_days = trash_days
    household.refunds_in_purchase_month = refunds_in_purchase_month
    household.full_clean()
    household.save()
    record_event(AuditKind.HOUSEHOLD_CHANGED, by=by)
    return household


@transaction.atomic
def set_base_currency(*, by: Actor, currency: str) -> Household:
    """Let another currency be the one that everything is summed in; figures are the ledger's.

    Raises ValidationError, PermissionDenied.
    """
    by.must(Permission.OWN)
    household = Household.objects.select_for_update(no_key=True).get(pk=by.household.pk)
    before, household.base_currency = household.base_currency, currency
    household.clean_fields()
    household.save(update_fields=["base_currency"])
    details: dict[str, object] = {"before": before, "after": currency}
    record_event(AuditKind.HOUSEHOLD_CHANGED, by=by, details=details)
    return household


def remember_household(*, user: User, household: Household) -> None:
    """Note where the person is, for the next time they sign in."""
    User.objects.filter(pk=user.pk).update(last_household=household)
