"""Rules run over transactions: who wins and who stops."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.engine import NOTHING, RuleOutcome, RuleSet
from tests.factories.rules import leaf, make_input, make_rule

AMAZON = leaf("payee", "equals", "Amazon")


def test_no_rules_set_nothing() -> None:
    assert RuleSet([]).apply(make_input()) == NOTHING


def test_the_first_rule_that_sets_a_value_wins_and_tags_add_up() -> None:
    rules = RuleSet(
        [
            make_rule(1, AMAZON, set_category=10, add_tags=[7]),
            make_rule(2, leaf("size", "less", 50), set_category=20, set_payee=5, add_tags=[6, 7]),
            make_rule(3, leaf("payee", "equals", "Rewe"), set_payee=9),
        ]
    )

    assert rules.apply(make_input()) == RuleOutcome(
        payee_id=5,
        payee_rule="Rule 2",
        category_id=10,
        category_rule="Rule 1",
        tag_ids=(6, 7),
        tag_rule="Rule 1, Rule 2",
        rule_ids=(1, 2),
        setters={
            "payee_id": (2,),
            "accounts": (1,),
            "postings": (1,),
            "tags": (1, 2),
            "memo": (),
            "status": (),
            "schedule": (),
            "reminder": (),
        },
    )


def test_a_rule_that_stops_ends_the_run_only_where_it_holds() -> None:
    rules = RuleSet(
        [
            make_rule(1, leaf("size", "greater", 100), stops=True),
            make_rule(2, AMAZON, stops=True),
            make_rule(3, AMAZON),
        ]
    )

    assert rules.apply(make_input(amount=Decimal(-200))).rule_ids == (1,)
    assert rules.apply(make_input(amount=Decimal(-20))).rule_ids == (2,)
    assert rules.apply(make_input(payee="Rewe")).rule_ids == ()


def test_conditions_see_the_transaction_as_it_was() -> None:
    rules = RuleSet(
        [
            make_rule(1, AMAZON, set_payee=5),
            make_rule(2, AMAZON, set_category=6),
        ]
    )

    assert rules.apply(make_input()).rule_ids == (1, 2)


def test_equal_texts_with_other_amounts_are_told_apart() -> None:
    both = {"all": [AMAZON, leaf("amount", "less", "-50")]}
    rules = RuleSet([make_rule(1, both)])

    found = [rules.apply(make_input(amount=Decimal(n))).rule_ids for n in (-49, -51, -50, -99)]

    assert found == [(), (1,), (), (1,)]


def naive(node: dict[str, Any], row: dict[str, Any]) -> bool:
    """Return what a condition means, evaluated as plainly as can be."""
    if "field" in node:
        value = row[node["field"]]
        if node["op"] == "contains":
            return str(node["value"]) in value
        return bool(value < Decimal(node["value"]))
    ((joined, parts),) = node.items()
    truths = [naive(part, row) for part in parts]
    return {"all": all(truths), "any": any(truths), "none": not any(truths)}[joined]


LEAVES = st.one_of(
    st.builds(
        leaf, st.sampled_from(["payee", "memo"]), st.just("contains"), st.sampled_from("abc")
    ),
    st.builds(leaf, st.just("amount"), st.just("less"), st.sampled_from(["-1", "0", "1"])),
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.builds(
        lambda joined, parts: {joined: parts},
        st.sampled_from(["all", "any", "none"]),
        st.lists(below, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
ROWS = st.fixed_dictionaries(
    {
        "payee": st.text("abc", max_size=2),
        "memo": st.text("abc", max_size=2),
        "amount": st.integers(-2, 2).map(Decimal),
    }
)


def depth(node: dict[str, Any]) -> int:
    parts: list[dict[str, Any]] = next(
        (node[key] for key in ("all", "any", "none") if key in node), []
    )
    return 1 + max((depth(part) for part in parts), default=0)


@given(
    st.lists(TREES.filter(lambda tree: depth(tree) <= 5), min_size=1, max_size=4),
    st.lists(ROWS, max_size=6),
)
def test_the_fast_way_equals_the_plain_one(
    trees: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> None:
    rules = RuleSet([make_rule(i, tree) for i, tree in enumerate(trees, start=1)])

    for row in rows:
        expected = tuple(i for i, tree in enumerate(trees, start=1) if naive(tree, row))
        assert rules.apply(make_input(**row)).rule_ids == expected
