"""The commands that print what the books say: keys, exit codes, files."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from tests.factories.books import Books
from tests.ledger.reports.test_verify import damage


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def read(name: str, *arguments: str) -> Any:
    return json.loads(run(name, *arguments, "--json"))


@pytest.fixture
def spent(books: Books) -> Books:
    books.book("2026-01-31", (books.checking, "100.00"), (books.opening, "-100.00"))
    books.spend("2026-02-10", "12.30", payee="Nordmarkt")
    return books


def test_balances_prints_every_account(spent: Books) -> None:
    outcome = read("balances", "--household", str(spent.household.pk))

    lines = {line["path"]: line for line in outcome["accounts"]}
    assert lines["Assets:Test-checking"] == {
        "path": "Assets:Test-checking",
        "kind": "checking",
        "currency": "EUR",
        "balance": "87.70",
    }
    assert lines["Liabilities:Test-card"]["balance"] == "0.00"


@pytest.mark.parametrize(
    ("as_of", "balance", "months"),
    [
        ("2026-01-30", "0.00", {}),
        ("2026-01-31", "100.00", {"2026-01": "100.00"}),
        ("2026-02-09", "100.00", {"2026-01": "100.00"}),
        ("2026-02-10", "87.70", {"2026-01": "100.00", "2026-02": "-12.30"}),
    ],
)
def test_balances_as_of_a_day_with_months(
    spent: Books, as_of: str, balance: str, months: dict[str, str]
) -> None:
    outcome = read(
        "balances", "--household", str(spent.household.pk), "--as-of", as_of, "--monthly"
    )

    lines = {line["path"]: line for line in outcome["accounts"]}
    found = lines["Assets:Test-checking"]
    assert (found["balance"], found["months"]) == (balance, months)


def test_balances_for_people_is_a_table(spent: Books) -> None:
    lines = run("balances", "--household", spent.household.name).splitlines()

    assert "               87.70 EUR  Assets:Test-checking" in lines


def test_verify_ledger_of_clean_books_exits_0(spent: Books) -> None:
    outcome = read("verify_ledger", "--household", spent.household.name)

    assert (outcome["ok"], outcome["differences"]) == (True, [])
    assert outcome["checked"]["transactions"] == 2


def test_verify_ledger_exits_1_with_each_difference(spent: Books) -> None:
    damage("delete from ledger_monthlytotal")
    out = StringIO()

    with pytest.raises(CommandError) as caught:
        call_command("verify_ledger", "--json", stdout=out)

    outcome = json.loads(out.getvalue())
    assert caught.value.returncode == 1
    assert (outcome["ok"], len(outcome["differences"])) == (False, 4)
    assert outcome["differences"][0]["household"] == spent.household.pk


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("export_journal", ["--format", "hledger"]),
        ("export_journal", ["--format", "beancount"]),
        ("export_transactions", ["--format", "csv"]),
        ("export_transactions", ["--format", "json"]),
    ],
)
def test_exports_write_the_same_to_a_file(
    spent: Books, tmp_path: Path, name: str, arguments: list[str]
) -> None:
    household = ["--household", spent.household.name]
    path = tmp_path / "out"

    printed = run(name, *household, *arguments)
    silent = run(name, *household, *arguments, "--output", str(path))

    assert path.read_bytes() == printed.encode()
    assert silent == ""
    assert "Nordmarkt" in printed


def test_export_transactions_follows_the_query(spent: Books) -> None:
    household = ["--household", spent.household.name, "--format", "csv"]

    lines = run("export_transactions", *household, "--query", "amount>50").splitlines()

    assert [line.split(",")[0] for line in lines] == ["Date", "2026-01-31"]


def test_export_transactions_writes_a_workbook(spent: Books, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"

    run("export_transactions", "--household", spent.household.name, "--format", "xlsx",
        "--output", str(path))  # fmt: skip

    assert load_workbook(path).worksheets[0].max_row == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "csv", "--query", "account:nowhere"],
        ["--format", "csv", "--output", "/nowhere/out.csv"],
        ["--format", "xlsx", "--output", "/nowhere/out.xlsx"],
    ],
)
def test_export_transactions_refuses_with_the_reason(spent: Books, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="nowhere") as caught:
        run("export_transactions", "--household", spent.household.name, *arguments)

    assert caught.value.returncode == 1
