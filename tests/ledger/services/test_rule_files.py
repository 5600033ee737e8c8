"""Rules written as a document and read by another household: by names, all or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Role
from accounts.scope import household_scope
from ledger.models import Rule, RuleGroup
from ledger.services.rule_files import export_rules, import_rules
from ledger.services.rule_order import create_rule_group
from ledger.services.rules import create_rule
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rules import leaf
from tests.factories.schedules import schedule


def keep_rules(books: Books) -> None:
    """Keep a rule that names a row of every kind, and one in a group that is off."""
    tag = books.tag("trip")
    tests = [
        leaf("account", "one_of", [books.checking.pk, books.card.pk]),
        {"none": [leaf("category", "includes", books.groceries.pk), leaf("memo", "equals", "x")]},
        leaf("tags", "includes_any", [tag.pk]),
        leaf("tags", "is_empty", value=False),
        leaf("query", "holds", 'account:"Test checking"'),
    ]
    split = [
        {"category": books.food.pk, "percent": "30"},
        {"category": books.groceries.pk, "rest": True},
    ]
    create_rule(
        by=books.actor,
        name="All",
        conditions={"all": tests},
        actions={"set_payee": books.payee("Shop").pk, "add_tags": [tag.pk], "split": split},
        on_edit=True,
    )
    create_rule(
        by=books.actor,
        name="Card",
        conditions=leaf("memo", "contains", "card"),
        actions={"transfer_to": books.card.pk, "link_schedule": schedule(books).pk},
        group=create_rule_group(by=books.actor, name="Transfers", is_active=False),
    )


def test_document_names_rows_and_another_household_takes_it(
    books: Books, other_household: Household
) -> None:
    keep_rules(books)
    document = json.loads(json.dumps(export_rules(books.household)))

    with household_scope(other_household.pk):
        theirs = Books(other_household, Actor.system(other_household))
        theirs.payee("shop")
        theirs.tag("Trip")
        plan = schedule(theirs, name="RENT")
        made = import_rules(by=theirs.actor, document=document)
        again = export_rules(other_household)
        group = RuleGroup.objects.get()
        first = Rule.objects.get(pk=made[0].pk)
        assert Rule.objects.get(pk=made[1].pk).actions["link_schedule"] == plan.pk

    assert document["rules"][0]["actions"] == {
        "set_payee": "Shop",
        "add_tags": ["trip"],
        "split": [
            {"category": "Test food", "percent": "30"},
            {"category": "Test food:Test groceries", "rest": True},
        ],
    }
    assert document["rules"][0]["conditions"]["all"][1]["none"][0]["value"] == (
        "Test food:Test groceries"
    )
    renamed = json.dumps(document).replace('"Shop"', '"shop"').replace('"trip"', '"Trip"')
    renamed = renamed.replace('"Rent"', '"RENT"')
    assert again == json.loads(renamed)
    assert (group.name, group.is_active, made[1].group_id) == ("Transfers", False, group.pk)
    assert first.conditions["all"][0]["value"] == [theirs.checking.pk, theirs.card.pk]


def test_what_lacks_is_named_and_nothing_is_written(
    books: Books, other_household: Household
) -> None:
    keep_rules(books)
    document = export_rules(books.household)

    with household_scope(other_household.pk):
        theirs = Books(other_household, Actor.system(other_household))
        with pytest.raises(ValidationError) as caught:
            import_rules(by=theirs.actor, document=document)
        written = (Rule.objects.count(), RuleGroup.objects.count())

    assert caught.value.messages == [
        "Not in this household: tag: trip",
        "Not in this household: payee: Shop",
        "Not in this household: schedule: Rent",
    ]
    assert written == (0, 0)


RULE: dict[str, Any] = {
    "name": "Bread",
    "conditions": leaf("memo", "contains", "bread"),
    "actions": {"set_category": "Test food"},
}
WHOLE: dict[str, Any] = {"format": "finehance-rules", "version": 1, "groups": [], "rules": [RULE]}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "This is no document of rules."),
        ({**WHOLE, "version": 2}, "This is no document of rules."),
        ({**WHOLE, "rules": {}}, "A document has a list of rules, and one of groups."),
        ({**WHOLE, "rules": []}, "A document has 1 to 500 rules."),
        ({**WHOLE, "rules": [7]}, "Rule 1: rule: write an object of name"),
        ({**WHOLE, "rules": [{**RULE, "name": " "}]}, "Rule 1: name: give the rule a name"),
        ({**WHOLE, "rules": [{**RULE, "stops": 1}]}, "Rule 1: rule: say true or false"),
        ({**WHOLE, "rules": [{**RULE, "group": 1}]}, "Rule 1: group: name a group, or null"),
        ({**WHOLE, "rules": [RULE, {**RULE, "actions": []}]}, "Rule 2: actions: write an object"),
        ({**WHOLE, "rules": [{**RULE, "conditions": {"all": 7}}]}, "Rule 1: "),
        (
            {**WHOLE, "rules": [{**RULE, "conditions": leaf("memo", "like", "x")}]},
            "Rule 1: conditions.op: memo knows",
        ),
        (
            {**WHOLE, "rules": [RULE, {**RULE, "conditions": leaf("query", "holds", "tag:no")}]},
            "Rule 2: tag:no: ",
        ),
        (
            {**WHOLE, "rules": [{**RULE, "actions": {"set_category": "Test checking"}}]},
            "Rule 1: A row chosen here is not this household's, of another kind",
        ),
    ],
)
def test_documents_are_taken_as_a_whole_or_not_at_all(
    books: Books, document: object, message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        import_rules(by=books.actor, document=document)

    assert message in caught.value.messages[0]
    assert Rule.objects.count() == 0


def test_documents_are_for_managers(books: Books) -> None:
    with pytest.raises(PermissionDenied):
        import_rules(by=make_member(books.household, Role.MEMBER), document=WHOLE)
