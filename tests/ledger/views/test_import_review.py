from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import Job
from ledger.enums import AccountKind, BatchState
from ledger.models import ImportBatch, ImportProfile, Transaction
from ledger.services.uploads import source_of
from tests.factories.books import Books
from tests.ledger.views.conftest import HTMX, QueryCount
from tests.ledger.views.importing import CSV, OFX, UNCLEAR, reading, uploaded

pytestmark = pytest.mark.usefixtures("private_media")


@pytest.fixture
def batch(client: Client, books: Books) -> ImportBatch:
    return uploaded(client, books)


def url(batch: ImportBatch, verb: str = "review") -> str:
    return reverse(f"ledger:import-{verb}", args=[batch.pk])


def columns(client: Client, batch: ImportBatch) -> list[str]:
    form = client.get(url(batch)).context["form"]
    return [field.value() for field in form.columns]


def test_table_shows_what_was_detected(client: Client, batch: ImportBatch) -> None:
    page = client.get(url(batch))

    rows = page.context["rows"]
    assert columns(client, batch) == ["date", "payee", "amount", "balance"]
    assert [(row.line, row.amount.amount, row.words) for row in rows] == [
        (2, Decimal("-4.50"), "Baker"),
        (3, Decimal("1200.00"), "Employer"),
        (4, Decimal("-700.00"), "Landlord"),
    ]
    assert "comma, utf-8" in page.content.decode()


def test_exact_format_shows_its_first_rows_without_a_mapping(client: Client, books: Books) -> None:
    batch = uploaded(client, books, OFX, "a.ofx")

    page = client.get(url(batch))

    assert [row.words for row in page.context["rows"]] == ["Cinema", "Friend"]
    assert "•••• 6789" in page.content.decode()
    assert "123456789" not in page.content.decode()
    assert "date_order" not in page.context["form"].fields


def test_doubt_stands_beside_its_field_with_what_else_fits(client: Client, books: Books) -> None:
    batch = uploaded(client, books, UNCLEAR)

    form = client.get(url(batch)).context["form"]

    assert "It could also be: Month, day, year: 12/31/2026." in form["date_order"].help_text


def test_change_is_previewed_at_once(client: Client, books: Books) -> None:
    batch = uploaded(client, books, UNCLEAR)
    sent = reading(client, batch, date_order="mdy")

    answer = client.post(url(batch), sent, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "1 Feb 2026" not in page
    assert "4 Mar 2026" in page


def test_change_without_scripts_is_kept_and_shown_anew(client: Client, batch: ImportBatch) -> None:
    answer = client.post(url(batch), reading(client, batch, sign_rule="inverted"))

    page = client.get(answer["Location"])
    first, *_rest = page.context["rows"]
    assert first.amount.amount == Decimal("4.50")


def test_change_that_is_taken_back_leaves_the_file_as_it_was_detected(
    client: Client, batch: ImportBatch
) -> None:
    detected = dict(batch.options)
    for rule, order in (("inverted", ""), ("as_printed", "ascending")):
        client.post(url(batch), reading(client, batch, sign_rule=rule))

        batch.refresh_from_db()
        assert (batch.options["sign_rule"], batch.options["balance_order"]) == (rule, order)
    assert batch.options == detected


def test_account_can_be_changed(client: Client, books: Books, batch: ImportBatch) -> None:
    client.post(url(batch), reading(client, batch, account=books.card.pk))

    batch.refresh_from_db()
    assert batch.account == books.card


def test_other_delimiter_finds_the_columns_anew(client: Client, books: Books) -> None:
    batch = uploaded(
        client, books, b"Date;Payee;Amount\n2026-03-01;A, b;-4.50\n2026-03-02;C, d;9\n"
    )
    wrong = reading(client, batch, delimiter="comma")
    client.post(url(batch), wrong)

    right = reading(client, batch, delimiter="semicolon")
    client.post(url(batch), right)

    assert columns(client, batch) == ["date", "payee", "amount"]


def test_new_sign_column_brings_its_words(client: Client, books: Books) -> None:
    data = b"Date,Payee,Amount,Kind\n" + b"".join(
        b"2026-03-%02d,Shop,%d.00,%s\n" % (day, day, b"Debit" if day % 2 else b"Credit")
        for day in range(1, 9)
    )
    batch = uploaded(client, books, data)
    client.post(url(batch), reading(client, batch, column_3=""))

    client.post(url(batch), reading(client, batch, column_3="sign"))

    form = client.get(url(batch)).context["form"]
    assert (form["out_words"].value(), form["in_words"].value()) == ("Debit", "Credit")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"column_1": "date"}, "Columns 1, 2 are all “Date”: leave it on one of them."),
        ({"column_0": ""}, "date: name the column that holds the date"),
        ({"column_2": ""}, "amount: name the column of the amount, or those of money in and out"),
        ({"date_order": "dym"}, "Select a valid choice. dym is not one of the available choices."),
        ({"header_row": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"default_currency": "<b>"}, "Write a currency code such as EUR."),
        ({"account": "77777"}, "Select a valid choice. 77777 is not one of the available choices."),
    ],
)
def test_impossible_reading_is_explained_in_the_form(
    client: Client, batch: ImportBatch, changes: dict[str, str], error: str
) -> None:
    before = batch.options
    for headers in ({}, HTMX):
        answer = client.post(url(batch), reading(client, batch, **changes), headers=headers)

        errors = [text for texts in answer.context["form"].errors.values() for text in texts]
        assert answer.status_code == 422
        assert errors == [error]
    batch.refresh_from_db()
    assert batch.options == before


def test_reading_that_yields_nothing_says_so(client: Client, batch: ImportBatch) -> None:
    swapped = reading(client, batch, column_0="payee", column_1="date")

    answer = client.post(url(batch), swapped, headers=HTMX)

    assert {row.is_problem for row in answer.context["rows"]} == {True}
    summary = client.get(url(batch, "summary"), headers=HTMX).content.decode()
    assert "This cannot be imported" in summary


def test_summary_counts_without_leaving_anything(client: Client, batch: ImportBatch) -> None:
    page = client.get(url(batch, "summary"))

    report = page.context["report"]
    assert (report.added, report.matched, report.skipped, report.failed) == (3, 0, 0, 0)
    assert not Transaction.objects.filter(import_batch=batch).exists()
    batch.refresh_from_db()
    assert batch.state == BatchState.UPLOADED


def test_summary_tells_the_opening_balance_and_the_tie_out(
    client: Client, books: Books, batch: ImportBatch
) -> None:
    page = client.get(url(batch, "summary"))

    assert page.context["opening"].amount == Decimal("100.00")
    assert page.context["difference"].amount == 0
    assert "ties out" in page.content.decode()


def test_summary_shows_twins_side_by_side(client: Client, books: Books, batch: ImportBatch) -> None:
    books.spend("2026-03-02", "4.50", payee="Baker")

    page = client.get(url(batch, "summary"))

    (twin,) = page.context["twins"]
    assert (twin.row.description, twin.known.payee) == ("Baker", "Baker")
    assert twin.row.reason == "same payee and amount, entered before"
    assert "same payee and amount, entered before" in page.content.decode()


def test_summary_names_unreadable_rows(client: Client, books: Books) -> None:
    batch = uploaded(client, books, CSV + b"31.31.2026,Ghost,-1.00,594.50\n")

    page = client.get(url(batch, "summary"))

    (problem,) = page.context["failed"]
    assert problem.line == 5
    assert problem.message in page.content.decode().replace("&#x27;", "'")


def test_summary_names_accounts_that_will_be_made(client: Client, books: Books) -> None:
    data = b"Date,Payee,Amount,Currency\n2026-03-01,A,-4.50,EUR\n2026-03-02,B,-3.00,USD\n"
    batch = uploaded(client, books, data)

    page = client.get(url(batch, "summary"))

    assert page.context["report"].accounts_made == ("Test checking USD",)


def test_summary_is_a_part_for_htmx(client: Client, batch: ImportBatch) -> None:
    part = client.get(url(batch, "summary"), headers=HTMX).content.decode()

    assert part.strip().startswith('<div class="stack" id="summary">')


def test_run_queues_the_import(client: Client, batch: ImportBatch) -> None:
    answer = client.post(url(batch, "run"), reading(client, batch))

    batch.refresh_from_db()
    assert answer["Location"] == f"/imports/{batch.pk}/"
    assert batch.state == BatchState.RUNNING
    assert Job.objects.get().payload == {"batch": batch.pk}


def test_run_twice_queues_once(client: Client, batch: ImportBatch) -> None:
    sent = reading(client, batch)
    for _ in range(2):
        client.post(url(batch, "run"), sent)

    assert Job.objects.count() == 1


def test_run_reads_the_file_as_the_form_says(client: Client, batch: ImportBatch) -> None:
    client.post(url(batch, "run"), reading(client, batch, sign_rule="inverted"))

    batch.refresh_from_db()
    assert batch.options["sign_rule"] == "inverted"


def test_run_with_an_impossible_reading_goes_back_to_the_form(
    client: Client, batch: ImportBatch
) -> None:
    answer = client.post(url(batch, "run"), reading(client, batch, column_0=""))

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_corrected_mapping_is_kept_for_the_account(
    client: Client, books: Books, batch: ImportBatch
) -> None:
    client.post(url(batch, "run"), reading(client, batch, sign_rule="inverted"))

    later = uploaded(client, books, CSV.replace(b"2026-03", b"2026-04"))
    assert ImportProfile.objects.get().name == "Date, Payee, Amount"
    assert later.options["sign_rule"] == "inverted"


def test_mapping_is_not_kept_when_the_person_says_so(client: Client, batch: ImportBatch) -> None:
    sent = reading(client, batch, sign_rule="inverted")
    del sent["is_kept"]

    client.post(url(batch, "run"), sent)

    assert not ImportProfile.objects.exists()


def test_mapping_that_was_only_detected_is_not_kept(client: Client, batch: ImportBatch) -> None:
    client.post(url(batch, "run"), reading(client, batch))

    assert not ImportProfile.objects.exists()


def test_hostile_cells_are_escaped(client: Client, books: Books) -> None:
    data = b'Date,"<script>alert(1)</script>",Amount\n2026-03-01,"<img src=x onerror=y>",-4.50\n'
    batch = uploaded(client, books, data)

    for verb in ("review", "summary"):
        page = client.get(url(batch, verb)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_discarded_file_is_gone(client: Client, batch: ImportBatch) -> None:
    answer = client.post(url(batch, "discard"))

    assert answer["Location"] == "/imports/"
    assert not ImportBatch.objects.exists()


def test_file_that_vanished_is_explained(client: Client, batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(stored_file="imports/0/none")

    for verb in ("review", "summary"):
        assert client.get(url(batch, verb)).status_code == 200
        assert "no longer kept" in client.get(url(batch, verb)).content.decode()


def test_upload_is_never_served(client: Client, batch: ImportBatch) -> None:
    for prefix in ("/media/", "/static/", "/"):
        assert client.get(prefix + batch.stored_file).status_code == 404
    assert ContentFile(source_of(batch).read(1_000)).read() == CSV


VERBS = ("review", "summary", "run", "cancel", "undo", "discard", "detail")


@pytest.mark.parametrize("verb", VERBS)
def test_stranger_finds_nothing(
    client: Client, stranger: Client, batch: ImportBatch, verb: str
) -> None:
    answers = {
        stranger.get(url(batch, verb)).status_code,
        stranger.post(url(batch, verb)).status_code,
    }

    assert answers - {405} == {404}


@pytest.mark.parametrize("verb", VERBS)
def test_signed_out_reader_is_sent_to_sign_in(
    anonymous: Client, batch: ImportBatch, verb: str
) -> None:
    answers = [anonymous.get(url(batch, verb)), anonymous.post(url(batch, verb))]

    locations = [answer.headers.get("Location", "") for answer in answers]
    assert {answer.status_code for answer in answers} <= {302, 405}
    assert any(place.startswith(reverse("account_login")) for place in locations)


@pytest.mark.parametrize("verb", ["review", "summary", "run", "cancel", "undo", "discard"])
def test_viewer_may_only_look(viewer: Client, batch: ImportBatch, verb: str) -> None:
    answers = {viewer.get(url(batch, verb)).status_code, viewer.post(url(batch, verb)).status_code}

    assert answers <= {403, 405}
    assert 403 in answers
    assert viewer.get(url(batch, "detail")).status_code == 200


@pytest.mark.parametrize("verb", ["run", "cancel", "undo", "discard"])
def test_acts_are_not_done_by_a_link(client: Client, batch: ImportBatch, verb: str) -> None:
    assert client.get(url(batch, verb)).status_code == 405


@pytest.mark.parametrize("rows", [3, 300])
def test_page_asks_few_queries(
    client: Client,
    books: Books,
    count_queries: Callable[[], AbstractContextManager[QueryCount]],
    rows: int,
) -> None:
    lines = b"".join(b"2026-03-01,Shop %d,-%d.00\n" % (n, n) for n in range(1, rows + 1))
    batch = uploaded(client, books, b"Date,Payee,Amount\n" + lines)

    with count_queries() as count:
        client.get(url(batch))

    assert count.value <= 12


def test_account_kinds_of_places_can_be_chosen(client: Client, books: Books) -> None:
    card = books.account("Old card", AccountKind.CREDIT_CARD, "EUR")
    batch = uploaded(client, books)

    options = dict(client.get(url(batch)).context["form"].fields["account"].choices)

    assert card.pk in options
    assert books.food.pk not in options
