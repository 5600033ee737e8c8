"""What rules set, read from JSON."""

from __future__ import annotations

import pytest

from ledger.rules.actions import Actions, parse_actions, replace_ids
from ledger.rules.errors import RuleError


def test_parse_actions_reads_every_kind() -> None:
    raw = {"set_payee": 1, "set_category": 2, "add_tags": [4, 3, 4]}

    assert parse_actions(raw) == Actions(payee_id=1, category_id=2, tag_ids=(3, 4))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ([], 'actions: write an object such as {"set_category": 12}'),
        ({}, "actions: choose at least one thing to set"),
        ({"add_tags": []}, "actions: choose at least one thing to set"),
        (
            {"delete": 1},
            "actions: “delete” is no action; use add_tags, set_category, set_payee",
        ),
        ({"set_payee": "1"}, "actions.set_payee: give the id of a row"),
        ({"set_category": True}, "actions.set_category: give the id of a row"),
        ({"set_category": -1}, "actions.set_category: give the id of a row"),
        ({"add_tags": 1}, "actions.add_tags: give a list of tag ids"),
        ({"add_tags": ["1"]}, "actions.add_tags: give a list of tag ids"),
        ({"add_tags": list(range(1, 22))}, "actions.add_tags: at most 20 tags can be added"),
    ],
)
def test_parse_actions_names_what_is_wrong(raw: object, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_actions(raw)

    assert str(caught.value) == message


def test_replace_ids_puts_new_rows_in_the_place_of_old() -> None:
    raw = {"set_payee": 1, "set_category": 1, "add_tags": [1]}

    assert replace_ids(raw, payees={1: 7}) == {**raw, "set_payee": 7}
    assert replace_ids(raw, categories={1: 8, 2: 9}) == {**raw, "set_category": 8}
