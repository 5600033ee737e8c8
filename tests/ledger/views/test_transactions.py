"""Entering, editing, opening, deleting and restoring one transaction."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.enums import SystemRole
from ledger.models import Account, Payee, Transaction
from ledger.taxonomy import FEES
from tests.factories.books import Books
from tests.ledger.views.conftest import HTMX

NEW = "/transactions/new/"


def written(books: Books, **values: Any) -> dict[str, Any]:
    """Return what the form sends for an expense of 12.50 on groceries."""
    return {
        "flow": "expense",
        "date": "2026-03-01",
        "payee": "Corner shop",
        "amount": "12.50",
        "account": books.checking.pk,
        "category": books.groceries.pk,
        "status": "cleared",
        "line-TOTAL_FORMS": "0",
        "line-INITIAL_FORMS": "0",
        **values,
    }


def lines(*parts: tuple[Account | None, str]) -> dict[str, Any]:
    """Return what the form sends for the lines of a split."""
    found: dict[str, Any] = {"line-TOTAL_FORMS": str(len(parts)), "category": ""}
    for number, (account, amount) in enumerate(parts):
        found[f"line-{number}-account"] = account.pk if account else ""
        found[f"line-{number}-amount"] = amount
    return found


def legs(transaction: Transaction) -> list[tuple[str, Decimal]]:
    rows = transaction.postings.select_related("account")
    return [(row.account.name, row.amount) for row in rows]


def only() -> Transaction:
    return Transaction.objects.get()


def edit_url(row: Transaction) -> str:
    return reverse("ledger:transaction-update", args=[row.pk])


def test_create_books_an_expense_and_offers_to_undo_it(client: Client, books: Books) -> None:
    response = client.post(NEW, written(books), follow=True)

    row = only()
    assert response.redirect_chain == [("/transactions/", 302)]
    assert legs(row) == [("Test checking", Decimal("-12.5")), ("Test groceries", Decimal("12.5"))]
    assert (row.date, str(row.payee), row.created_by) == (
        date(2026, 3, 1),
        "Corner shop",
        books.actor.user,
    )
    assert b"Saved: 2026-03-01 Corner shop" in response.content
    assert b'/undo/" hx-post' in response.content


CASES = [
    (
        "arithmetic",
        {"amount": "12.50+3*4"},
        [("Test checking", "-24.5"), ("Test groceries", "24.5")],
    ),
    (
        "decimal comma",
        {"amount": "1.234,56"},
        [("Test checking", "-1234.56"), ("Test groceries", "1234.56")],
    ),
    (
        "half-even cents",
        {"amount": "0.25/2"},
        [("Test checking", "-0.12"), ("Test groceries", "0.12")],
    ),
    ("income", {"flow": "income"}, [("Test checking", "12.5"), ("Test groceries", "-12.5")]),
]


def test_line_of_quick_entry_fills_the_form(client: Client, books: Books) -> None:
    books.spend("2026-03-02", "9", books.rent, payee="Corner shop")

    page = client.get(NEW, {"quick": "corner 4.50 card 2026-03-01 #work #trip"})
    form = page.context["form"]

    wanted = ("date", "payee", "amount", "account", "category", "tags", "flow")
    assert [str(form.initial[name]) for name in wanted] == [
        "2026-03-01",
        "Corner shop",
        "4.50",
        "Test card",
        "Test rent",
        "work, trip",
        "expense",
    ]
    assert "Understood:" in page.content.decode()
    assert client.get(NEW, {"quick": "+5 Luck"}).context["form"].initial["flow"] == "income"
    assert "Understood:" not in client.get(NEW, {"quick": " "}).content.decode()


@pytest.mark.parametrize(
    ("changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_create_turns_what_people_write_into_signed_legs(
    changes: dict[str, str], expected: list[tuple[str, str]], client: Client, books: Books
) -> None:
    client.post(NEW, written(books, **changes))

    assert legs(only()) == [(name, Decimal(amount)) for name, amount in expected]


@pytest.mark.parametrize(
    ("flow", "role"),
    [
        ("expense", SystemRole.UNCATEGORISED_EXPENSE),
        ("income", SystemRole.UNCATEGORISED_INCOME),
    ],
)
def test_create_without_category_is_uncategorised(
    flow: str, role: SystemRole, client: Client, books: Books
) -> None:
    client.post(NEW, written(books, flow=flow, category=""))

    assert only().postings.latest("pk").account.system_role == role


def test_create_without_category_takes_the_payees_usual_one(client: Client, books: Books) -> None:
    payee = books.payee("Corner shop")
    payee.default_category = books.food
    payee.save()

    client.post(NEW, written(books, category=""))

    assert only().postings.latest("pk").account == books.food


def test_create_books_a_transfer(client: Client, books: Books) -> None:
    client.post(NEW, written(books, flow="transfer", to_account=books.card.pk, category=""))

    assert legs(only()) == [("Test checking", Decimal("-12.5")), ("Test card", Decimal("12.5"))]


def test_create_books_a_transfer_between_currencies(client: Client, books: Books) -> None:
    values = {"flow": "transfer", "to_account": books.dollars.pk, "to_amount": "14.00"}

    client.post(NEW, written(books, **values))

    row = only()
    found = row.postings.values_list("amount", "currency", "value").order_by("position")
    assert row.currency == "EUR"
    assert list(found) == [
        (Decimal("-12.5"), "EUR", Decimal("-12.5")),
        (Decimal(14), "USD", Decimal("12.5")),
    ]


def test_create_books_a_split_without_its_blank_lines(client: Client, books: Books) -> None:
    parts = lines((books.food, "10"), (None, "2.50"), (None, ""))

    client.post(NEW, written(books, **parts))

    assert [amount for _name, amount in legs(only())] == [
        Decimal("-12.5"),
        Decimal(10),
        Decimal("2.5"),
    ]


REFUSED = {
    "no amount": ({"amount": ""}, "This field is required."),
    "not an amount": ({"amount": "twelve"}, "This is not an amount"),
    "negative amount": ({"amount": "-3"}, "Write a positive amount and choose the type."),
    "no date": ({"date": ""}, "This field is required."),
    "impossible date": ({"date": "2026-02-31"}, "Enter a valid date."),
    "far date": ({"date": "1700-01-01"}, "Choose a date between 1900 and 2199."),
    "unknown account": ({"account": "1"}, "Select a valid choice."),
    "transfer to nowhere": ({"flow": "transfer"}, "Choose the account that receives the money."),
    "no management form": ({"line-TOTAL_FORMS": ""}, "Look at the lines of the split."),
    "long tag": ({"tags": "x" * 51}, "is longer than 50 characters."),
}


@pytest.mark.parametrize(("changes", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_create_says_what_is_wrong_and_books_nothing(
    changes: dict[str, str], message: str, client: Client, books: Books
) -> None:
    response = client.post(NEW, written(books, **changes))

    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert (Transaction.objects.count(), Payee.objects.count()) == (0, 0)


def test_create_refuses_a_transfer_to_the_same_account(client: Client, books: Books) -> None:
    response = client.post(
        NEW, written(books, flow="transfer", to_account=books.checking.pk, category="")
    )

    assert response.context["form"].errors == {
        "to_account": ["Choose another account than the one that pays."]
    }


@pytest.mark.parametrize(
    ("target", "arrived"), [("card", ("12.5", "EUR")), ("dollars", ("14", "USD"))]
)
def test_transfer_with_a_fee_is_entered_shown_and_changed(
    client: Client, books: Books, target: str, arrived: tuple[str, str]
) -> None:
    fees = Account.objects.get(household=books.household, taxonomy_id=FEES)
    assert client.get(NEW).context["form"]["fee_category"].value() == fees.pk
    to = getattr(books, target)
    values = {"flow": "transfer", "to_account": to.pk, "to_amount": "14", "fee": "1+0.35"}
    paid = written(books, **values, fee_category=fees.pk)

    client.post(NEW, paid)

    row = only()
    places = ("amount", "currency")
    assert list(row.postings.order_by("position").values_list(*places)) == [
        (Decimal("-13.85"), "EUR"),
        (Decimal(arrived[0]), arrived[1]),
        (Decimal("1.35"), "EUR"),
    ]
    form = client.get(edit_url(row)).context["form"]
    shown = {name: form[name].value() for name in ("flow", "amount", "to_account", "fee")}
    assert shown == {"flow": "transfer", "amount": "12.50", "to_account": to.pk, "fee": "1.35"}
    client.post(edit_url(row), paid | {"fee": "", "version": row.version})
    assert only().postings.get(account=books.checking).amount == Decimal("-12.5")


@pytest.mark.parametrize(
    ("fee", "category", "errors"),
    [
        ("-1", "Test rent", {"fee": ["Write a positive amount."]}),
        ("1", "", {"fee_category": ["Choose the category of the fee."]}),
    ],
)
def test_fee_that_cannot_be_is_refused(
    client: Client, books: Books, fee: str, category: str, errors: dict[str, list[str]]
) -> None:
    chosen = books.rent.pk if category == books.rent.name else ""
    values = {"flow": "transfer", "to_account": books.card.pk, "fee": fee}

    response = client.post(NEW, written(books, **values, fee_category=chosen))

    assert response.context["form"].errors == errors


def test_create_asks_how_much_arrived_in_another_currency(client: Client, books: Books) -> None:
    response = client.post(NEW, written(books, flow="transfer", to_account=books.dollars.pk))

    assert response.context["form"].errors == {"to_amount": ["Write how much arrived in USD."]}


def test_create_says_how_much_a_split_leaves_over(client: Client, books: Books) -> None:
    response = client.post(NEW, written(books, **lines((books.food, "10"), (books.rent, "1"))))

    assert response.context["form"].errors == {
        "amount": ["The lines leave 1.50 EUR of the amount over."]
    }
    assert b'<details class="split-lines" open>' in response.content


def test_create_refuses_a_line_in_another_currency(client: Client, books: Books) -> None:
    response = client.post(NEW, written(books, **lines((books.dollars, "12.50"))))

    assert response.context["form"].non_field_errors() == [
        "A line cannot go to an account in another currency: use a transfer."
    ]


def test_create_remembers_account_and_day_for_the_next(client: Client, books: Books) -> None:
    response = client.post(NEW, written(books, again="1", account=books.card.pk), follow=True)

    form = response.context["form"]
    assert response.redirect_chain == [("/transactions/new/?date=2026-03-01&flow=expense", 302)]
    assert (form["account"].value(), form["date"].value()) == (books.card.pk, date(2026, 3, 1))


def test_create_enters_a_transaction_again_today(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("b", "a"), memo="milk")

    form = client.get(f"{NEW}?like={row.pk}").context["form"]

    names = ("flow", "amount", "account", "category", "payee", "tags", "memo", "version")
    assert [form[name].value() for name in names] == [
        "expense", "12.50", books.checking.pk, books.groceries.pk, "Corner shop", "a, b", "milk",
        None,
    ]  # fmt: skip
    assert form["date"].value() == timezone.localdate(timezone=books.household.zone)


def test_create_enters_a_split_again(client: Client, books: Books) -> None:
    parts = ((books.checking, "-12.50"), (books.food, "15.00"), (books.salary, "-2.50"))
    row = books.book("2026-03-01", *parts)

    url = f"{NEW}?like={row.pk}"
    form = client.get(url).context["form"]
    again = lines((books.food, "15.00"), (books.salary, "-2.50")) | {"line-INITIAL_FORMS": "2"}
    client.post(url, written(books, **again))

    assert [line["amount"].value() for line in form.lines][:2] == ["15.00", "-2.50"]
    assert [legs(each) for each in Transaction.objects.order_by("pk")] == [legs(row)] * 2


@pytest.mark.parametrize("like", ["0", "x", "9" * 30, "legs"])
def test_create_like_nothing_that_fits_is_a_plain_form(
    client: Client, books: Books, like: str
) -> None:
    if like == "legs":
        row = books.book("2026-03-01", (books.food, "5"), (books.salary, "-5"), currency="EUR")
        like = str(row.pk)

    form = client.get(f"{NEW}?like={like}").context["form"]

    assert (form["amount"].value(), form["payee"].value()) == (None, None)


def test_update_starts_with_what_the_transaction_is(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("b", "a"), memo="milk")

    form = client.get(edit_url(row)).context["form"]

    names = ("flow", "amount", "account", "category", "payee", "tags", "memo", "version")
    assert [form[name].value() for name in names] == [
        "expense",
        "12.50",
        books.checking.pk,
        books.groceries.pk,
        "Corner shop",
        "a, b",
        "milk",
        1,
    ]


def test_update_replaces_the_legs(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")

    client.post(edit_url(row), written(books, amount="20", category=books.rent.pk, version=1))

    assert legs(row) == [("Test checking", Decimal(-20)), ("Test rent", Decimal(20))]


def test_update_of_a_split_shows_its_lines(client: Client, books: Books) -> None:
    row = books.book(
        "2026-03-01",
        (books.checking, "-12.50"),
        (books.food, "15.00"),
        (books.salary, "-2.50"),
    )

    form = client.get(edit_url(row)).context["form"]

    assert form["amount"].value() == "12.50"
    assert [(line["account"].value(), line["amount"].value()) for line in form.lines][:2] == [
        (books.food.pk, "15.00"),
        (books.salary.pk, "-2.50"),
    ]


def test_update_shows_a_transfer_from_the_account_that_pays(client: Client, books: Books) -> None:
    row = books.book("2026-03-01", (books.card, "30"), (books.checking, "-30"))

    form = client.get(edit_url(row)).context["form"]

    assert [form[name].value() for name in ("flow", "account", "to_account", "to_amount")] == [
        "transfer",
        books.checking.pk,
        books.card.pk,
        "30.00",
    ]


def test_update_of_legs_that_fit_no_form_keeps_them(client: Client, books: Books) -> None:
    row = books.book("2026-03-01", (books.food, "3"), (books.rent, "-3"), currency="EUR")

    client.post(edit_url(row), {"date": "2026-03-02", "memo": "moved", "status": "cleared"})

    row.refresh_from_db()
    assert (row.date, row.memo) == (date(2026, 3, 2), "moved")
    assert legs(row) == [("Test food", Decimal(3)), ("Test rent", Decimal(-3))]


def test_update_of_a_stale_version_is_refused_kindly(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    client.post(edit_url(row), written(books, amount="20", version=1))

    response = client.post(edit_url(row), written(books, amount="30", version=1))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        (
            "Somebody changed this transaction meanwhile. Look at it again. "
            '<a href="">Load it as it is now</a>'
        )
    ]
    assert legs(row)[0] == ("Test checking", Decimal(-20))


def row_values(row: Transaction, **values: Any) -> dict[str, Any]:
    """Return what the form in a row sends."""
    sent = {"date": "2026-03-01", "status": "cleared", "version": row.version, **values}
    return {f"row-{row.pk}-{name}": value for name, value in sent.items()}


def test_update_by_htmx_is_a_form_in_the_row(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")

    response = client.get(edit_url(row), headers=HTMX)

    assert response.content.strip().startswith(f'<tr id="transaction-row-{row.pk}"'.encode())
    assert (b"<html" in response.content, b"data-row-form" in response.content) == (False, True)


def test_update_in_the_row_answers_with_the_row_and_a_toast(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    sent = row_values(row, amount="13", category=books.rent.pk, payee="Landlord")

    response = client.post(edit_url(row), sent, headers=HTMX)

    assert legs(row) == [("Test checking", Decimal(-13)), ("Test rent", Decimal(13))]
    assert response.content.strip().startswith(f'<tr id="transaction-row-{row.pk}"'.encode())
    assert '"message": "Saved: 2026-03-01 Landlord"' in response["HX-Trigger"]


@pytest.mark.parametrize(
    ("query", "changes"),
    [("", {"date": "2026-03-05"}), ("?account={checking}", {"amount": "99"})],
    ids=["another day", "balances below"],
)
def test_update_in_the_row_draws_the_page_anew_when_others_change(
    query: str, changes: dict[str, str], client: Client, books: Books
) -> None:
    row = books.spend("2026-03-01", "12.50")
    sent = row_values(row, **{"amount": "12.50", "category": books.rent.pk, **changes})
    url = edit_url(row) + query.format(checking=books.checking.pk)

    response = client.post(url, sent, headers=HTMX)

    assert (response["HX-Refresh"], response.content) == ("true", b"")


def test_update_in_the_row_shows_errors_there(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")

    response = client.post(edit_url(row), row_values(row, amount=""), headers=HTMX)

    assert response.status_code == 422
    assert response.context["form"].errors == {"amount": ["This field is required."]}
    assert b"<html" not in response.content


def test_update_in_the_row_keeps_the_legs_of_a_split(client: Client, books: Books) -> None:
    parts = ((books.checking, "-12.50"), (books.food, "10"), (books.rent, "2.50"))
    row = books.book("2026-03-01", *parts)

    client.post(edit_url(row), row_values(row, memo="shared"), headers=HTMX)

    row.refresh_from_db()
    assert (row.memo, len(legs(row))) == ("shared", 3)


def test_detail_tells_postings_origin_and_history(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50", payee="Corner shop", tags=("trip",))

    response = client.get(reverse("ledger:transaction-detail", args=[row.pk]))

    shown = [(leg.account.name, str(leg.amount), leg.url) for leg in response.context["legs"]]
    assert shown == [
        ("Test checking", "-12.50000000 EUR", f"/ledger/accounts/{books.checking.pk}/"),
        (
            "Test groceries",
            "12.50000000 EUR",
            f"/transactions/?category={books.groceries.pk}",
        ),
    ]
    assert [act.summary for act in response.context["acts"]] == ["Recorded 2026-03-01 Corner shop"]


def test_detail_by_htmx_is_the_row_with_its_balance(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    books.spend("2026-03-02", "1.00")
    url = reverse("ledger:transaction-detail", args=[row.pk])

    response = client.get(f"{url}?account={books.checking.pk}", headers=HTMX)

    text = response.content.decode()
    amount, balance = re.findall(r'<td class="cell-amount">(.*?)</td>', text)
    assert "12.50" in amount
    assert "12.50" in balance
    assert "<html" not in text


def test_delete_moves_to_the_trash_and_goes_back(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")

    response = client.post(
        reverse("ledger:transaction-delete", args=[row.pk]),
        headers={"Referer": "http://testserver/transactions/?q=x"},
    )

    row.refresh_from_db()
    assert (row.deleted_at is None, response["Location"]) == (False, "/transactions/?q=x")


def test_delete_never_goes_to_another_site(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    url = reverse("ledger:transaction-delete", args=[row.pk])

    response = client.post(url, {"next": "https://evil.example/"})

    assert response["Location"] == "/transactions/"


def test_restore_takes_out_of_the_trash(client: Client, books: Books) -> None:
    row = books.spend("2026-03-01", "12.50")
    client.post(reverse("ledger:transaction-delete", args=[row.pk]))

    client.post(reverse("ledger:transaction-restore", args=[row.pk]))

    row.refresh_from_db()
    assert row.deleted_at is None
