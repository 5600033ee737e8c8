"""The pages of templates, and new transactions that begin with one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Right, Role
from ledger.models import Transaction, TransactionTemplate
from ledger.services.templates import create_template
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.ledger.views.test_saved_views import signed_in

LIST = reverse("ledger:template-list")
CREATE = reverse("ledger:template-create")
NEW = reverse("ledger:transaction-create")


@pytest.fixture
def rent(books: Books) -> Transaction:
    legs = ((books.card, "-900"), (books.rent, "800"), (books.food, "100"))
    return books.book("2026-03-01", *legs, payee="Landlord", memo="Flat", tags=("home",))


@pytest.fixture
def template(books: Books, rent: Transaction) -> TransactionTemplate:
    return create_template(by=books.actor, transaction=rent, name="Rent")


def test_transaction_is_saved_as_a_template_and_listed(
    client: Client, books: Books, rent: Transaction
) -> None:
    address = f"{CREATE}?like={rent.pk}"

    asked = client.get(address)
    refused = client.post(address, {"name": " "})
    answer = client.post(address, {"name": "Rent", "has_amount": "on"})

    assert asked.context["form"].initial["name"] == "Landlord"
    assert (refused.status_code, answer.status_code, answer["Location"]) == (422, 302, LIST)
    line = client.get(LIST).context["lines"][0][0]
    assert (line.template.name, line.account, line.others, line.amount.amount) == (
        "Rent",
        "Test card",
        ("Test rent", "Test food"),
        Decimal(-900),
    )
    assert client.get(CREATE).status_code == 200
    assert client.post(address, {"name": "rent"}).status_code == 422


def test_template_of_a_name_is_replaced_when_asked(
    client: Client, books: Books, template: TransactionTemplate
) -> None:
    address = f"{CREATE}?like={books.spend('2026-04-01', '12', payee='Owner').pk}"
    refused = client.post(address, {"name": "rent", "has_amount": "on"})

    answer = client.post(address, {"name": "rent", "has_amount": "on", "replaces": "on"})
    new = client.post(address, {"name": "Nobody's yet", "replaces": "on"})

    assert [each.status_code for each in (refused, answer, new)] == [422, 302, 302]
    template.refresh_from_db()
    assert (template.name, str(template.payee), template.version) == ("rent", "Owner", 2)
    assert TransactionTemplate.objects.count() == 2


def filled(client: Client, query: dict[str, Any]) -> tuple[Any, list[Any]]:
    form = client.get(NEW, query).context["form"]
    return form.initial, [(each["account"].name, each.get("amount")) for each in form.lines.initial]


@pytest.mark.parametrize(
    ("query", "amount", "lines", "payee"),
    [
        ({"template": "it"}, "900.00", ["800.00", "100.00"], "Landlord"),
        ({"quick": "rent"}, "900.00", ["800.00", "100.00"], "Landlord"),
        ({"quick": "@rent 450"}, "450", ["400.00", "50.00"], "Landlord"),
        ({"quick": "Somebody 450", "template": "it"}, "450", ["400.00", "50.00"], "Somebody"),
    ],
)
def test_new_transaction_begins_with_a_template(
    client: Client,
    template: TransactionTemplate,
    *,
    query: dict[str, str],
    amount: str,
    lines: list[str],
    payee: str,
) -> None:
    asked = {key: str(template.pk) if value == "it" else value for key, value in query.items()}

    initial, rows = filled(client, asked | {"quick": f"{asked.get('quick', '')} #work"})

    assert (str(initial["amount"]), initial["payee"], initial["memo"]) == (amount, payee, "Flat")
    assert rows == [("Test rent", lines[0]), ("Test food", lines[1])]
    assert (initial["tags"], initial["account"].name) == ("home, work", "Test card")


def test_template_without_amount_leaves_amounts_open(
    client: Client, books: Books, rent: Transaction
) -> None:
    row = create_template(by=books.actor, transaction=rent, name="Open", has_amount=False)

    initial, rows = filled(client, {"template": str(row.pk)})

    assert "amount" not in initial
    assert rows == [("Test rent", None), ("Test food", None)]


def test_template_between_currencies_leaves_what_arrives_open(client: Client, books: Books) -> None:
    books.rate("2026-03-01", "USD", "EUR", "0.9")
    sent = books.book("2026-03-01", (books.checking, "-90"), (books.dollars, "100", "90"))
    create_template(by=books.actor, transaction=sent, name="Dollars")

    as_it_was, _lines = filled(client, {"quick": "@dollars"})
    initial, _rows = filled(client, {"quick": "@dollars 45"})

    assert (as_it_was["amount"], as_it_was["to_amount"]) == ("90.00", "100.00")
    assert (initial["amount"], initial.get("to_amount")) == (Decimal(45), None)
    assert (initial["flow"], initial["to_account"]) == ("transfer", books.dollars)


def test_update_renames_and_delete_moves_to_the_trash(
    client: Client, template: TransactionTemplate
) -> None:
    edit = reverse("ledger:template-update", args=[template.pk])
    asked = client.get(edit)
    stale = client.post(edit, {"name": "Flat", "version": "7"})
    saved = client.post(edit, {"name": "Flat", "version": "1"})

    assert (asked.status_code, stale.status_code, saved.status_code) == (200, 422, 302)
    template.refresh_from_db()
    assert (template.name, template.has_amount) == ("Flat", False)
    gone = client.post(reverse("ledger:template-delete", args=[template.pk]))
    assert (gone.status_code, client.get(LIST).context["lines"]) == (302, [])
    assert client.get(edit).status_code == 404


def test_who_may_not_record_reads_only(books: Books, template: TransactionTemplate) -> None:
    reviewer = signed_in(make_member(books.household, Role.REVIEWER))
    guest = signed_in(limit(make_guest(books.household), books.card, Right.READ, by=books.actor))
    edit = reverse("ledger:template-update", args=[template.pk])

    for browser in (reviewer, guest):
        page = browser.get(LIST)
        assert "Rent" in page.content.decode()
        assert (edit in page.content.decode(), browser.get(edit).status_code) == (False, 403)
    assert guest.get(NEW, {"template": template.pk}).context["form"].initial.get("payee") is None
    assert guest.get(NEW).context["templates"] == []


def test_list_costs_the_same_for_one_and_for_three(
    client: Client,
    books: Books,
    rent: Transaction,
    template: TransactionTemplate,
    django_assert_max_num_queries: Any,
) -> None:
    with django_assert_max_num_queries(30) as one:
        client.get(LIST)
    for name in ("B", "C"):
        create_template(by=books.actor, transaction=rent, name=name)
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)
