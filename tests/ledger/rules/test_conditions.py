"""Conditions of rules: what each test means, and what is refused where."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledger.rules.conditions import named_ids, parse_conditions, replace_values
from ledger.rules.engine import RuleSet
from ledger.rules.errors import RuleError
from tests.factories.rules import leaf, make_input, make_rule


def holds(conditions: dict[str, Any], **values: Any) -> bool:
    return bool(RuleSet([make_rule(1, conditions)]).apply(make_input(**values)).rule_ids)


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("payee", "equals", "amazon", True),
        ("payee", "equals", "amaz", False),
        ("payee", "one_of", ["Rewe", "AMAZON"], True),
        ("payee", "one_of", ["Rewe"], False),
        ("raw_payee", "contains", "mktp", True),
        ("raw_payee", "starts_with", "amzn", True),
        ("raw_payee", "starts_with", "mktp", False),
        ("raw_payee", "matches", r"^amzn mktp \w\w\*", True),
        ("raw_payee", "matches", r"mktp$", False),
        ("memo", "contains", "bucher", True),
        ("memo", "contains", "CAFÉ", True),
        ("memo", "contains", "  und   cafe ", True),
        ("memo", "matches", "büch", True),
        ("description", "contains", "2k bucher", True),
        ("description", "contains", "rewe", False),
        ("currency", "equals", "eur", True),
        ("currency", "one_of", ["USD", "CHF"], False),
        ("account", "equals", 3, True),
        ("account", "one_of", [1, 2], False),
        ("amount", "equals", "-19.990", True),
        ("amount", "less", "-19.99", False),
        ("amount", "less", "-19.98", True),
        ("amount", "greater", "-20", True),
        ("amount", "between", ["-19.99", "-10"], True),
        ("amount", "between", ["10", "20"], False),
        ("size", "between", ["10", "19.99"], True),
        ("size", "greater", 20, False),
        ("date", "equals", "2025-03-31", True),
        ("date", "between", ["2025-03-01", "2025-03-31"], True),
        ("date", "greater", "2025-03-31", False),
        ("date", "less", "2025-04-01", True),
        ("day", "equals", 31, True),
        ("day", "between", [1, 15], False),
        ("day", "one_of", [15, 31], True),
        ("weekday", "equals", 1, True),
        ("weekday", "one_of", [6, 7], False),
        ("memo", "is_empty", False, True),
        ("memo", "is_empty", True, False),
        ("imported", "contains", "bucher und cafe ref-7", True),
        ("imported", "contains", "rewe", False),
        ("category", "includes", 11, True),
        ("category", "includes_any", [12, 13], False),
        ("category", "is_empty", False, True),
        ("tags", "includes", 5, True),
        ("tags", "includes", 7, False),
        ("tags", "includes_any", [7, 6], True),
        ("tags", "is_empty", True, False),
        ("status", "equals", "pending", True),
        ("status", "one_of", ["cleared", "reconciled"], False),
        ("source", "equals", "import", True),
        ("attachments", "is_empty", True, True),
        ("attachments", "is_empty", False, False),
        ("balance_before", "less", "0", False),
        ("balance_before", "between", ["100", "200.50"], True),
        ("query", "holds", " amount>10 ", True),
        ("query", "holds", "amount>20", False),
    ],
)
def test_leaf_means(field: str, op: str, value: object, *, expected: bool) -> None:
    row: dict[str, Any] = {
        "categories": frozenset({11}),
        "tags": frozenset({5, 6}),
        "status": "pending",
        "source": "import",
        "external_id": "REF-7",
        "balance_before": Decimal("200.50"),
        "queries": frozenset({"amount>10"}),
    }

    assert holds(leaf(field, op, value), **row) is expected


def test_a_balance_that_is_not_known_meets_no_test() -> None:
    assert not holds(leaf("balance_before", "less", "1000"), balance_before=None)
    assert holds({"none": [leaf("balance_before", "less", "1000")]}, balance_before=None)


def test_ids_are_named_and_replaced_wherever_they_stand() -> None:
    raw = {
        "all": [
            leaf("category", "includes", 1),
            {"none": [leaf("category", "includes_any", [1, 2]), leaf("tags", "includes", 1)]},
            leaf("category", "is_empty", value=False),
        ]
    }

    changed = replace_values(raw, "category", lambda key: key + 10)

    assert named_ids(parse_conditions(raw), "category") == {1, 2}
    assert named_ids(parse_conditions(changed), "category") == {11, 12}
    assert named_ids(parse_conditions(changed), "tags") == {1}


YES, NO = leaf("payee", "equals", "Amazon"), leaf("payee", "equals", "Rewe")
BIG, SMALL = leaf("size", "greater", "10"), leaf("size", "less", "10")


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"all": [YES, BIG]}, True),
        ({"all": [YES, SMALL]}, False),
        ({"all": [NO, BIG]}, False),
        ({"any": [NO, BIG]}, True),
        ({"any": [NO, SMALL]}, False),
        ({"any": [YES, SMALL]}, True),
        ({"none": [NO, SMALL]}, True),
        ({"none": [NO, BIG]}, False),
        ({"none": [YES, SMALL]}, False),
        ({"none": [NO]}, True),
        ({"all": [YES, {"any": [NO, {"none": [SMALL]}]}]}, True),
        ({"none": [{"all": [YES, SMALL]}, NO]}, True),
        ({"any": [{"none": [YES]}, {"all": [BIG, NO]}]}, False),
    ],
)
def test_groups_join(conditions: dict[str, Any], *, expected: bool) -> None:
    assert holds(conditions) is expected


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (None, "conditions: write an object: a group (all, any, none) or a test"),
        ({}, "conditions: a test has exactly the keys field, op and value"),
        ({"all": []}, "conditions.all: give a list of at least one test"),
        (
            {"all": [YES], "any": [YES]},
            "conditions: a group has one key; “all” stands beside others",
        ),
        ({"all": [YES] * 51}, "conditions.all: give at most 50 tests"),
        ({"any": [{"all": [YES] * 30}] * 2}, "conditions: a rule has at most 50 tests"),
        (
            {"all": [YES, leaf("colour", "equals", "red")]},
            (
                "conditions.all[1].field: “colour” is no field; use payee, description, raw_payee,"
                " memo, imported, amount, size, balance_before, account, category, tags, date, day,"
                " weekday, currency, status, source, attachments, query"
            ),
        ),
        (
            {"none": [leaf("amount", "contains", "1")]},
            "conditions.none[0].op: amount knows equals, between, greater, less, not “contains”",
        ),
        (leaf("payee", "contains", " "), "conditions.value: write a text of 1 to 250 characters"),
        (leaf("payee", "contains", 7), "conditions.value: write a text of 1 to 250 characters"),
        (leaf("payee", "one_of", []), "conditions.value: give a list of 1 to 200 values"),
        (
            leaf("payee", "one_of", ["a", ""]),
            "conditions.value[1]: write a text of 1 to 250 characters",
        ),
        (leaf("day", "equals", 32), "conditions.value: give a number from 1 to 31"),
        (leaf("weekday", "equals", value=True), "conditions.value: give a number from 1 to 7"),
        (leaf("tags", "includes", "7"), "conditions.value: give the id of a tag"),
        (leaf("tags", "is_empty", "yes"), "conditions.value: say true or false"),
        (leaf("status", "equals", "new"), "conditions.value: use pending, cleared, reconciled"),
        (leaf("query", "holds", " "), "conditions.value: write a query of 1 to 1000 characters"),
        (leaf("payee", "matches", 1), "conditions.value: write a regular expression"),
        (
            leaf("payee", "matches", "a*"),
            "conditions.value: the pattern matches the empty text, so it would match everything",
        ),
        (leaf("amount", "less", 1.5), 'conditions.value: write a number as text, such as "-12.50"'),
        (
            leaf("amount", "less", "NaN"),
            'conditions.value: write a number as text, such as "-12.50"',
        ),
        (
            leaf("amount", "less", value=True),
            'conditions.value: write a number as text, such as "-12.50"',
        ),
        (leaf("amount", "between", ["1"]), "conditions.value: give two values, the lower first"),
        (leaf("amount", "between", ["2", "1"]), "conditions.value: give the lower value first"),
        (leaf("account", "equals", "3"), "conditions.value: give the id of an account"),
        (leaf("date", "less", "31.3.25"), "conditions.value: write a date such as 2025-03-31"),
        (leaf(["payee"], "equals", "x"), None),  # type: ignore[arg-type]
        (leaf("payee", None, "x"), None),  # type: ignore[arg-type]
    ],
)
def test_parse_conditions_names_what_is_wrong_and_where(raw: object, message: str | None) -> None:
    with pytest.raises(RuleError) as caught:
        parse_conditions(raw)

    assert message is None or str(caught.value) == message


def test_parse_conditions_refuses_deep_nesting() -> None:
    nested: dict[str, Any] = YES
    for _ in range(6):
        nested = {"all": [nested]}

    with pytest.raises(RuleError, match="groups nest at most 5 deep"):
        parse_conditions(nested)
