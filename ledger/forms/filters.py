"""The quick filters above a register: a form whose address can be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finehance.kit.forms import LongSelect
from ledger.enums import Status
from ledger.forms.choices import AccountChoices
from ledger.forms.fields import DateField
from ledger.models import Payee, Tag
from ledger.reports.filters import FilterError, RegisterFilter, parse_filter

DAY = timedelta(days=1)


def read_filter(parameters: Mapping[str, Sequence[str]]) -> RegisterFilter:
    """Read a filter from query values: `parse_filter`, and `until`, a last day that is included.

    Raises FilterError.
    """
    chosen = parse_filter(parameters)
    until = next((value for value in parameters.get("until", ()) if value), "")
    if not until:
        return chosen
    try:
        return replace(chosen, end=date.fromisoformat(until) + DAY)
    except (ValueError, OverflowError) as error:
        raise FilterError("until", "until takes a date such as 2026-01-31") from error


class FilterForm(forms.Form):
    """What a list of transactions can be narrowed to; only drawn: `read_filter` reads it."""

    # Every field may stay empty; "(optional)" beside each of them would be noise.
    use_required_attribute = False
    q = forms.CharField(widget=forms.HiddenInput)
    account = forms.ChoiceField(label=gettext_lazy("Account"), widget=LongSelect)
    category = forms.ChoiceField(label=gettext_lazy("Category"), widget=LongSelect)
    tag = forms.ChoiceField(label=gettext_lazy("Tag"), widget=LongSelect)
    status = forms.ChoiceField(label=gettext_lazy("Status"), widget=LongSelect)
    start = DateField(label=gettext_lazy("From"))
    until = DateField(label=gettext_lazy("Until"))
    min = forms.CharField(label=gettext_lazy("Amount from"))
    max = forms.CharField(label=gettext_lazy("Amount to"))
    payee = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        chosen: RegisterFilter,
        accounts: AccountChoices,
        tags: Sequence[Tag],
        *,
        has_account: bool = True,
    ) -> None:
        super().__init__(initial=_initial(chosen), auto_id="filter-%s")
        offered = {
            "account": accounts.places(keep=chosen.accounts),
            "category": accounts.categories(),
            "tag": [(tag.pk, tag.name) for tag in tags],
            "status": Status.choices,
        }
        for name, choices in offered.items():
            field: forms.ChoiceField = self.fields[name]  # type: ignore[assignment]
            field.choices = [("", _("Any")), *choices]
        if not has_account:
            del self.fields["account"]


def _initial(chosen: RegisterFilter) -> dict[str, Any]:
    return {
        "q": chosen.text,
        "account": next(iter(chosen.accounts), ""),
        "category": next(iter(chosen.categories), ""),
        "payee": next(iter(chosen.payees), ""),
        "tag": next(iter(chosen.tags), ""),
        "status": next(iter(chosen.statuses), ""),
        "start": chosen.start,
        "until": chosen.end - DAY if chosen.end else None,
        "min": chosen.amount_min,
        "max": chosen.amount_max,
    }


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that holds, and the address without it."""

    label: str
    remove_url: str


def chips(
    chosen: RegisterFilter, accounts: AccountChoices, tags: Sequence[Tag]
) -> tuple[Chip, ...]:
    """Return a chip for each condition; reads the names of payees when some are chosen."""
    by_id = accounts.tree.by_id
    names: dict[str, dict[Any, Any]] = {
        "accounts": {key: str(row) for key, row in by_id.items()},
        "categories": {key: str(row) for key, row in by_id.items()},
        "payees": chosen_payees(chosen),
        "tags": {tag.pk: tag.name for tag in tags},
        "statuses": {status.value: status.label for status in Status},
    }
    found = [
        Chip(str(known.get(value, "?")), _without(chosen, condition, value))
        for condition, known in names.items()
        for value in getattr(chosen, condition)
    ]
    found += [
        Chip(label, f"?{replace(chosen, **{condition: empty}).query()}")
        for condition, label, empty in _single_conditions(chosen)
    ]
    return tuple(found)


def chosen_payees(chosen: RegisterFilter) -> dict[int, str]:
    """Return the names of the payees that a filter names, by id."""
    keys = chosen.payees
    return dict(Payee.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _without(chosen: RegisterFilter, condition: str, value: object) -> str:
    kept = tuple(each for each in getattr(chosen, condition) if each != value)
    changes: dict[str, Any] = {condition: kept}
    return f"?{replace(chosen, **changes).query()}"


def _single_conditions(chosen: RegisterFilter) -> list[tuple[str, str, Any]]:
    """Return (condition, words, empty value) for each condition of one value that holds."""
    last = chosen.end - DAY if chosen.end else None
    candidates = (
        ("text", chosen.text, _("“%(value)s”"), ""),
        ("start", chosen.start, _("from %(value)s"), None),
        ("end", last, _("until %(value)s"), None),
        ("amount_min", chosen.amount_min, _("at least %(value)s"), None),
        ("amount_max", chosen.amount_max, _("at most %(value)s"), None),
        ("is_uncategorised", chosen.is_uncategorised, _("uncategorised"), False),
        ("import_batch", chosen.import_batch, _("import %(value)s"), None),
    )
    return [
        (condition, words % {"value": value} if "%(" in words else words, empty)
        for condition, value, words, empty in candidates
        if value is not None and value != empty
    ]
