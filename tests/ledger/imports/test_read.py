from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.enums import Status, ValueSource
from ledger.imports.classify import Classifier
from ledger.imports.read import INVESTMENT, PROGRESS_STEP, Intake, Stated
from ledger.imports.report import Tally
from ledger.imports.routing import Router
from ledger.imports.staging import StagedRow
from ledger.imports.statement import (
    AccountSection,
    Balance,
    BalanceKind,
    Problem,
    Record,
    Split,
    StatementLine,
)
from tests.factories.books import Books

DAY = date(2026, 3, 2)
LINE = StatementLine(DAY, Decimal("-3.50"), 2, payee="  Coffee\tBar ", memo="Tea")


@pytest.fixture
def intake(books: Books) -> Intake:
    return Intake(Router(books.actor, books.checking), Classifier.for_household(books.household))


def take(intake: Intake, *records: Record) -> list[StagedRow]:
    return list(intake.rows(iter(records)))


def test_line_becomes_a_staged_row(books: Books, intake: Intake) -> None:
    (row,) = take(intake, LINE)

    assert (row.no, row.line, row.account_id, row.date) == (1, 2, books.checking.pk, DAY)
    assert (f"{row.amount}", row.currency) == ("-3.50000000", "EUR")
    assert (row.raw_payee, row.memo, row.status) == ("Coffee Bar", "Tea", Status.CLEARED)
    assert (row.payee_no, row.payee_source, row.has_splits) == (0, ValueSource.IMPORT, False)


def test_equal_lines_have_equal_fingerprints(intake: Intake) -> None:
    first, second, other = take(intake, LINE, LINE._replace(line=3), LINE._replace(memo=""))

    assert first.fingerprint == second.fingerprint != other.fingerprint


def test_amounts_written_unlike_have_equal_fingerprints(intake: Intake) -> None:
    first, second = take(intake, LINE, LINE._replace(amount=Decimal("-3.5")))

    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"is_pending": True}, "status", Status.PENDING),
        ({"external_id": "x" * 300}, "external_id", "x" * 200),
        ({"payee": "p" * 400}, "raw_payee", "p" * 300),
        ({"memo": "m" * 900}, "memo", "m" * 500),
        ({"amount": Decimal(0)}, "amount", Decimal(0)),
        ({"amount": Decimal("1E+2")}, "amount", Decimal(100)),
    ],
)
def test_staged_row_fits_the_books(
    intake: Intake, changes: dict[str, Any], field: str, expected: object
) -> None:
    (row,) = take(intake, LINE._replace(**changes))

    assert getattr(row, field) == expected


def test_investments_are_counted_and_left_out(intake: Intake) -> None:
    buy = LINE._replace(is_investment=True)

    assert take(intake, buy, LINE) == take(intake, LINE)[:0] + take_again(intake)
    assert intake.skipped == [(buy, INVESTMENT)]
    assert intake.tally.investments == 1


def take_again(intake: Intake) -> list[StagedRow]:
    return take(Intake(intake.router, intake.classifier), LINE)


def test_tally_counts_days_and_sums_by_currency(intake: Intake) -> None:
    early = LINE._replace(date=date(2026, 1, 5), amount=Decimal("10.00"), currency="USD")

    take(intake, LINE, early, LINE._replace(amount=Decimal("-1.50")))

    tally = intake.tally
    assert (tally.rows, dict(tally.sums)) == (3, {"": Decimal("-5.00"), "USD": Decimal("10.00")})
    assert (tally.first_date, tally.last_date) == (date(2026, 1, 5), DAY)


def test_tally_of_nothing_has_no_days() -> None:
    tally = Tally()

    assert (tally.rows, tally.first_date, tally.last_date, dict(tally.sums)) == (0, None, None, {})


def test_problems_are_kept_and_losses_counted(intake: Intake) -> None:
    lost, warning = Problem("no date", 4), Problem("total is off", 9, is_warning=True)

    assert take(intake, lost, warning) == []
    assert (intake.tally.problems, intake.tally.failed) == ([lost, warning], 1)


def balance(kind: str, amount: str, day: int | None = None, currency: str = "") -> Balance:
    on = date(2026, 3, day) if day else None
    return Balance(BalanceKind(kind), Decimal(amount), on, currency)


@pytest.mark.parametrize(
    ("balances", "opening", "closing"),
    [
        ([balance("opening", "1"), balance("closing", "2")], "1", "2"),
        ([balance("opening", "1", 1), balance("opening", "5", 5)], "1", None),
        ([balance("opening", "5", 5), balance("opening", "1", 1)], "1", None),
        ([balance("closing", "2", 2), balance("closing", "9", 9)], None, "9"),
        ([balance("closing", "9", 9), balance("closing", "2", 2)], None, "9"),
        ([balance("closing", "1", 9), balance("closing", "2", 9)], None, "2"),
        ([balance("opening", "1"), balance("opening", "2")], "1", None),
        ([balance("available", "7", 9)], None, None),
    ],
)
def test_earliest_opening_and_latest_closing_balance_are_kept(
    books: Books,
    intake: Intake,
    balances: Iterable[Balance],
    opening: str | None,
    closing: str | None,
) -> None:
    take(intake, *balances)

    stated = intake.stated.get(books.checking.pk, Stated())
    assert [stated.opening and str(stated.opening.amount)] == [opening]
    assert [stated.closing and str(stated.closing.amount)] == [closing]


def test_sections_and_currencies_keep_rows_and_balances_apart(books: Books, intake: Intake) -> None:
    rows = take(
        intake,
        AccountSection("111", "EUR"),
        LINE,
        balance("closing", "1.00", 2),
        AccountSection("222", "USD"),
        LINE,
        balance("closing", "2.00", 2),
    )

    assert [row.currency for row in rows] == ["EUR", "USD"]
    assert rows[0].account_id == books.checking.pk != rows[1].account_id
    assert set(intake.stated) == {row.account_id for row in rows}
    assert intake.currencies == {"EUR", "USD"}


def test_splits_are_staged_beside_the_row(books: Books, intake: Intake) -> None:
    parts = (Split(Decimal("-2.00"), "Test food", " a  b "), Split(Decimal("-1.50"), "nothing"))

    (row,) = take(intake, LINE._replace(splits=parts, category="Test rent"))

    unknown = intake.classifier.uncategorised_expense
    assert intake.splits == [
        (1, 1, Decimal("-2.00"), books.food.pk, "a b"),
        (1, 2, Decimal("-1.50"), unknown, ""),
    ]
    assert (row.has_splits, row.category_source, row.category_reason) == (
        True,
        ValueSource.IMPORT,
        "",
    )


def test_parts_that_do_not_add_up_are_not_staged(intake: Intake) -> None:
    parts = (Split(Decimal("-2.00"), "Test food"), Split(Decimal("-1.00"), "Test rent"))

    (row,) = take(intake, LINE._replace(splits=parts))

    assert (row.has_splits, intake.splits) == (False, [])
    assert [problem.is_warning for problem in intake.tally.problems] == [True]


def test_progress_is_told_every_few_thousand_rows(books: Books) -> None:
    told: list[int] = []
    classifier = Classifier.for_household(books.household)
    intake = Intake(Router(books.actor, books.checking), classifier, told.append)

    take(intake, *[LINE] * (2 * PROGRESS_STEP + 1))

    assert told == [PROGRESS_STEP, 2 * PROGRESS_STEP]


def test_balance_of_another_currency_alone_makes_no_account(books: Books, intake: Intake) -> None:
    dollars = Balance(BalanceKind.CLOSING, Decimal(5), date(2026, 3, 31), "USD")
    euros = Balance(BalanceKind.CLOSING, Decimal(7), date(2026, 3, 31), "EUR")

    take(intake, AccountSection("DE12", "EUR"), dollars, euros)

    assert intake.router.made == []
    assert {pk: stated.closing for pk, stated in intake.stated.items()} == {
        books.checking.pk: euros
    }


def test_balance_of_another_currency_counts_where_rows_have_made_its_account(
    intake: Intake,
) -> None:
    dollars = Balance(BalanceKind.CLOSING, Decimal(5), date(2026, 3, 31), "USD")
    line = StatementLine(date(2026, 3, 2), Decimal(5), 1, currency="USD")

    take(intake, AccountSection("DE12", "EUR"), dollars, line)

    (made,) = intake.router.made
    assert intake.stated[made.pk].closing == dollars


def test_first_section_is_the_chosen_account_even_without_rows(
    books: Books, intake: Intake
) -> None:
    line = StatementLine(date(2026, 3, 2), Decimal(5), 1)

    rows = take(intake, AccountSection("DE12", "EUR"), AccountSection("DE99", "EUR"), line)

    (made,) = intake.router.made
    assert [row.account_id for row in rows] == [made.pk]
    assert made.pk != books.checking.pk
