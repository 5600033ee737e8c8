"""What every row of a household has in common."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import Household


def tenant_key(to: str | type[models.Model], **options: Any) -> Any:
    """Return a foreign key inside the household: its constraint is the migration's composite one.

    No index of its own: lookups start from the household, and so do the declared indexes.
    """
    options.setdefault("on_delete", models.PROTECT)
    return models.ForeignKey(to, db_constraint=False, db_index=False, **options)


class HouseholdRow(models.Model):
    """A row that belongs to one household."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class BulkHouseholdRow(models.Model):
    """A row of a table that is loaded by the hundred thousand.

    Its household is vouched for by composite keys and row-level security, so that a load does not
    pay for one more foreign key check a row.
    """

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True
