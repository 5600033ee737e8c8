"""The kinds of rows that the API creates, changes, trashes and restores in one way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actors import Actor
from ledger.services.accounts import create_account
from ledger.services.categories import create_category
from ledger.services.operations import create_operation
from ledger.services.payees import ensure_payee
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from ledger.services.saved_views import create_saved_view
from ledger.services.tags import ensure_tags

Body = dict[str, Any]
CONDITIONS = {"all": [{"field": "memo", "op": "contains", "value": "rent"}]}


@dataclass(frozen=True)
class Kind:
    """One kind of row: where it is, a body that makes one, a change, and a body that is wrong."""

    name: str
    body: Body
    change: Body
    wrong: Body
    errors: list[str]

    @property
    def address(self) -> str:
        return f"/api/v1/{self.name}/"

    def new(self, by: Actor) -> Body:
        """Return a body that makes a row; that of a rule names a tag, made here."""
        if self.name != "rules":
            return self.body
        return self.body | {"actions": {"add_tags": [ensure_tags(by=by, names=["new"])[0].pk]}}

    def make(self, by: Actor, name: str) -> Any:
        """Store a row of this kind."""
        match self.name:
            case "accounts":
                return create_account(by=by, name=name, kind="savings", currency="EUR")
            case "categories":
                return create_category(by=by, name=name, kind="expense")
            case "payees":
                return ensure_payee(by=by, name=name)
            case "tags":
                return ensure_tags(by=by, names=[name])[0]
            case "operations":
                return create_operation(by=by, name=name, status="cleared", is_shared=True)
            case "rule-groups":
                return create_rule_group(by=by, name=name)
            case "saved-views":
                return create_saved_view(
                    by=by, name=name, query="amount>50", today=date(2026, 3, 20), is_shared=True
                )
            case _:
                tag = ensure_tags(by=by, names=["ruled"])[0]
                return create_rule(
                    by=by, name=name, conditions=CONDITIONS, actions={"add_tags": [tag.pk]}
                )


KINDS = [
    Kind(
        "accounts",
        {"name": "Rainy days", "kind": "savings", "currency": "EUR", "number": "DE12 3456"},
        {"institution": "First Bank"},
        {"name": "", "kind": "expense", "currency": "euro"},
        ["currency", "kind", "name"],
    ),
    Kind(
        "categories",
        {"name": "Beekeeping", "kind": "expense", "note": "Bees"},
        {"name": "Apiculture"},
        {"name": 7, "kind": "savings", "parent": "food"},
        ["kind", "name", "parent"],
    ),
    Kind(
        "payees",
        {"name": "Corner shop"},
        {"name": "The corner shop"},
        {"name": "x" * 201, "default_category": 0},
        ["default_category", "name"],
    ),
    Kind(
        "tags",
        {"name": "holiday"},
        {"name": "holidays"},
        {"name": "x" * 51, "colour": "red"},
        ["colour"],
    ),
    Kind(
        "rules",
        {"name": "Rent", "conditions": CONDITIONS, "stops": True},
        {"is_active": False},
        {"name": "", "conditions": [], "actions": {"add_tags": ["\0"]}, "stops": "no"},
        ["actions", "conditions", "name", "stops"],
    ),
    Kind(
        "rule-groups",
        {"name": "Shops", "is_active": True},
        {"is_active": False},
        {"name": "", "is_active": "no", "position": 2},
        ["position"],
    ),
    Kind(
        "operations",
        {"name": "Seen", "status": "cleared", "is_shared": True},
        {"status": "pending"},
        {"name": "", "status": "lost", "add_tags": ["x"], "is_shared": "no"},
        ["add_tags[0]", "is_shared", "name", "status"],
    ),
    Kind(
        "saved-views",
        {"name": "Big bills", "query": "amount>500 date:last-month", "is_pinned": True},
        {"query": "amount>900", "columns": ["status"], "sort": "oldest"},
        {"name": "", "query": "x" * 1001, "columns": ["colour"], "is_shared": "no"},
        ["columns[0]", "is_shared", "name", "query"],
    ),
]
