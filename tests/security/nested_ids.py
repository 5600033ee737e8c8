"""The ids that the API takes in bodies and queries, and a request of each operation that takes any.

The places come from the API's own document; an operation that is added with an id in its body is
missed by `test_nested_ids` until it has a request here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

LARGEST_COUNT = 10**6
"""A whole number that may be larger than this is an id: counts, days and weeks have bounds."""
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Ref:
    """Stands in a request for the id of a row of a kind."""

    kind: str


@dataclass(frozen=True)
class Asked:
    """A request that is answered well when its ids are those of the caller's own rows."""

    operation: str
    method: str
    url: str
    """With `{kind}` for the id of a row."""
    body: Any = None
    query: dict[str, Ref] = field(default_factory=dict)

    def places(self) -> Iterator[str]:
        """Yield where its ids stand, written as in `id_places`."""
        for place, _kind in self.refs():
            yield place

    def refs(self) -> Iterator[tuple[str, str]]:
        """Yield where each of its ids stands and of what kind the row is."""
        for name, ref in self.query.items():
            yield f"?{name}", ref.kind
        yield from _refs(self.body, "")

    def filled(self, rows: dict[str, int], *, place: str = "", other: int = 0) -> dict[str, Any]:
        """Return body and query with the ids of `rows`, and `other` at one place."""

        def at(here: str, ref: Ref) -> int:
            return other if here == place else rows[ref.kind]

        return {
            "body": _filled(self.body, "", at),
            "query": {name: at(f"?{name}", ref) for name, ref in self.query.items()},
        }


def _refs(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Ref):
        yield path, value.kind
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _refs(part, f"{path}.{name}")
    elif isinstance(value, list):
        for part in value:
            yield from _refs(part, f"{path}[]")


def _filled(value: Any, path: str, at: Callable[[str, Ref], int]) -> Any:
    if isinstance(value, Ref):
        return at(path, value)
    if isinstance(value, dict):
        return {name: _filled(part, f"{path}.{name}", at) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, f"{path}[]", at) for part in value]
    return value


def id_places(document: dict[str, Any]) -> dict[str, set[str]]:
    """Return where each operation of an OpenAPI document takes ids, by its name."""
    found: dict[str, set[str]] = {}
    for item in document["paths"].values():
        for method, operation in item.items():
            if method not in METHODS:
                continue
            places = {
                f"?{each['name']}"
                for each in operation.get("parameters", ())
                if each["in"] == "query" and any(_ids(document, each["schema"], ""))
            }
            for content in operation.get("requestBody", {}).get("content", {}).values():
                places |= set(_ids(document, content["schema"], ""))
            if places:
                found[operation["operationId"]] = places
    return found


def _ids(document: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("readOnly"):
        return
    if "integer" in schema.get("type", ()) and schema.get("maximum", 2**63) > LARGEST_COUNT:
        yield path
    for joined in ("oneOf", "anyOf", "allOf"):
        for part in schema.get(joined, ()):
            yield from _ids(document, part, path)
    for name, part in schema.get("properties", {}).items():
        yield from _ids(document, part, f"{path}.{name}")
    if "items" in schema:
        # A query names a list `tag[]`, and its values have no place of their own.
        yield from _ids(document, schema["items"], f"{path}[]" if path else path)


TODAY = "2026-03-15"
OUT = {"amount": {"amount": "-3.00", "currency": "EUR"}}
SPENDING = {"date": TODAY} | OUT
CONDITIONS = {"all": [{"field": "account", "op": "equals", "value": Ref("account")}]}
FILTERS = {
    "account[]": Ref("account"), "batch": Ref("batch"), "category[]": Ref("category"),
    "id[]": Ref("transaction"), "payee[]": Ref("payee"), "tag[]": Ref("tag"),
}  # fmt: skip
LEGS = [
    {"account": Ref("account"), "amount": {"amount": "-3.00", "currency": "EUR"}},
    {"account": Ref("category"), "amount": {"amount": "3.00", "currency": "EUR"}},
]
WITH_FEE = {
    "account": Ref("account"), "category": Ref("pocket"), "fee_category": Ref("category"),
    "fee": {"amount": "1.00", "currency": "EUR"},
}  # fmt: skip
COSTLY = SPENDING | WITH_FEE
ONE_LEG = {"account": Ref("account"), "category": Ref("category")}
PLAN = {
    "name": "Gym", "account": Ref("account"), "other": Ref("category"), "payee": Ref("payee"),
    "tags": [Ref("tag")], "starts_on": "2026-04-01", "amount": "-20.00", "unit": "month",
}  # fmt: skip
FILE = "Date,Text,Amount\n2026-03-14,Bread,-2.00\n"
HALVES = {"out": Ref("out"), "into": Ref("into")}
TWINS = {"first": Ref("transaction"), "second": Ref("twin")}

REQUESTS = [
    Asked(
        "account_rights_create", "post", "/api/v1/account-rights/",
        {"membership": Ref("membership"), "account": Ref("account"), "right": "read"},
    ),
    Asked(
        "accounts_create", "post", "/api/v1/accounts/",
        {"name": "Pot", "kind": "checking", "currency": "EUR", "parent": Ref("account")},
    ),
    Asked(
        "accounts_partial_update", "patch", "/api/v1/accounts/{pocket}/",
        {"parent": Ref("account")},
    ),
    Asked("audit_events_list", "get", "/api/v1/audit-events/", query={"user": Ref("user")}),
    Asked(
        "balance_assertions_create", "post", "/api/v1/balance-assertions/",
        {"account": Ref("account"), "date": TODAY, "balance": "10.00"},
    ),
    Asked(
        "categories_create", "post", "/api/v1/categories/",
        {"name": "Fish", "kind": "expense", "parent": Ref("category")},
    ),
    Asked(
        "categories_partial_update", "patch", "/api/v1/categories/{other}/",
        {"parent": Ref("category")},
    ),
    Asked(
        "categories_merge_create", "post", "/api/v1/categories/{other}/merge/",
        {"into": Ref("category")},
    ),
    Asked(
        "claims_create", "post", "/api/v1/claims/",
        {"purchase": Ref("transaction"), "payee": Ref("payee"), "amount": "1.00",
         "asked_on": TODAY},
    ),
    Asked(
        "claims_share_create", "post", "/api/v1/claims/share/",
        {"purchase": Ref("transaction"), "kind": "equal", "own": "1", "asked_on": TODAY,
         "parts": [{"payee": Ref("other_payee")}]},
    ),
    Asked(
        "claims_settle_create", "post", "/api/v1/claims/settle/",
        {"payee": Ref("payee"), "incoming": Ref("into")},
    ),
    Asked("claims_give_up_create", "post", "/api/v1/claims/give-up/", {"payee": Ref("payee")}),
    Asked(
        "claims_write_off_create", "post", "/api/v1/claims/write-off/",
        {"payee": Ref("payee"), "amount": "1.00", "currency": "EUR", "date": TODAY,
         "claim": Ref("claim")},
    ),
    Asked(
        "debts_create", "post", "/api/v1/debts/",
        {"person": Ref("creditor"), "date": TODAY, "amount": "1.00", "currency": "EUR",
         "category": Ref("category"), "payee": Ref("other_payee"), "tags": [Ref("tag")]},
    ),
    Asked(
        "debts_pay_create", "post", "/api/v1/debts/pay/",
        {"person": Ref("creditor"), "account": Ref("account"), "amount": "1.00", "date": TODAY},
    ),
    Asked(
        "debts_forgive_create", "post", "/api/v1/debts/forgive/",
        {"person": Ref("creditor"), "amount": "1.00", "currency": "EUR", "date": TODAY,
         "category": Ref("category")},
    ),
    Asked(
        "debts_advance_create", "post", "/api/v1/debts/advance/",
        {"person": Ref("borrower"), "account": Ref("account"), "amount": "1.00", "date": TODAY},
    ),
    Asked(
        "debts_collect_create", "post", "/api/v1/debts/collect/",
        {"person": Ref("borrower"), "account": Ref("account"), "amount": "1.00", "date": TODAY},
    ),
    Asked(
        "debts_write_off_create", "post", "/api/v1/debts/write-off/",
        {"person": Ref("borrower"), "amount": "1.00", "currency": "EUR", "date": TODAY,
         "category": Ref("category")},
    ),
    Asked(
        "debts_settle_create", "post", "/api/v1/debts/settle/",
        {"person": Ref("creditor"), "outgoing": Ref("out")},
    ),
    Asked("debts_set_off_create", "post", "/api/v1/debts/set-off/", {"person": Ref("creditor")}),
    Asked(
        "duplicate_pairs_list", "get", "/api/v1/duplicate-pairs/", query={"batch": Ref("batch")}
    ),
    Asked("duplicate_pairs_merge_create", "post", "/api/v1/duplicate-pairs/merge/", TWINS),
    Asked("duplicate_pairs_reject_create", "post", "/api/v1/duplicate-pairs/reject/", TWINS),
    Asked("exports_retrieve", "get", "/api/v1/exports/csv/", query=FILTERS),
    Asked(
        "households_transfer_create", "post", "/api/v1/households/{household}/transfer/",
        {"member": Ref("membership")},
    ),
    Asked("imports_create", "post", "/api/v1/imports/", {"account": Ref("account"), "file": FILE}),
    Asked(
        "imports_partial_update", "patch", "/api/v1/imports/{batch}/", {"account": Ref("account")}
    ),
    Asked(
        "invitations_create", "post", "/api/v1/invitations/",
        {"email": "new@example.org", "role": "viewer",
         "rights": [{"account": Ref("account"), "right": "none"}]},
    ),
    Asked(
        "operations_create", "post", "/api/v1/operations/",
        {"name": "Food", "category": Ref("category"), "add_tags": [Ref("tag")]},
    ),
    Asked(
        "operations_create", "post", "/api/v1/operations/",
        {"name": "Off", "remove_tags": [Ref("tag")]},
    ),
    Asked(
        "operations_partial_update", "patch", "/api/v1/operations/{operation}/",
        {"category": Ref("category"), "add_tags": [Ref("tag")]},
    ),
    Asked(
        "operations_partial_update", "patch", "/api/v1/operations/{operation}/",
        {"remove_tags": [Ref("tag")]},
    ),
    Asked(
        "operations_apply_create", "post", "/api/v1/operations/{operation}/apply/",
        {"transactions": [Ref("transaction")]},
    ),
    Asked(
        "payees_create", "post", "/api/v1/payees/",
        {"name": "Baker", "default_category": Ref("category")},
    ),
    Asked(
        "payees_partial_update", "patch", "/api/v1/payees/{payee}/",
        {"default_category": Ref("category")},
    ),
    Asked(
        "payees_merge_create", "post", "/api/v1/payees/{payee}/merge/",
        {"sources": [Ref("other_payee")]},
    ),
    Asked(
        "refunds_create", "post", "/api/v1/refunds/",
        {"purchase": Ref("transaction"), "incoming": Ref("into"), "claim": Ref("claim")},
    ),
    Asked(
        "reconciliations_create", "post", "/api/v1/reconciliations/",
        {"account": Ref("account"), "statement_date": TODAY, "statement_balance": "10.00"},
    ),
    Asked(
        "reconciliations_tick_create", "post", "/api/v1/reconciliations/{reconciliation}/tick/",
        {"tick": [Ref("transaction")], "untick": [Ref("twin")]},
    ),
    Asked(
        "reminders_create", "post", "/api/v1/reminders/",
        {"transaction": Ref("transaction"), "remind_on": TODAY, "text": "Ask back"},
    ),
    Asked(
        "rule_groups_order_create", "post", "/api/v1/rule-groups/order/",
        {"groups": [Ref("group")]},
    ),
    Asked(
        "rules_order_create", "post", "/api/v1/rules/order/",
        {"rules": [Ref("rule")], "group": Ref("group")},
    ),
    Asked(
        "rules_reject_create", "post", "/api/v1/rules/reject/",
        {"payee": Ref("payee"), "category": Ref("category")},
    ),
    Asked("rules_run_create", "post", "/api/v1/rules/run/", {"rules": [Ref("rule")]}),
    Asked(
        "rules_partial_update", "patch", "/api/v1/rules/{rule}/", {"group": Ref("group")},
    ),
    Asked(
        "rules_create", "post", "/api/v1/rules/",
        {"name": "Rule", "conditions": CONDITIONS, "group": Ref("group"),
         "actions": {"set_category": Ref("category"), "set_payee": Ref("payee"),
                     "add_tags": [Ref("tag")], "link_schedule": Ref("schedule")}},
    ),
    Asked(
        "rules_apply_create", "post", "/api/v1/rules/apply/",
        {"rules": [Ref("rule")], "transactions": [Ref("transaction")]},
    ),
    Asked(
        "rules_preview_create", "post", "/api/v1/rules/preview/",
        {"rules": [Ref("rule")], "transactions": [Ref("transaction")]},
    ),
    Asked("schedules_create", "post", "/api/v1/schedules/", PLAN),
    Asked("schedules_partial_update", "patch", "/api/v1/schedules/{schedule}/", PLAN),
    Asked(
        "schedules_match_create", "post", "/api/v1/schedules/{schedule}/match/",
        {"due_on": "2026-03-03", "transaction": Ref("rent")},
    ),
    Asked(
        "totals_months_retrieve", "get", "/api/v1/totals/months/",
        query={"account[]": Ref("account")},
    ),
    Asked(
        "transaction_templates_create", "post", "/api/v1/transaction-templates/",
        {"transaction": Ref("transaction"), "name": "Weekly"},
    ),
    Asked(
        "transaction_templates_partial_update", "patch",
        "/api/v1/transaction-templates/{template}/", {"transaction": Ref("transaction")},
    ),
    Asked(
        "transaction_templates_create", "post", "/api/v1/transaction-templates/",
        {"name": "Kept"} | OUT | ONE_LEG | {"payee": Ref("payee")},
    ),
    Asked(
        "transaction_templates_create", "post", "/api/v1/transaction-templates/",
        {"name": "Kept"} | OUT | WITH_FEE,
    ),
    Asked(
        "transaction_templates_create", "post", "/api/v1/transaction-templates/",
        {"name": "Kept"} | {"legs": LEGS},
    ),
    Asked(
        "transaction_templates_partial_update", "patch",
        "/api/v1/transaction-templates/{template}/", OUT | ONE_LEG | {"payee": Ref("payee")},
    ),
    Asked(
        "transaction_templates_partial_update", "patch",
        "/api/v1/transaction-templates/{template}/", OUT | WITH_FEE,
    ),
    Asked(
        "transaction_templates_partial_update", "patch",
        "/api/v1/transaction-templates/{template}/", {"legs": LEGS},
    ),
    Asked("transactions_list", "get", "/api/v1/transactions/", query=FILTERS),
    Asked(
        "transactions_create", "post", "/api/v1/transactions/",
        SPENDING | ONE_LEG | {"payee": Ref("payee")},
    ),
    Asked("transactions_create", "post", "/api/v1/transactions/", COSTLY),
    Asked(
        "transactions_create", "post", "/api/v1/transactions/",
        {"date": TODAY, "currency": "EUR", "legs": LEGS},
    ),
    Asked(
        "transactions_partial_update", "patch", "/api/v1/transactions/{transaction}/",
        SPENDING | ONE_LEG | {"payee": Ref("payee")},
    ),
    Asked(
        "transactions_partial_update", "patch", "/api/v1/transactions/{transaction}/", COSTLY
    ),
    Asked(
        "transactions_partial_update", "patch", "/api/v1/transactions/{transaction}/",
        {"date": TODAY, "legs": LEGS},
    ),
    Asked(
        "transactions_annotate_create", "post", "/api/v1/transactions/annotate/",
        {"transactions": [Ref("transaction")], "payee": Ref("payee"), "category": Ref("category"),
         "remove_tags": [Ref("tag")]},
    ),
    Asked(
        "transfer_pairs_list", "get", "/api/v1/transfer-pairs/", query={"batch": Ref("batch")}
    ),
    Asked(
        "transfer_pairs_link_create", "post", "/api/v1/transfer-pairs/link/",
        {"pairs": [HALVES], "fee_category": Ref("category")},
    ),
    Asked(
        "transfer_pairs_link_certain_create", "post", "/api/v1/transfer-pairs/link-certain/",
        {"batch": Ref("batch")},
    ),
    Asked("transfer_pairs_reject_create", "post", "/api/v1/transfer-pairs/reject/", HALVES),
]  # fmt: skip
