from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.roles import Role
from ledger.enums import BatchState
from ledger.models import Account, ImportBatch
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.ledger.views.conftest import QueryCount
from tests.ledger.views.importing import CSV, OFX, QIF, send, uploaded

pytestmark = pytest.mark.usefixtures("private_media")
NEW = "/imports/new/"


def test_form_takes_several_files(client: Client, books: Books) -> None:
    page = client.get(NEW)

    assert page.status_code == 200
    assert 'type="file"' in page.content.decode()
    assert "multiple" in page.content.decode()


def test_file_goes_on_to_its_review(client: Client, books: Books) -> None:
    response = send(client, books, ("march.csv", CSV))

    batch = ImportBatch.objects.get()
    assert response["Location"] == f"/imports/{batch.pk}/review/"
    assert (batch.file_name, batch.state, batch.account_id) == (
        "march.csv",
        BatchState.UPLOADED,
        books.checking.pk,
    )


def test_several_files_wait_one_by_one(client: Client, books: Books) -> None:
    send(client, books, ("a.csv", CSV), ("b.ofx", OFX), ("c.qif", QIF))

    found = ImportBatch.objects.order_by("pk").values_list("file_name", "format")
    assert list(found) == [("a.csv", "csv"), ("b.ofx", "ofx"), ("c.qif", "qif")]
    page = client.get("/imports/").content.decode()
    assert page.count("to review") == 3


def test_file_that_is_refused_leaves_the_others(client: Client, books: Books) -> None:
    response = send(client, books, ("holiday.jpg", b"\xff\xd8\xff\xe0 photo"), ("b.ofx", OFX))

    batch = ImportBatch.objects.get()
    page = client.get(response["Location"]).content.decode()
    assert batch.file_name == "b.ofx"
    assert "holiday.jpg" in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0 photo"),
        ("statement.pdf", b"%PDF-1.7 1 0 obj"),
        ("nothing.csv", b""),
        ("words.csv", b"just some words\nin a text\n"),
        ("nul.csv", b"\x00" * 500),
        ("<script>alert(1)</script>.csv", b"hello"),
        (
            "bomb.xml",
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><Document>&b;</Document>',
        ),
    ],
)
def test_file_that_is_no_statement_is_refused_in_the_form(
    client: Client, books: Books, private_media: Path, name: str, data: bytes
) -> None:
    response = send(client, books, (name, data))

    page = response.content.decode()
    assert response.status_code == 422
    assert "errorlist" in page
    assert "<script>alert" not in page
    assert not ImportBatch.objects.exists()
    assert [path for path in private_media.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name",
    ["../../../etc/cron.d/x.csv", "..\\..\\x.csv", '"><img src=x onerror=alert(1)>.csv', "x" * 400],
)
def test_hostile_name_is_only_shown(
    client: Client, books: Books, private_media: Path, name: str
) -> None:
    batch = uploaded(client, books, name=name)

    page = client.get(f"/imports/{batch.pk}/review/").content.decode()
    (path,) = [path for path in private_media.rglob("*") if path.is_file()]
    assert path.parent == private_media / "imports" / str(books.household.pk)
    assert "<img src=x" not in page
    assert ".." not in batch.file_name.split("/")


def test_file_may_go_to_a_new_account(client: Client, books: Books) -> None:
    send(client, books, ("a.csv", CSV), account="", new_name="New bank", new_currency="eur")

    account = Account.objects.get(name="New bank")
    assert (account.kind, account.currency) == ("checking", "EUR")
    assert ImportBatch.objects.get().account == account


@pytest.mark.parametrize(
    ("data", "currency"),
    [(OFX.replace(b"EUR", b"CHF"), "CHF"), (CSV, "EUR"), (QIF, "EUR")],
    ids=["stated", "a table that states none", "a format that states none"],
)
def test_new_account_has_the_currency_of_its_file(
    client: Client, books: Books, data: bytes, currency: str
) -> None:
    send(client, books, ("a", data), account="", new_name="New bank")

    assert Account.objects.get(name="New bank").currency == currency


def test_new_account_goes_before_the_one_that_was_preselected(client: Client, books: Books) -> None:
    send(client, books, ("a.csv", CSV), new_name="New bank")

    assert ImportBatch.objects.get().account.name == "New bank"


def test_new_account_is_not_opened_for_a_refused_file(client: Client, books: Books) -> None:
    response = send(client, books, ("a", b"hello"), account="", new_name="N", new_currency="EUR")

    assert response.status_code == 422
    assert not Account.objects.filter(name="N").exists()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"account": ""}, "Choose the account that the files are of."),
        (
            {"account": "", "new_name": "N", "new_currency": "€"},
            "Write a currency code such as EUR.",
        ),
        (
            {"account": "999999"},
            "Select a valid choice. 999999 is not one of the available choices.",
        ),
    ],
)
def test_account_has_to_be_named(
    client: Client, books: Books, fields: dict[str, str], error: str
) -> None:
    response = send(client, books, ("a.csv", CSV), **fields)

    errors = [text for texts in response.context["form"].errors.values() for text in texts]
    assert response.status_code == 422
    assert error in [text.replace("'", "’") for text in errors]


def test_file_has_to_be_chosen(client: Client, books: Books) -> None:
    response = client.post(NEW, {"account": books.checking.pk})

    assert response.status_code == 422
    assert response.context["form"].errors["uploads"] == ["Choose a file, or drop it here."]


def test_account_of_another_household_is_not_offered(
    stranger: Client, client: Client, books: Books
) -> None:
    response = send(stranger, books, ("a.csv", CSV))

    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


def test_file_above_the_limit_gets_the_page_with_the_way_out(
    client: Client, books: Books, settings: Settings, private_media: Path
) -> None:
    settings.UPLOAD_LIMIT = len(CSV) - 1

    response = send(client, books, ("a.csv", CSV))

    assert response.status_code == 413
    assert "import_file" in response.content.decode()
    assert not private_media.joinpath("imports").exists()


def test_request_far_above_the_limit_is_cut_off(
    client: Client, books: Books, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT = 1_000

    response = send(client, books, ("a.csv", b"x" * 200_000))

    assert response.status_code == 413


def test_each_file_has_the_limit_for_itself(
    client: Client, books: Books, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT = len(OFX)

    send(client, books, ("a.csv", CSV), ("b.ofx", OFX))

    assert ImportBatch.objects.count() == 2


def test_too_many_files_are_refused(client: Client, books: Books) -> None:
    response = send(client, books, *[(f"{n}.csv", CSV) for n in range(21)])

    assert response.context["form"].errors["uploads"] == ["Send at most 20 files at a time."]


def test_signed_out_reader_is_sent_to_sign_in(anonymous: Client, books: Books) -> None:
    response = anonymous.post(NEW, {"uploads": SimpleUploadedFile("a.csv", CSV)})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_viewer_may_not_send_files(viewer: Client, books: Books) -> None:
    assert viewer.get(NEW).status_code == 403
    assert send(viewer, books, ("a.csv", CSV)).status_code == 403


def test_member_who_may_not_open_accounts_is_not_offered_to(books: Books) -> None:
    member = Client()
    member.force_login(make_member(books.household, Role.MEMBER).user)  # type: ignore[arg-type]

    page = member.get(NEW).content.decode()
    send(member, books, ("a.csv", CSV), account="", new_name="N", new_currency="EUR")

    assert "new_name" not in page
    assert not Account.objects.filter(name="N").exists()


def test_other_methods_are_refused(client: Client, books: Books) -> None:
    assert client.delete(NEW).status_code == 405


def test_page_asks_few_queries(
    client: Client,
    books: Books,
    count_queries: Callable[[], AbstractContextManager[QueryCount]],
) -> None:
    with count_queries() as count:
        client.get(NEW)

    assert count.value <= 12
