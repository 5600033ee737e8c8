from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.enums import ValueSource
from ledger.imports import classify
from ledger.imports.classify import Classified, Classifier
from ledger.imports.statement import StatementLine
from ledger.models import Payee, PayeeAlias
from ledger.services.payees import add_alias, delete_payee, merge_payees
from ledger.services.rules import create_rule
from ledger.services.tags import delete_tag
from tests.factories.books import Books
from tests.factories.rules import leaf


def line(amount: str = "-3.50", category: str = "") -> StatementLine:
    return StatementLine(date(2026, 3, 2), Decimal(amount), 2, category=category)


def say(books: Books, payee: str, memo: str = "", **what: str) -> tuple[Classifier, Classified]:
    classifier = Classifier.for_household(books.household)
    return classifier, classifier.classify(payee, memo, line(**what), books.checking)


def payee_of(classifier: Classifier, known: Classified) -> Payee | None:
    if known.payee_no is None:
        return None
    staged = dict(classifier.known_payees()) | dict(classifier.new_payees({known.payee_no}))
    return Payee.objects.get(pk=staged[known.payee_no])


def make_rule(books: Books, text: str, **actions: Any) -> None:
    create_rule(
        by=books.actor,
        name=f"About {text}",
        conditions={"all": [leaf("raw_payee", "contains", text)]},
        actions=actions,
    )


def test_new_counterparty_is_created_under_its_name(books: Books) -> None:
    classifier, known = say(books, "COFFEE BAR 4411")

    payee = payee_of(classifier, known)
    assert payee
    assert (payee.name, known.payee_source) == ("Coffee Bar", ValueSource.IMPORT)
    assert Payee.objects.filter(name="Coffee Bar").count() == 1


def test_counterparty_that_is_known_is_found_whatever_its_case(books: Books) -> None:
    payee = books.payee("coffee bar")

    classifier, known = say(books, "COFFEE BAR 4411")

    assert payee_of(classifier, known) == payee
    assert Payee.objects.count() == 1


def test_raw_texts_of_one_counterparty_share_a_payee(books: Books) -> None:
    classifier = Classifier.for_household(books.household)
    texts = ["COFFEE BAR 4411", "Coffee Bar 4422", "coffee bar"]

    numbers = {classifier.classify(t, "", line(), books.checking).payee_no for t in texts}

    assert (numbers, len(list(classifier.new_payees({0})))) == ({0}, 1)


def test_memo_names_the_counterparty_where_the_bank_does_not(books: Books) -> None:
    classifier, known = say(books, "", "COFFEE BAR 4411")

    payee = payee_of(classifier, known)
    assert payee
    assert payee.name == "Coffee Bar"


def test_same_text_as_payee_and_as_memo_is_told_apart_by_rules(books: Books) -> None:
    make_rule(books, "coffee", set_category=books.rent.pk)
    classifier = Classifier.for_household(books.household)

    as_memo = classifier.classify("", "Coffee", line(), books.checking)
    as_payee = classifier.classify("Coffee", "", line(), books.checking)

    assert as_memo.payee_no == as_payee.payee_no
    assert as_memo.category_id == classifier.uncategorised_expense
    assert as_payee.category_id == books.rent.pk


def test_row_without_a_text_has_no_payee(books: Books) -> None:
    classifier, known = say(books, "")

    assert (known.payee_no, known.payee_source) == (None, ValueSource.NONE)
    assert list(classifier.known_payees()) == []


def test_alias_means_its_payee(books: Books) -> None:
    payee = books.payee("My corner")
    add_alias(by=books.actor, payee=payee, raw_name="Coffee Bar")

    assert payee_of(*say(books, "COFFEE BAR 4411")) == payee


def test_alias_of_the_text_as_the_bank_writes_it_means_its_payee(books: Books) -> None:
    payee = books.payee("My corner")
    add_alias(by=books.actor, payee=payee, raw_name="COFFEE BAR 4411 BERLIN")

    assert payee_of(*say(books, "Coffee Bar 4411 Berlin")) == payee
    assert payee_of(*say(books, "COFFEE BAR 4422 BERLIN")) != payee


def test_payee_s_own_name_goes_before_another_s_alias(books: Books) -> None:
    payee = books.payee("Coffee Bar")
    PayeeAlias.objects.create(
        household=books.household, payee=books.payee("Other"), raw_name="Coffee Bar"
    )

    assert payee_of(*say(books, "COFFEE BAR")) == payee


def test_merged_payee_means_its_target(books: Books) -> None:
    source, target = books.payee("Coffee Bar"), books.payee("My corner")
    merge_payees(by=books.actor, sources=[source], into=target)

    assert payee_of(*say(books, "COFFEE BAR")) == target


def test_payee_in_the_trash_is_made_anew(books: Books) -> None:
    gone = books.payee("Coffee Bar")
    add_alias(by=books.actor, payee=gone, raw_name="Coffee Bar")
    delete_payee(by=books.actor, payee=gone)

    found = payee_of(*say(books, "COFFEE BAR"))

    assert found
    assert (found.name, found.pk == gone.pk) == ("Coffee Bar", False)


def test_payee_in_the_trash_is_no_target_of_a_merge(books: Books) -> None:
    source, target = books.payee("Coffee Bar"), books.payee("My corner")
    merge_payees(by=books.actor, sources=[source], into=target)
    delete_payee(by=books.actor, payee=target)

    found = payee_of(*say(books, "COFFEE BAR"))

    assert found
    assert (found.name, found.merged_into) == ("Coffee Bar", None)


@pytest.mark.parametrize(
    ("amount", "role"), [("-3.50", "expense"), ("0.00", "expense"), ("3.50", "income")]
)
def test_row_that_nothing_is_known_of_is_uncategorised(
    books: Books, amount: str, role: str
) -> None:
    classifier, known = say(books, "Coffee", amount=amount)

    assert known.category_id == getattr(classifier, f"uncategorised_{role}")
    assert (known.category_source, known.category_reason) == (ValueSource.NONE, "")


@pytest.mark.parametrize(("amount", "role"), [("-3.50", "expense"), ("3.50", "income")])
def test_category_of_a_part_follows_its_own_sign(books: Books, amount: str, role: str) -> None:
    classifier = Classifier.for_household(books.household)

    found = [classifier.category_of(label, Decimal(amount)) for label in ("", "x", " TEST Food ")]

    unknown = getattr(classifier, f"uncategorised_{role}")
    assert found == [unknown, unknown, books.food.pk]


def test_category_of_a_payee_in_the_trash_is_not_used(books: Books) -> None:
    payee = books.payee("Coffee")
    payee.default_category = books.food
    payee.save()
    books.food.deleted_at = "2026-01-01T00:00Z"
    books.food.save()

    classifier, known = say(books, "Coffee")

    assert known.category_id == classifier.uncategorised_expense


def test_rule_s_payee_takes_the_place_of_the_text_s(books: Books) -> None:
    target = books.payee("Treats")
    make_rule(books, "coffee", set_payee=target.pk)

    classifier, known = say(books, "COFFEE 4411")

    assert payee_of(classifier, known) == target
    assert known.payee_source == ValueSource.RULE
    assert list(Payee.objects.all()) == [target]


def test_rule_that_names_the_same_payee_takes_no_credit(books: Books) -> None:
    target = books.payee("Coffee")
    make_rule(books, "coffee", set_payee=target.pk)

    assert say(books, "Coffee")[1].payee_source == ValueSource.IMPORT


def test_category_of_the_rule_s_payee_is_used(books: Books) -> None:
    target = books.payee("Treats")
    target.default_category = books.food
    target.save()
    make_rule(books, "coffee", set_payee=target.pk)

    known = say(books, "Coffee")[1]

    assert (known.category_id, known.category_source, known.category_reason) == (
        books.food.pk,
        ValueSource.PAYEE,
        "Treats",
    )


def test_tags_of_rules_make_sets_and_those_in_the_trash_stay_out(books: Books) -> None:
    fun, old = books.tag("fun"), books.tag("old")
    make_rule(books, "coffee", add_tags=[fun.pk, old.pk])
    make_rule(books, "bar", add_tags=[fun.pk])
    classifier = Classifier.for_household(books.household)
    texts = ["Coffee", "Coffee Bar", "Bar", "Tea"]

    sets = [classifier.classify(t, "", line(), books.checking).tag_set for t in texts]
    delete_tag(by=books.actor, tag=old)

    assert sets == [0, 0, 1, None]
    assert list(classifier.staged_tags()) == [(0, fun.pk), (1, fun.pk)]


def test_payees_that_no_row_needs_are_not_created(books: Books) -> None:
    classifier = Classifier.for_household(books.household)
    for text in ("Ann", "Bob", "Cid"):
        classifier.classify(text, "", line(), books.checking)

    list(classifier.new_payees({1}))

    assert [payee.name for payee in Payee.objects.all()] == ["Bob"]


def test_loading_and_creating_take_as_many_queries_for_many_as_for_one(books: Books) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            classifier = Classifier.for_household(books.household)
            for number in range(count):
                text = f"Shop {chr(65 + number)} of {count}"
                classifier.classify(text, "", line(), books.checking)
            list(classifier.new_payees(range(count)))
        return len(captured)

    assert queries(1) == queries(20)


def test_texts_are_remembered_up_to_a_bound(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classify, "_MOST_REMEMBERED", 2)
    classifier = Classifier.for_household(books.household)
    texts = ["Ann", "Bob", "Cid", "Cid"]

    numbers = [classifier.classify(t, "", line(), books.checking).payee_no for t in texts]

    assert (numbers, len(classifier.known)) == ([0, 1, 2, 2], 2)
