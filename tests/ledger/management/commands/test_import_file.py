from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.imports.tabular.mapping import TabularMapping
from ledger.models import Account, ImportBatch, ImportProfile, Transaction
from tests.factories.books import Books
from tests.factories.periods import make_closed_month
from tests.ledger.imports.bank import csv, live, ofx

RENT = ("2026-02-28", "Landlord", "-700.00")
COFFEE = ("2026-03-02", "Coffee Bar", "-3.50")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "march.csv"
    path.write_bytes(csv(RENT, COFFEE))
    return path


def run(books: Books, path: Path, *more: str, account: str = "Test checking") -> dict[str, Any]:
    out = StringIO()
    given = ("--household", str(books.household.pk), "--account", account, "--json", *more)
    call_command("import_file", str(path), *given, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def refusal(books: Books, path: Path, *more: str, account: str = "Test checking") -> str:
    with pytest.raises(CommandError) as caught:
        run(books, path, *more, account=account)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_answer_has_the_keys_that_scripts_rely_on(books: Books, file: Path) -> None:
    answer = run(books, file)

    batch = ImportBatch.objects.get()
    assert answer.pop("rows_per_second") > 0
    assert answer == {
        "batch": batch.pk,
        "added": 2,
        "matched": 0,
        "skipped": 0,
        "failed": 0,
        "sums": {"": "-703.50"},
        "first_date": "2026-02-28",
        "last_date": "2026-03-02",
        "statement_balance": None,
        "ledger_balance": None,
        "difference": None,
        "opening_balance": None,
        "accounts_made": [],
        "errors": [],
        "warnings": [],
        "rows": [],
    }
    assert live(books) == [("2026-02-28", "-700"), ("2026-03-02", "-3.5")]


def test_balances_are_exact_decimals(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "a.ofx"
    path.write_bytes(ofx((*COFFEE, "1"), balance=("96.50", "2026-03-31")))

    answer = run(books, path)

    figures = [answer["statement_balance"], answer["ledger_balance"], answer["difference"]]
    assert [float(figure) for figure in figures] == [96.5, 96.5, 0]
    assert all("E" not in figure for figure in figures)
    assert float(answer["opening_balance"]) == 100


def test_second_run_skips_every_row_and_says_why(books: Books, file: Path) -> None:
    run(books, file)

    answer = run(books, file)

    assert (answer["added"], answer["skipped"]) == (0, 2)
    assert answer["rows"][0] == {"line": 2, "outcome": "skipped", "reason": "already imported"}


def test_dry_run_changes_nothing(books: Books, file: Path) -> None:
    answer = run(books, file, "--dry-run")

    assert answer["added"] == 2
    assert (Transaction.objects.exists(), ImportBatch.objects.exists()) == (False, False)


def test_failed_rows_are_named(books: Books, file: Path) -> None:
    make_closed_month(books.household, "2026-02")

    answer = run(books, file)

    assert (answer["added"], answer["failed"]) == (1, 1)
    assert answer["rows"] == [
        {"line": 2, "outcome": "failed", "reason": "the period 2026-02-01 to 2026-02-28 is closed"}
    ]


def test_no_opening_balance_when_not_wanted(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "a.ofx"
    path.write_bytes(ofx((*COFFEE, "1"), balance=("96.50", "2026-03-31")))

    answer = run(books, path, "--no-opening")

    assert (answer["opening_balance"], float(answer["difference"])) == (None, 100)


def test_profile_reads_the_file_as_it_says(books: Books, file: Path) -> None:
    found = run(books, file, "--dry-run")
    mapping = TabularMapping(date=0, payee=(1,), amount=2, first_row=1, sign_rule="inverted")
    ImportProfile.objects.create(
        household=books.household,
        account=books.checking,
        name="My bank",
        format="csv",
        options=mapping.to_options(),
    )

    answer = run(books, file, "--profile", "my bank")

    assert (found["sums"], answer["sums"]) == ({"": "-703.50"}, {"": "703.50"})


@pytest.mark.parametrize("given", ["test CHECKING", "id"])
def test_account_is_named_or_numbered(books: Books, file: Path, given: str) -> None:
    account = str(books.checking.pk) if given == "id" else given

    assert run(books, file, account=account)["added"] == 2


def test_missing_file_is_refused(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "gone.csv"

    assert refusal(books, path) == f"{path}: No such file or directory"


def test_file_that_is_no_statement_is_refused_with_its_name(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")

    assert refusal(books, path).startswith(f"{path}: ")


def test_unknown_account_is_refused_with_those_that_are(books: Books, file: Path) -> None:
    text = refusal(books, file, account="Nothing")

    assert text.startswith("there is no account 'Nothing'; there are: ")
    assert "Test checking" in text


def test_category_is_no_account_to_import_into(books: Books, file: Path) -> None:
    assert refusal(books, file, account="Test food").startswith("there is no account")


def test_name_of_two_accounts_is_refused(books: Books, file: Path) -> None:
    books.account("Test checking", "savings", "EUR", parent=books.card)  # type: ignore[arg-type]

    assert refusal(books, file) == "several accounts are named 'Test checking': give the id"


def test_unknown_profile_is_refused(books: Books, file: Path) -> None:
    text = refusal(books, file, "--profile", "x")

    assert text == "Test checking has no saved mapping 'x'"


def test_unknown_household_is_refused(books: Books, file: Path) -> None:
    with pytest.raises(CommandError, match="there is no household 'Nobody'"):
        call_command("import_file", str(file), "--household", "Nobody", "--account", "x")


def test_text_answer_is_for_people(books: Books, file: Path) -> None:
    out = StringIO()
    household = books.household.name

    call_command(
        "import_file", str(file), "--household", household, "--account", "Test card", stdout=out
    )

    lines = out.getvalue().splitlines()
    assert lines[1:4] == ["added: 2", "matched: 0", "skipped: 0"]
    assert Account.objects.get(name="Test card").postings.count() == 2
