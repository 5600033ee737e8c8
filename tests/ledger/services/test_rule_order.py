"""The order in which rules are asked: groups, moves, switches and triggers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.roles import Role
from ledger.enums import RuleTrigger
from ledger.models import ChangeSet, Rule, RuleGroup
from ledger.services.errors import NameTaken
from ledger.services.rule_order import (
    arrange_groups,
    arrange_rules,
    create_rule_group,
    delete_rule_group,
    move_rule,
    move_rule_group,
    restore_rule_group,
    update_rule_group,
)
from ledger.services.rules import compile_rules, create_rule, switch_rule, update_rule
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rules import leaf


@dataclass(frozen=True)
class Shelf:
    """Rules a and b in no group, c and d in the group One, and an empty group Two."""

    books: Books
    rules: dict[str, Rule]
    one: RuleGroup
    two: RuleGroup

    def order(self, trigger: RuleTrigger = RuleTrigger.HAND) -> str:
        """Return the names of the rules that are asked, in order."""
        return "".join(
            rule.name for rule in compile_rules(self.books.household, trigger=trigger).rules
        )


@pytest.fixture
def shelf(books: Books) -> Shelf:
    one, two = (create_rule_group(by=books.actor, name=name) for name in ("One", "Two"))
    rules = {
        name: create_rule(
            by=books.actor,
            name=name,
            conditions=leaf("memo", "contains", "x"),
            actions={"set_category": books.food.pk},
            group=group,
        )
        for name, group in (("c", one), ("a", None), ("b", None), ("d", one))
    }
    return Shelf(books, rules, one, two)


def test_rules_in_no_group_are_asked_before_the_groups(shelf: Shelf) -> None:
    assert shelf.order() == "abcd"


@pytest.mark.parametrize(
    ("name", "step", "expected", "group"),
    [
        ("a", -1, "abcd", None),
        ("a", 1, "bacd", None),
        ("b", 1, "abcd", "One"),
        ("c", -1, "abcd", None),
        ("d", -1, "abdc", "One"),
        ("d", 1, "abcd", "Two"),
    ],
)
def test_move_rule_goes_over_the_ends_of_groups(
    shelf: Shelf, name: str, step: int, expected: str, group: str | None
) -> None:
    move_rule(by=shelf.books.actor, rule=shelf.rules[name], step=step)

    moved = Rule.objects.select_related("group").get(pk=shelf.rules[name].pk)
    assert (shelf.order(), moved.group.name if moved.group else None) == (expected, group)


def test_moves_are_one_act_that_can_be_undone(shelf: Shelf) -> None:
    move_rule(by=shelf.books.actor, rule=shelf.rules["b"], step=1)
    move_rule(by=shelf.books.actor, rule=shelf.rules["b"], step=1)
    assert shelf.order() == "acbd"

    undo_change_set(by=shelf.books.actor, change_set=ChangeSet.objects.latest("pk"))

    assert shelf.order() == "abcd"


def test_arrange_rules_takes_rules_of_other_groups_along(shelf: Shelf) -> None:
    keys = [shelf.rules[name].pk for name in ("d", "a")]

    arrange_rules(by=shelf.books.actor, rules=keys, group=shelf.two)
    arrange_groups(by=shelf.books.actor, groups=[shelf.two.pk])

    assert shelf.order() == "bdac"
    with pytest.raises(Rule.DoesNotExist):
        arrange_rules(by=shelf.books.actor, rules=[999_999_999])


def test_group_moves_and_is_switched_off_as_a_whole(shelf: Shelf) -> None:
    by = shelf.books.actor
    update_rule(
        by=by,
        rule=shelf.rules["a"],
        name="a",
        conditions=leaf("memo", "contains", "x"),
        actions={"set_category": shelf.books.food.pk},
        group=shelf.two,
    )
    move_rule_group(by=by, group=shelf.two, step=-1)
    moved = shelf.order()
    update_rule_group(by=by, group=shelf.one, name="One", is_active=False)

    assert (moved, shelf.order()) == ("bacd", "ba")
    named = compile_rules(shelf.books.household, [shelf.rules["c"].pk])
    assert [rule.name for rule in named.rules] == ["c"]


def test_deleted_group_leaves_its_rules(shelf: Shelf) -> None:
    by = shelf.books.actor
    move_rule(by=by, rule=shelf.rules["b"], step=1)

    delete_rule_group(by=by, group=shelf.one)

    assert (shelf.order(), Rule.objects.filter(group=None).count()) == ("abcd", 4)
    undo_change_set(by=by, change_set=ChangeSet.objects.latest("pk"))
    assert Rule.objects.filter(group=shelf.one).count() == 3
    delete_rule_group(by=by, group=shelf.one)
    create_rule_group(by=by, name="one")
    with pytest.raises(NameTaken):
        restore_rule_group(by=by, group=shelf.one)


def test_rules_answer_to_the_triggers_that_they_name(shelf: Shelf) -> None:
    for name, field, is_on in (("a", "on_import", False), ("b", "on_edit", True)):
        Rule.objects.filter(pk=shelf.rules[name].pk).update(**{field: is_on})
    Rule.objects.filter(pk=shelf.rules["c"].pk).update(by_hand=False)
    switch_rule(by=shelf.books.actor, rule=shelf.rules["d"], is_active=False)

    assert [shelf.order(trigger) for trigger in RuleTrigger] == ["bc", "b", "ab"]


def test_groups_are_for_managers(books: Books) -> None:
    member: Actor = make_member(books.household, Role.MEMBER)

    with pytest.raises(PermissionDenied):
        create_rule_group(by=member, name="One")
