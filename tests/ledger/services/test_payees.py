"""Payees by any name they were seen under, and merging them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actors import Actor
from accounts.roles import Role
from ledger.models import ChangeSet, Payee, Rule, Transaction
from ledger.services.errors import ClosedPeriod, Inconsistent, InUse, NameTaken
from ledger.services.payees import (
    add_alias,
    create_payees,
    delete_payee,
    ensure_payee,
    merge_payees,
    remove_alias,
    rename_payee,
    resolve_payees,
    restore_payee,
    set_default_category,
)
from ledger.services.rules import create_rule
from ledger.services.undo import undo_change_set
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.periods import make_closed_month


def last_act(by: Actor) -> ChangeSet:
    return ChangeSet.objects.in_household(by.household).latest("pk")


def test_ensure_payee_finds_by_name_in_any_case(actor: Actor) -> None:
    payee = ensure_payee(by=actor, name="Café  Luna ")

    assert payee.name == "Café Luna"
    assert ensure_payee(by=actor, name="CAFÉ LUNA") == payee


def test_ensure_payee_finds_by_alias_and_by_merged_name(actor: Actor) -> None:
    payee, old = (ensure_payee(by=actor, name=name) for name in ("Amazon", "Amzn"))
    add_alias(by=actor, payee=old, raw_name="AMZN MKTP DE*1")
    merge_payees(by=actor, sources=[old], into=payee)

    assert ensure_payee(by=actor, name="amzn mktp de*1") == payee
    assert ensure_payee(by=actor, name="AMZN") == payee


def test_ensure_payee_makes_a_new_one_in_place_of_a_trashed_one(actor: Actor) -> None:
    old = ensure_payee(by=actor, name="Luna")
    delete_payee(by=actor, payee=old)

    assert ensure_payee(by=actor, name="Luna") != old


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_ensure_payee_refuses_names_that_are_none(actor: Actor, name: str) -> None:
    with pytest.raises(ValidationError):
        ensure_payee(by=actor, name=name)


def test_ensure_payee_is_not_for_viewers(actor: Actor) -> None:
    with pytest.raises(PermissionDenied):
        ensure_payee(by=make_member(actor.household, Role.VIEWER), name="Luna")


def test_resolve_payees_costs_two_queries(
    actor: Actor, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    names = [f"Payee {i}" for i in range(30)]
    made = create_payees(actor.household, [*names, "PAYEE 3"])

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = resolve_payees(actor.household, [*names, "Nobody"])

    assert {name: payee.pk for name, payee in found.items()} == made
    assert len(made) == 30


def test_rename_payee_refuses_a_taken_name(actor: Actor) -> None:
    ensure_payee(by=actor, name="Luna")
    other = ensure_payee(by=actor, name="Sol")

    with pytest.raises(NameTaken):
        rename_payee(by=actor, payee=other, name="LUNA")


def test_set_default_category_takes_categories_only(books: Books) -> None:
    payee = ensure_payee(by=books.actor, name="Luna")

    chosen = set_default_category(by=books.actor, payee=payee, category=books.food)

    assert chosen.default_category == books.food
    with pytest.raises(Inconsistent):
        set_default_category(by=books.actor, payee=payee, category=books.checking)


def test_merge_payees_moves_transactions_and_rules_and_can_be_undone(books: Books) -> None:
    by = books.actor
    into, source = (ensure_payee(by=by, name=name) for name in ("Amazon", "Amzn"))
    spent = books.spend("2025-01-01", "5", payee="Amzn")
    rule = create_rule(
        by=by,
        name="Amzn",
        conditions={"all": [{"field": "memo", "op": "contains", "value": "amzn"}]},
        actions={"set_payee": source.pk},
    )

    merge_payees(by=by, sources=[source], into=into)
    assert Transaction.objects.get(pk=spent.pk).payee == into
    assert Rule.objects.get(pk=rule.pk).actions == {"set_payee": into.pk}

    result = undo_change_set(by=by, change_set=last_act(by))
    assert (result.undone, result.conflicts) == (3, ())
    assert Transaction.objects.get(pk=spent.pk).payee == source
    assert Rule.objects.get(pk=rule.pk).actions == {"set_payee": source.pk}
    assert Payee.objects.get(pk=source.pk).merged_into is None


def test_merge_payees_leaves_no_chains(actor: Actor) -> None:
    one, two, three = (ensure_payee(by=actor, name=name) for name in ("One", "Two", "Three"))

    merge_payees(by=actor, sources=[one], into=two)
    merge_payees(by=actor, sources=[two], into=three)

    merged = Payee.objects.in_household(actor.household).filter(merged_into=three)
    assert set(merged) == {one, two}


def test_merge_payees_refuses_itself_and_what_is_gone(actor: Actor) -> None:
    one, two = (ensure_payee(by=actor, name=name) for name in ("One", "Two"))

    with pytest.raises(Inconsistent, match="into itself"):
        merge_payees(by=actor, sources=[one], into=one)
    merge_payees(by=actor, sources=[one], into=two)
    with pytest.raises(Inconsistent, match="no payee any more"):
        merge_payees(by=actor, sources=[two], into=one)


def test_merge_payees_stops_at_a_closed_period(books: Books) -> None:
    into, source = (ensure_payee(by=books.actor, name=name) for name in ("Amazon", "Amzn"))
    books.spend("2025-01-15", "5", payee="Amzn")
    make_closed_month(books.household, "2025-01")

    with pytest.raises(ClosedPeriod):
        merge_payees(by=books.actor, sources=[source], into=into)

    assert Payee.objects.get(pk=source.pk).merged_into is None


def test_add_alias_means_one_payee(actor: Actor) -> None:
    one, two = (ensure_payee(by=actor, name=name) for name in ("One", "Two"))
    alias = add_alias(by=actor, payee=one, raw_name="RAW  1")

    assert add_alias(by=actor, payee=one, raw_name="raw 1") == alias
    with pytest.raises(NameTaken):
        add_alias(by=actor, payee=two, raw_name="Raw 1")

    remove_alias(by=actor, alias=alias)
    assert add_alias(by=actor, payee=two, raw_name="Raw 1").payee == two


def test_delete_payee_needs_it_unused(books: Books) -> None:
    books.spend("2025-01-01", "5", payee="Luna")
    payee = books.payee("Luna")

    with pytest.raises(InUse):
        delete_payee(by=books.actor, payee=payee)


def test_restore_payee_takes_it_out_of_the_trash(actor: Actor) -> None:
    payee = ensure_payee(by=actor, name="Luna")
    delete_payee(by=actor, payee=payee)

    assert restore_payee(by=actor, payee=payee).deleted_at is None
