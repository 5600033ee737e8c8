"""The parts of a split that a rule makes, as people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.choices import AccountField
from ledger.models import Account
from ledger.rules.actions import MOST_PARTS

PARTS = MOST_PARTS
JSON = dict[str, Any]


def part_share(text: str) -> JSON:
    """Return the share that a part's text means: `30%`, `5.00`, or `rest`."""
    plain = text.strip().replace(",", ".")
    if plain.casefold() == "rest":
        return {"rest": True}
    return {"percent": plain[:-1].strip()} if plain.endswith("%") else {"amount": plain}


def share_text(part: JSON) -> str:
    """Return a part's share as `part_share` reads it."""
    if part.get("rest"):
        return "rest"
    return f"{part['percent']}%" if "percent" in part else str(part["amount"])


def part_fields(n: int) -> dict[str, forms.Field]:
    """Return the fields of one part of a split, by name."""
    return {
        f"part_category_{n}": AccountField(label=_("Category"), required=False, empty=_("None")),
        f"part_share_{n}": forms.CharField(label=_("Share"), max_length=30, required=False),
    }


def shown_parts(parts: Sequence[JSON], accounts: Mapping[int, Account]) -> JSON:
    """Return the parts of a split as the form's fields."""
    values: JSON = {}
    for n, part in enumerate(parts[:PARTS]):
        values[f"part_category_{n}"] = accounts.get(part["category"])
        values[f"part_share_{n}"] = share_text(part)
    return values
