"""Rules for tests, in few words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.rules.actions import parse_actions
from ledger.rules.conditions import parse_conditions
from ledger.rules.engine import CompiledRule, RuleInput


def leaf(field: str, op: str, value: object) -> dict[str, Any]:
    """Return a single test as JSON."""
    return {"field": field, "op": op, "value": value}


def make_rule(
    pk: int, conditions: dict[str, Any], *, stops: bool = False, **actions: Any
) -> CompiledRule:
    """Return a rule named for its number, tagging with it unless told otherwise."""
    return CompiledRule(
        id=pk,
        name=f"Rule {pk}",
        conditions=parse_conditions(conditions),
        actions=parse_actions(actions or {"add_tags": [pk]}),
        stops=stops,
    )


def make_input(**values: Any) -> RuleInput:
    """Return an ordinary payment for rules to look at."""
    given: dict[str, Any] = {
        "payee": "Amazon",
        "raw_payee": "AMZN Mktp DE*2K",
        "memo": "Bücher und Café",
        "amount": Decimal("-19.99"),
        "currency": "EUR",
        "account_id": 3,
        "date": date(2025, 3, 31),
    }
    return RuleInput(**(given | values))
