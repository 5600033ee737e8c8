"""Moving in by the pages: an export is sent, looked at, moved in by a job and taken back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.roles import Role
from accounts.scope import enter_household
from accounts.services.job_runs import run_queued_job
from ledger.enums import BatchState
from ledger.models import Account, ImportBatch, Transaction
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.ledger.imports.books.exports import ACTUAL, FIREFLY_CSV, HLEDGER, YNAB_ZIP
from tests.ledger.views.importing import CSV, send

pytestmark = pytest.mark.usefixtures("private_media")


@pytest.fixture
def waiting(client: Client, books: Books) -> ImportBatch:
    """Books that wait for their review."""
    send(client, books, ("ynab.zip", YNAB_ZIP), account="")
    return ImportBatch.objects.get()


@pytest.fixture
def moved(
    client: Client,
    books: Books,
    waiting: ImportBatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> ImportBatch:
    """Books that were moved in."""
    client.post(reverse("ledger:import-run", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.job_id is not None
    with django_capture_on_commit_callbacks(execute=True):
        run_queued_job(books.household.pk, waiting.job_id)
    enter_household(books.household.pk)
    waiting.refresh_from_db()
    return waiting


def test_books_need_no_account(client: Client, books: Books) -> None:
    response = send(client, books, ("actual.zip", ACTUAL), account="")

    batch = ImportBatch.objects.get()
    assert response["Location"] == reverse("ledger:import-review", args=[batch.pk])
    assert (batch.account, batch.format) == (None, "actual")


def test_books_are_books_whatever_account_is_preselected(client: Client, books: Books) -> None:
    send(client, books, ("f.csv", FIREFLY_CSV))

    assert ImportBatch.objects.get().is_books


def test_statement_still_needs_an_account(client: Client, books: Books) -> None:
    response = send(client, books, ("ynab.zip", YNAB_ZIP), ("b.csv", CSV), account="")

    assert response.status_code == 422
    assert "Choose the account" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_new_account_is_for_statements_alone(client: Client, books: Books) -> None:
    send(client, books, ("ynab.zip", YNAB_ZIP), account="", new_name="Mine", new_kind="checking")

    assert not Account.objects.filter(name="Mine").exists()


def test_review_shows_places_and_what_is_left_out(client: Client, waiting: ImportBatch) -> None:
    page = client.get(reverse("ledger:import-review", args=[waiting.pk]))

    text = page.content.decode()
    assert page.status_code == 200
    assert [place.name for place in page.context["books"].places] == ["Checking", "Savings"]
    assert "budgeted amounts" in text
    assert "3,115.70" in text


def test_review_has_as_many_queries_for_few_rows_and_many(
    client: Client, books: Books, django_assert_max_num_queries: object
) -> None:
    many = HLEDGER + b"".join(
        b"\n2024-02-%02d x\n    expenses:food  1 EUR\n    assets:cash%d\n" % (n % 28 + 1, n)
        for n in range(60)
    )
    send(client, books, ("a.journal", HLEDGER), account="")
    send(client, books, ("b.journal", many), account="")

    for batch in ImportBatch.objects.all():
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            page = client.get(reverse("ledger:import-review", args=[batch.pk]))
        assert page.status_code == 200


def test_summary_is_a_dry_run(client: Client, waiting: ImportBatch) -> None:
    url = reverse("ledger:import-summary", args=[waiting.pk])

    whole = client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "Both sides agree" in whole
    assert part.lstrip().startswith('<div class="stack" id="summary">')
    assert not Transaction.objects.exists()


def test_job_moves_in_and_the_report_stays(client: Client, moved: ImportBatch) -> None:
    page = client.get(reverse("ledger:import-detail", args=[moved.pk])).content.decode()

    assert (moved.state, moved.added_count, moved.stored_file) == (BatchState.POSTED, 4, "")
    assert "Both sides agree" in page
    assert "budgeted amounts" in page


def test_moved_books_are_listed_and_taken_back(client: Client, moved: ImportBatch) -> None:
    listed = client.get(reverse("ledger:import-list")).content.decode()
    client.post(reverse("ledger:import-undo", args=[moved.pk]))

    moved.refresh_from_db()
    page = client.get(reverse("ledger:import-detail", args=[moved.pk]))
    assert "Whole books" in listed
    assert (moved.state, page.status_code) == (BatchState.UNDONE, 200)
    assert not Transaction.objects.exists()


def test_place_goes_where_it_is_sent(client: Client, books: Books, waiting: ImportBatch) -> None:
    url = reverse("ledger:import-run", args=[waiting.pk])

    client.post(url, {"place_0": books.checking.pk})

    waiting.refresh_from_db()
    assert waiting.options["places"] == {"place:Checking": books.checking.pk}
    assert waiting.state == BatchState.RUNNING


def test_place_of_another_currency_is_not_offered(
    client: Client, books: Books, waiting: ImportBatch
) -> None:
    url = reverse("ledger:import-run", args=[waiting.pk])

    response = client.post(url, {"place_0": books.dollars.pk})

    assert response.status_code == 422
    waiting.refresh_from_db()
    assert waiting.state == BatchState.UPLOADED


def test_member_who_may_not_open_accounts_is_told(books: Books, waiting: ImportBatch) -> None:
    client = Client()
    client.force_login(make_member(books.household, Role.MEMBER).user)  # type: ignore[arg-type]

    page = client.get(reverse("ledger:import-review", args=[waiting.pk])).content.decode()
    answer = client.post(reverse("ledger:import-run", args=[waiting.pk]))

    assert "which your role does not allow" in page
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["import-review", "import-summary", "import-detail"])
def test_stranger_and_nobody_see_no_books(
    name: str, stranger: Client, anonymous: Client, waiting: ImportBatch
) -> None:
    url = reverse(f"ledger:{name}", args=[waiting.pk])

    assert stranger.get(url).status_code == 404
    assert anonymous.get(url).status_code == 302
