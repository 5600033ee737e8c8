from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Account, Transaction
from tests.factories.books import Books
from tests.ledger.imports.books.exports import ACTUAL, MINT, YNAB_REGISTER, YNAB_ZIP


def run(books: Books, folder: Path, data: bytes, *more: str) -> dict[str, Any]:
    path = folder / "export.bin"
    path.write_bytes(data)
    out = io.StringIO()
    given = ("--household", str(books.household.pk), "--json", *more)
    call_command("import_file", str(path), *given, stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_books_need_no_account_and_report_both_sides(books: Books, tmp_path: Path) -> None:
    result = run(books, tmp_path, ACTUAL)

    assert (result["added"], result["matched"], result["failed"]) == (4, 0, 0)
    assert {each["path"]: each["ledger_balance"] for each in result["accounts"]} == {
        "Checking": "3115.70000000",
        "Savings": "300.00000000",
    }
    assert {each["difference"] for each in result["accounts"]} == {"0.00000000"}
    assert result["not_carried"][0]["what"] == "budgeted amounts"


def test_same_books_twice_add_nothing(books: Books, tmp_path: Path) -> None:
    run(books, tmp_path, YNAB_ZIP)

    result = run(books, tmp_path, YNAB_ZIP)

    assert (result["added"], result["matched"]) == (0, 4)


def test_dry_run_leaves_nothing(books: Books, tmp_path: Path) -> None:
    assert run(books, tmp_path, ACTUAL, "--dry-run")["added"] == 4
    assert not Transaction.objects.exists()


def test_table_of_books_with_an_account_is_its_statement(books: Books, tmp_path: Path) -> None:
    result = run(books, tmp_path, MINT, "--account", "Test checking")

    assert "accounts" not in result
    assert result["added"] == 6


def test_only_place_goes_to_the_account_given(books: Books, tmp_path: Path) -> None:
    journal = b"2024-01-01 x\n    assets:purse  5 EUR\n    income:found\n"

    run(books, tmp_path, journal, "--account", "Test checking")

    assert books.checking.postings.get().amount == 5
    assert not Account.objects.filter(name="purse").exists()


def test_statement_without_an_account_says_what_is_missing(books: Books, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--account"):
        run(books, tmp_path, b"Date,Payee,Amount\n2024-01-01,x,5.00\n")


def test_books_that_are_cut_off_are_refused(books: Books, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run(books, tmp_path, YNAB_REGISTER[:60] + b"\0")
