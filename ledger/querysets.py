"""Named filters of the ledger's rows; every one starts from a household."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from accounts.models import Household
from ledger.enums import CATEGORY_KINDS, PLACE_KINDS, AccountKind, SystemRole

if TYPE_CHECKING:
    from ledger.models import Account

M = TypeVar("M", bound=models.Model)


class HouseholdQuerySet(models.QuerySet[M]):
    """Rows of a household."""

    def in_household(self, household: Household) -> Self:
        return self.filter(household=household)


class TrashQuerySet(HouseholdQuerySet[M]):
    """Rows that can lie in the trash."""

    def live(self) -> Self:
        return self.filter(deleted_at=None)

    def in_trash(self) -> Self:
        return self.filter(deleted_at__isnull=False)


class ReminderQuerySet(TrashQuerySet[Any]):
    """Reminders."""

    def open(self) -> Self:
        """Return those that nobody ticked as done."""
        return self.filter(done_at=None)

    def standing(self) -> Self:
        """Return the live ones but for those about a transaction in the trash."""
        return self.live().filter(
            models.Q(transaction=None) | models.Q(transaction__deleted_at=None)
        )


class RuleQuerySet(TrashQuerySet[Any]):
    """Rules."""

    def in_order(self) -> Self:
        """Return them as they are asked: those in no group first, then group by group."""
        first = models.F("group__position").asc(nulls_first=True)
        return self.order_by(first, models.F("group").asc(nulls_first=True), "position", "pk")

    def answering(self, trigger: str) -> Self:
        """Return the active ones of active groups that answer to a trigger."""
        name = {"import": "on_import", "edit": "on_edit", "hand": "by_hand"}[trigger]
        rows = self.filter(is_active=True, **{name: True})
        return rows.filter(models.Q(group=None) | models.Q(group__is_active=True))


class AccountQuerySet(TrashQuerySet["Account"]):
    """Accounts, by what they are."""

    def places(self) -> Self:
        return self.filter(kind__in=PLACE_KINDS)

    def categories(self) -> Self:
        return self.filter(kind__in=CATEGORY_KINDS)

    def equity(self) -> Self:
        return self.filter(kind=AccountKind.EQUITY)

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def system(self, role: SystemRole) -> Account:
        """Return the household's account of that role; raises DoesNotExist when unseeded."""
        return self.get(system_role=role)


class TransactionQuerySet(TrashQuerySet[Any]):
    """Transactions."""

    def in_trash(self) -> Self:
        """Return what can be restored; what was deleted for good cannot."""
        return self.filter(deleted_at__isnull=False, purged_at=None)

    def dated(self, start: date | None, end: date | None) -> Self:
        """Return those dated in [start, end)."""
        rows = self
        if start:
            rows = rows.filter(date__gte=start)
        if end:
            rows = rows.filter(date__lt=end)
        return rows


class PostingQuerySet(HouseholdQuerySet[Any]):
    """Postings."""

    def live(self) -> Self:
        """Return postings of transactions that are not in the trash."""
        return self.filter(transaction__deleted_at=None)
