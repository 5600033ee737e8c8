"""Keeping the rules of a household."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.roles import Role
from ledger.models import ChangeSet, Rule
from ledger.services.categories import delete_category
from ledger.services.errors import StaleEdit
from ledger.services.payees import merge_payees
from ledger.services.rule_order import arrange_rules
from ledger.services.rules import (
    compile_rules,
    create_rule,
    delete_rule,
    restore_rule,
    update_rule,
)
from ledger.services.tags import delete_tag
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rules import leaf, make_input

AMAZON = leaf("payee", "equals", "Amazon")


def add_rule(by: Actor, **values: Any) -> Rule:
    return create_rule(by=by, **({"name": "Rule", "conditions": AMAZON} | values))


def test_create_rule_goes_after_all_others(books: Books) -> None:
    rules = [add_rule(books.actor, actions={"set_category": books.food.pk}) for _ in range(2)]

    assert [rule.position for rule in rules] == [1, 2]
    assert rules[0].conditions == AMAZON


@pytest.mark.parametrize(
    ("conditions", "actions", "field"),
    [
        (leaf("payee", "matches", "("), {"add_tags": [1]}, "conditions"),
        (AMAZON, {}, "actions"),
        (AMAZON, {"set_category": 999_999_999}, "actions"),
        (AMAZON, {"set_payee": 999_999_999}, "actions"),
        (AMAZON, {"add_tags": [999_999_999]}, "actions"),
    ],
)
def test_create_rule_names_the_part_that_is_wrong(
    actor: Actor, conditions: dict[str, Any], actions: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        add_rule(actor, conditions=conditions, actions=actions)

    assert list(caught.value.message_dict) == [field]


def test_create_rule_refuses_accounts_of_nobody(books: Books) -> None:
    known = leaf("account", "one_of", [books.checking.pk])
    unknown = {"all": [known, {"none": [leaf("account", "equals", 999_999_999)]}]}
    actions = {"set_category": books.food.pk}

    add_rule(books.actor, conditions=known, actions=actions)
    with pytest.raises(ValidationError, match="not this household's"):
        add_rule(books.actor, conditions=unknown, actions=actions)


def test_create_rule_refuses_a_place_as_category(books: Books) -> None:
    with pytest.raises(ValidationError):
        add_rule(books.actor, actions={"set_category": books.checking.pk})


def test_update_rule_replaces_it_and_can_be_undone(books: Books) -> None:
    actions = {"set_category": books.food.pk}
    rule = add_rule(books.actor, actions=actions)

    update_rule(
        by=books.actor,
        rule=rule,
        version=1,
        name="New",
        conditions=leaf("memo", "contains", "x"),
        actions=actions,
        is_active=False,
        stops=True,
    )
    with pytest.raises(StaleEdit):
        update_rule(
            by=books.actor, rule=rule, version=1, name="x", conditions=AMAZON, actions=actions
        )

    undo_change_set(by=books.actor, change_set=ChangeSet.objects.latest("pk"))
    rule.refresh_from_db()
    assert (rule.name, rule.conditions, rule.is_active, rule.stops) == ("Rule", AMAZON, True, False)


def test_compile_rules_takes_active_live_ones_in_order(books: Books) -> None:
    actions = {"set_category": books.food.pk}
    one, two, three, four = (add_rule(books.actor, actions=actions) for _ in range(4))
    arrange_rules(by=books.actor, rules=[three.pk, one.pk, two.pk, four.pk])
    delete_rule(by=books.actor, rule=one)
    Rule.objects.filter(pk=four.pk).update(is_active=False)

    def ids(*wanted: Rule) -> list[int]:
        chosen = [rule.pk for rule in wanted] or None
        return [rule.id for rule in compile_rules(books.household, chosen).rules]

    assert ids() == [three.pk, two.pk]
    assert ids(four, two, one) == [two.pk, four.pk]
    restore_rule(by=books.actor, rule=one)
    assert ids() == [three.pk, one.pk, two.pk]


def test_compile_rules_follows_merges_and_leaves_out_what_is_gone(books: Books) -> None:
    old, new, tag = books.payee("Amazon"), books.payee("Amzn"), books.tag("shop")
    actions = {"set_payee": old.pk, "set_category": books.rent.pk, "add_tags": [tag.pk]}
    rule = add_rule(books.actor, actions=actions)
    merge_payees(by=books.actor, sources=[old], into=new)
    delete_category(by=books.actor, category=books.rent)
    delete_tag(by=books.actor, tag=tag)

    outcome = compile_rules(books.household).apply(make_input())

    assert (outcome.payee_id, outcome.category_id, outcome.tag_ids) == (new.pk, None, ())
    assert outcome.rule_ids == (rule.pk,)


def test_rules_are_for_managers(books: Books) -> None:
    member = make_member(books.household, Role.MEMBER)

    with pytest.raises(PermissionDenied):
        add_rule(member, actions={"set_category": books.food.pk})
