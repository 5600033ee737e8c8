"""Running rules over what is in the books."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from accounts.actors import Origin
from ledger.enums import ValueSource
from ledger.models import Posting, Rule, RuleRun, Transaction
from ledger.services import rule_runs
from ledger.services.rule_runs import apply_rules, preview_rules
from ledger.services.rules import create_rule
from ledger.services.undo import undo_change_set
from tests.factories.books import Books
from tests.factories.rules import leaf

CountQueries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def rule(books: Books) -> Rule:
    """A rule for the rent: payee, category and tag."""
    conditions = {
        "all": [
            leaf("memo", "contains", "miete"),
            leaf("amount", "less", "-500"),
            leaf("account", "equals", books.checking.pk),
        ]
    }
    actions = {
        "set_payee": books.payee("Landlord").pk,
        "set_category": books.rent.pk,
        "add_tags": [books.tag("home").pk],
    }
    return create_rule(by=books.actor, name="Rent", conditions=conditions, actions=actions)


def imported(books: Books, day: str, amount: str, memo: str) -> Transaction:
    row = books.spend(day, amount, memo=memo)
    Transaction.objects.filter(pk=row.pk).update(category_source="", payee_source="")
    return row


def test_preview_rules_shows_before_and_after_and_writes_nothing(books: Books, rule: Rule) -> None:
    rent = imported(books, "2025-01-01", "900", "MIETE Januar")
    imported(books, "2025-01-02", "400", "Miete Garage")

    (proposal,) = preview_rules(by=books.actor)

    assert (proposal.transaction, proposal.rules, proposal.refused) == (rent.pk, (rule.pk,), ())
    assert proposal.before == {
        "payee_id": None,
        "payee_source": "",
        "accounts": [books.checking.pk, books.groceries.pk],
        "category_source": "",
        "category_reason": "",
        "tags": [],
        "tags_source": "",
    }
    assert proposal.after == {
        "payee_id": books.payee("Landlord").pk,
        "payee_source": "rule",
        "accounts": [books.checking.pk, books.rent.pk],
        "category_source": "rule",
        "category_reason": "Rent",
        "tags": [books.tag("home").pk],
        "tags_source": "rule",
    }
    rent.refresh_from_db()
    assert rent.version == 1


@pytest.mark.usefixtures("rule")
def test_apply_rules_does_what_the_preview_says_and_can_be_undone(books: Books) -> None:
    rent = imported(books, "2025-01-01", "900", "MIETE Januar")

    result = apply_rules(by=books.actor)

    rent.refresh_from_db()
    assert (str(rent.payee), rent.category_source) == ("Landlord", ValueSource.RULE)
    assert Posting.objects.filter(transaction=rent, account=books.rent).exists()
    assert result.change_set is not None
    assert result.change_set.origin == Origin.RULE
    assert result.change_set.summary == "Applied rules to 1 transaction"
    run = RuleRun.objects.get()
    assert (run.change_set, run.trigger, run.changed_count) == (result.change_set, "hand", 1)
    assert run.rule_counts == {str(Rule.objects.get().pk): 1}
    assert preview_rules(by=books.actor) == ()
    undo_change_set(by=books.actor, change_set=result.change_set)
    rent.refresh_from_db()
    assert (rent.payee, rent.category_source, rent.tags.count()) == (None, "", 0)


@pytest.mark.usefixtures("rule")
def test_apply_rules_leaves_what_a_person_chose(books: Books) -> None:
    rent = books.spend("2025-01-01", "900", memo="Miete")

    (proposal,) = preview_rules(by=books.actor)
    result = apply_rules(by=books.actor)

    assert proposal.refused == ("You chose its category yourself.",)
    assert [item.reason for item in result.skipped] == ["You chose its category yourself."]
    rent.refresh_from_db()
    assert str(rent.payee) == "Landlord"
    assert Posting.objects.filter(transaction=rent, account=books.groceries).exists()


def test_apply_rules_looks_at_the_transactions_and_rules_named(books: Books, rule: Rule) -> None:
    one, two = (imported(books, f"2025-0{n}-01", "900", "Miete") for n in (1, 2))
    Rule.objects.filter(pk=rule.pk).update(is_active=False)
    chosen = Transaction.objects.filter(pk=two.pk)

    assert apply_rules(by=books.actor).changed == 0
    result = apply_rules(by=books.actor, rules=[rule.pk], transactions=chosen)

    assert result.changed == 1
    one.refresh_from_db()
    assert one.payee is None


@pytest.mark.usefixtures("rule")
def test_each_rule_is_counted_where_it_sets_something(books: Books) -> None:
    second = create_rule(
        by=books.actor,
        name="Later",
        conditions={"all": [leaf("memo", "contains", "miete")]},
        actions={"set_category": books.food.pk, "add_tags": [books.tag("dear").pk]},
    )
    imported(books, "2025-01-01", "900", "Miete")
    tagged = imported(books, "2025-01-02", "5", "Miete Garage")
    tagged.tags.add(books.tag("dear"), through_defaults={"household": books.household})
    Transaction.objects.filter(pk=tagged.pk).update(category_source="user")

    result = apply_rules(by=books.actor)

    # The first rule has the category; what the second would set is there, or a person's.
    assert result.run is not None
    first = Rule.objects.exclude(pk=second.pk).get()
    assert result.run.rule_counts == {str(first.pk): 1, str(second.pk): 1}


@pytest.mark.usefixtures("rule")
def test_advance_is_told_piece_by_piece(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        imported(books, "2025-01-01", str(900 + n), "Miete")
    monkeypatch.setattr(rule_runs, "PIECE", 2)
    told: list[tuple[int, int]] = []

    proposals = preview_rules(by=books.actor, advance=lambda *step: told.append(step))

    assert (len(proposals), told) == (3, [(2, 3), (3, 3)])


@pytest.mark.usefixtures("rule")
@pytest.mark.parametrize("count", [1, 30])
def test_apply_rules_costs_the_same_however_many(
    books: Books, django_assert_num_queries: CountQueries, count: int
) -> None:
    for n in range(count):
        imported(books, "2025-01-01", str(900 + n), "Miete")

    with django_assert_num_queries(26):
        result = apply_rules(by=books.actor)

    assert result.changed == count
