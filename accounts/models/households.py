"""Households, which own data, and the people in them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.roles import MATRIX, Permission, Right, Role

currency_code = RegexValidator(r"^[A-Z][A-Z0-9]{2,7}$", _("Write a currency code such as EUR."))


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name})


class Household(models.Model):
    """A person, family or team that owns one ledger."""

    name = models.CharField(_("name"), max_length=100)
    base_currency = models.CharField(
        _("base currency"), max_length=8, default="EUR", validators=[currency_code]
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    month_start_day = models.PositiveSmallIntegerField(
        _("first day of the month"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
    )
    trash_days = models.PositiveSmallIntegerField(
        _("days in the trash"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3_650)],
    )
    """For how many days what was deleted can be restored."""
    refunds_in_purchase_month = models.BooleanField(
        _("count money back in the month of its purchase"), default=False
    )
    """Where new money back counts; each can be chosen otherwise."""
    created_at = models.DateTimeField(auto_now_add=True)
    erase_after = models.DateTimeField(null=True, blank=True, editable=False)
    """When the household is erased, unless an owner takes that back before."""

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> date:
        """Return the day that it is in the household's time zone."""
        return timezone.localdate(timezone=self.zone)


class Membership(models.Model):
    """One person's place in one household."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.OWNER)
    joined_at = models.DateTimeField(auto_now_add=True)
    rights = models.JSONField(default=dict, blank=True, editable=False)
    """What is less than full, by id of a row of the app above; kept by that app's triggers."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.household}: {self.get_role_display()}"

    def may(self, permission: Permission) -> bool:
        return permission in MATRIX[Role(self.role)]

    @property
    def limits(self) -> dict[int, Right]:
        """The rights that are less than full, by id; none for an owner, from whom nothing is kept.

        Empty for most people.
        """
        if self.role == Role.OWNER:
            return {}
        return {int(key): Right(right) for key, right in self.rights.items()}

    @property
    def hidden(self) -> tuple[int, ...]:
        """The ids of the rows that are kept from the member, in order."""
        found = (key for key, right in self.limits.items() if right == Right.NONE)
        return tuple(sorted(found))
