"""The pages of templates, and new transactions that begin with one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Right, Role
from ledger.enums import AccountKind
from ledger.models import Account, ChangeSet, Transaction, TransactionTemplate
from ledger.services.posting import Leg
from ledger.services.templates import create_template
from ledger.services.transactions import TransactionDraft
from ledger.taxonomy import FEES
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


def shown(form: Any) -> dict[str, Any]:
    """Return what a browser would send of a form of a template that nobody changed."""
    sent = {
        part.html_name: part.value() for each in (form, *form.lines, form.lines.management_form)
        for part in each
    }  # fmt: skip
    plain = {name: getattr(value, "pk", value) for name, value in sent.items()}
    return {
        name: value for name, value in plain.items() if value is not None and value is not False
    }


def test_template_is_changed_as_a_whole_and_deleted_to_the_trash(
    client: Client, books: Books, template: TransactionTemplate
) -> None:
    edit = reverse("ledger:template-update", args=[template.pk])
    same = shown(client.get(edit).context["form"])
    lines = {"line-0-amount": "850", "line-1-account": books.groceries.pk, "line-1-memo": "Market"}
    sent = same | lines | {"name": "Flat", "amount": "450+500", "payee": "Owner", "tags": "flat"}

    stale = client.post(edit, sent | {"version": "7"})
    uneven = client.post(edit, sent | {"amount": "951"})
    saved = client.post(edit, sent)

    assert (stale.status_code, uneven.status_code, saved.status_code) == (422, 422, 302)
    template.refresh_from_db()
    assert (template.name, template.has_amount, str(template.payee)) == ("Flat", True, "Owner")
    assert [(leg["account_id"], Decimal(leg["amount"]), leg["memo"]) for leg in template.legs] == [
        (books.card.pk, Decimal(-950), ""),
        (books.rent.pk, Decimal(850), ""),
        (books.groceries.pk, Decimal(100), "Market"),
    ]
    assert template.tag_ids == [books.tag("flat").pk]
    client.post(f"/history/{ChangeSet.objects.latest('pk').pk}/undo/")
    template.refresh_from_db()
    assert (template.name, str(template.payee), template.legs[1]["account_id"]) == (
        "Rent",
        "Landlord",
        books.rent.pk,
    )
    assert shown(client.get(edit).context["form"]) == same | {"version": 3}
    assert Transaction.objects.count() == 1
    gone = client.post(reverse("ledger:template-delete", args=[template.pk]))
    assert (gone.status_code, client.get(LIST).context["lines"]) == (302, [])
    assert client.get(edit).status_code == 404


def test_template_without_an_amount_shows_its_shares_and_keeps_them(
    client: Client, books: Books, rent: Transaction
) -> None:
    row = create_template(by=books.actor, transaction=rent, name="Open", has_amount=False)
    edit = reverse("ledger:template-update", args=[row.pk])
    sent = shown(client.get(edit).context["form"])

    client.post(edit, sent | {"memo": "Each month"})

    before = row.legs
    row.refresh_from_db()
    assert (row.memo, row.has_amount, row.legs == before) == ("Each month", False, True)


@pytest.mark.parametrize(
    ("sent", "legs"),
    [
        ({}, ["-1", "1"]),
        ({"flow": "income"}, ["1", "-1"]),
        ({"amount": "30"}, ["-30", "30"]),
        ({"line-0-amount": "30", "line-1-amount": "20"}, ["-50", "30", "20"]),
        ({"line-0-amount": "30", "amount": "20"}, []),
        ({"amount": "2+"}, []),
        ({"has_amount": "on"}, ["-1", "1"]),
    ],
)
def test_template_may_be_written_without_an_amount(
    client: Client, books: Books, sent: dict[str, str], legs: list[str]
) -> None:
    first = shown(client.get(CREATE).context["form"])
    del first["has_amount"]
    parts = {f"line-{n}-account": books.food.pk for n in range(2) if f"line-{n}-amount" in sent}

    answer = client.post(CREATE, first | {"name": "Open"} | parts | sent)

    kept = [leg for row in TransactionTemplate.objects.all() for leg in row.legs]
    assert (answer.status_code, [Decimal(leg["amount"]) for leg in kept]) == (
        302 if legs else 422,
        [Decimal(leg) for leg in legs],
    )
    if not legs:
        assert "amount" in answer.context["form"].errors
        return
    again = client.get(
        reverse("ledger:template-update", args=[TransactionTemplate.objects.get().pk])
    )
    assert ("amount" in again.context["form"].initial) is (len(legs) > 2)


def test_template_is_written_without_a_transaction(client: Client, books: Books) -> None:
    page = client.get(CREATE)
    form = page.context["form"]
    sent = shown(form) | {
        "name": "To savings",
        "flow": "transfer",
        "amount": "100",
        "account": books.checking.pk,
        "to_account": books.card.pk,
    }

    refused = client.post(CREATE, sent | {"to_account": ""})
    taken = client.post(CREATE, sent)

    assert "date" not in form.fields
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert list(refused.context["form"].errors) == ["to_account"]
    kept = TransactionTemplate.objects.get()
    assert [leg["account_id"] for leg in kept.legs] == [books.checking.pk, books.card.pk]
    assert (kept.name, kept.has_amount, Transaction.objects.count()) == ("To savings", True, 0)


def test_template_whose_legs_no_form_shows_keeps_them(client: Client, books: Books) -> None:
    dollars = books.account("Dollars", AccountKind.CHECKING, "USD")
    fees = Account.objects.get(household=books.household, taxonomy_id=FEES)
    legs = (
        Leg(books.checking, Decimal(-102)),
        Leg(dollars, Decimal(110), Decimal(100)),
        Leg(fees, Decimal(2), memo="Wire"),
    )
    draft = TransactionDraft(date=date(2026, 3, 1), legs=legs, currency="EUR")
    row = create_template(by=books.actor, transaction=draft, name="Abroad")
    edit = reverse("ledger:template-update", args=[row.pk])

    asked = client.get(edit).context["form"]
    saved = client.post(edit, {"name": "Away", "version": row.version})

    assert (list(asked.fields), saved.status_code) == (["name", "has_amount", "version"], 302)
    before = row.legs
    row.refresh_from_db()
    assert (row.name, row.has_amount, row.legs == before) == ("Away", False, True)


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
