"""What rules change, for people: each transaction with its values before and after, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Household
from ledger.models import Rule
from ledger.reports.acts import Sides, ValueChange, changes_in_words
from ledger.reports.register import RegisterRow, register_rows


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A transaction, and what became of it or would."""

    row: RegisterRow
    values: tuple[ValueChange, ...]


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule, and on how many transactions it sets something."""

    id: int
    name: str
    count: int
    is_live: bool = True


def changed_rows(household: Household, changes: Mapping[int, Sides]) -> list[ChangedRow]:
    """Return transactions with their changes, by id, in words, newest first.

    A constant number of queries; a transaction that is no longer there is left out.
    """
    rows = register_rows(household, list(changes)) if changes else ()
    words = changes_in_words(household, [changes[row.id] for row in rows])
    return [ChangedRow(row, values) for row, values in zip(rows, words, strict=True)]


def rule_counts(household: Household, counts: Mapping[int, int]) -> list[RuleCount]:
    """Return the rules of these counts, by id, in their order; kept from the person, left out."""
    rules = Rule.objects.in_household(household).filter(pk__in=counts).order_by("position", "pk")
    return [
        RuleCount(rule.pk, rule.name, counts[rule.pk], rule.deleted_at is None) for rule in rules
    ]


def rule_names(household: Household, rules: Iterable[int]) -> dict[int, str]:
    """Return the names of rules that the person may see, by id; one query."""
    rows = Rule.objects.in_household(household).filter(pk__in=set(rules))
    return dict(rows.values_list("pk", "name"))
