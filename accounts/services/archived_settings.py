"""What a household is set to, as its full archive's manifest tells it, and what stays behind."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models

from accounts.full_archive.container import MANIFEST
from accounts.full_archive.errors import ArchiveError
from accounts.full_archive.values import reader_of
from accounts.models import Household

SETTINGS = (
    "base_currency",
    "time_zone",
    "month_start_day",
    "trash_days",
    "refunds_in_purchase_month",
)
"""What a household is set to, in the manifest's order."""
ALWAYS = frozenset({"base_currency", "time_zone", "month_start_day"})
"""What every archive tells; of the others, those of older releases tell nothing."""
LEFT: dict[str, dict[str, str]] = {
    "Household": {
        "id": "another where it is restored",
        "name": "stays with the household",
        "created_at": "when the household was made, which is another",
        "erase_after": "erasing is asked of one household, not of its books",
    },
    "Membership": {
        "id": "another where it is restored",
        "household": "the household that it is restored into",
        "joined_at": "when somebody joined that household",
        "rights": "computed by the database of the rights on accounts, which are rows",
    },
}
"""Columns of a household and its memberships that are in no archive, and why."""


def settings_of(household: Household) -> dict[str, Any]:
    """Return what a household is set to, as it stands in the manifest."""
    return {name: getattr(household, name) for name in SETTINGS}


def read_settings(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return what a manifest says a household is set to: less than all of an older archive.

    Raises ArchiveError naming the setting that is missing, unknown or of no value it can have.
    """
    told = manifest.get("household")
    if not isinstance(told, dict) or not told.keys() >= ALWAYS:
        raise ArchiveError("does not say how the household is set", part=MANIFEST)
    unknown = sorted(told.keys() - set(SETTINGS))
    if unknown:
        text = f"household.{unknown[0]:.60} is unknown: a newer release may have written it"
        raise ArchiveError(text, part=MANIFEST)
    return {name: _checked(name, told[name]) for name in SETTINGS if name in told}


def _checked(name: str, value: Any) -> Any:
    field = cast("models.Field[Any, Any]", Household._meta.get_field(name))  # noqa: SLF001 -- Django's public name
    try:
        read = reader_of(field)(value)
        field.run_validators(read)
    except ValidationError as error:
        text = f"household.{name}: {' '.join(error.messages)}"
        raise ArchiveError(text, part=MANIFEST) from error
    except ValueError as error:
        raise ArchiveError(f"household.{name}: {error}", part=MANIFEST) from error
    return read
