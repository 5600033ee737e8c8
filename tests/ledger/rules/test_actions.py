"""What rules set, read from JSON."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.enums import Status
from ledger.rules.actions import Actions, Part, Replacement, parse_actions, replace_ids
from ledger.rules.errors import RuleError

REST = {"category": 3, "rest": True}
PARTED = "actions.split[{}]: give a category and one of percent, amount and rest"
CATEGORY = "actions.split[1].category: give the id of a row"


def test_parse_actions_reads_every_kind() -> None:
    raw = {
        "set_payee": 1,
        "set_category": 2,
        "add_tags": [4, 3, 4],
        "remove_tags": [5],
        "set_memo": " Two  words ",
        "replace_memo": {"find": "a", "with": "b"},
        "set_status": "pending",
    }
    split = [{"category": 1, "percent": "30"}, {"category": 2, "amount": 5}, REST]

    assert parse_actions(raw) == Actions(
        payee_id=1,
        category_id=2,
        tag_ids=(3, 4),
        removed_tag_ids=(5,),
        memo="Two words",
        replacement=Replacement("a", "b"),
        status=Status.PENDING,
    )
    assert parse_actions({"transfer_to": 7}) == Actions(transfer_to=7)
    assert parse_actions({"split": split}).parts == (
        Part(1, percent=Decimal(30)),
        Part(2, amount=Decimal(5)),
        Part(3),
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ([], 'actions: write an object such as {"set_category": 12}'),
        ({}, "actions: choose at least one thing to set"),
        ({"add_tags": []}, "actions: choose at least one thing to set"),
        (
            {"delete": 1},
            (
                "actions: “delete” is no action; use set_payee, set_category, add_tags,"
                " remove_tags, set_memo, replace_memo, set_status, transfer_to,"
                " split, link_schedule, remind"
            ),
        ),
        ({"set_payee": "1"}, "actions.set_payee: give the id of a row"),
        ({"set_category": True}, "actions.set_category: give the id of a row"),
        ({"set_category": -1}, "actions.set_category: give the id of a row"),
        ({"add_tags": 1}, "actions.add_tags: give a list of tag ids"),
        ({"add_tags": ["1"]}, "actions.add_tags: give a list of tag ids"),
        ({"add_tags": list(range(1, 22))}, "actions.add_tags: give at most 20 tags"),
        ({"set_memo": "x" * 501}, "actions.set_memo: write a text of at most 500 characters"),
        ({"remind": {"days": 3}}, "actions.remind: give the keys days and text"),
        (
            {"remind": {"days": True, "text": "Call"}},
            "actions.remind.days: give a whole number from 0 to 3660",
        ),
        (
            {"remind": {"days": 3_661, "text": "Call"}},
            "actions.remind.days: give a whole number from 0 to 3660",
        ),
        (
            {"remind": {"days": 3, "text": " "}},
            "actions.remind.text: write a text of 1 to 200 characters",
        ),
        (
            {"remind": {"days": 3, "text": "x" * 201}},
            "actions.remind.text: write a text of 1 to 200 characters",
        ),
        ({"set_status": "new"}, "actions.set_status: use pending, cleared, reconciled"),
        ({"replace_memo": {"find": "x"}}, "actions.replace_memo: give the keys find and with"),
        (
            {"replace_memo": {"find": " ", "with": "x"}},
            "actions.replace_memo.find: write what is to be found",
        ),
        (
            {"replace_memo": {"find": "Shop", "with": "a shop"}},
            (
                "actions.replace_memo.find: it must not stand in what replaces it,"
                " or every run would add to it"
            ),
        ),
        (
            {"set_category": 1, "transfer_to": 2},
            "actions.transfer_to: the rule has set_category already",
        ),
        ({"split": [REST]}, "actions.split: give 2 to 6 parts"),
        ({"split": [REST, REST]}, "actions.split: one part takes the rest"),
        (
            {"split": [REST, {"category": 1, "percent": "100"}]},
            "actions.split: the percents leave nothing for the rest",
        ),
        (
            {"split": [{"category": 1, "percent": 30}, {"category": 2, "percent": 60}]},
            "actions.split: let one part take the rest, or percents come to 100",
        ),
        (
            {"split": [{"category": 1, "amount": 30}, {"category": 2, "percent": 100}]},
            "actions.split: let one part take the rest, or percents come to 100",
        ),
        ({"split": [REST, {"rest": True}]}, PARTED.format(1)),
        ({"split": [{"category": 1, "rest": False}, REST]}, PARTED.format(0)),
        (
            {"split": [REST, {"category": 1, "amount": "-1"}]},
            'actions.split[1].amount: write a number above 0 as text, such as "12.50"',
        ),
        ({"split": [REST, {"category": "1", "amount": 1}]}, CATEGORY),
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
    assert replace_ids({"split": [REST]}, categories={3: 8}) == {"split": [REST | {"category": 8}]}
