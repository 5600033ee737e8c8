"""Balances that are asserted or reconciled, in journals, held by the programs that read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from beancount import loader

from accounts.actors import Actor
from accounts.models import Household
from accounts.roles import Right, Role
from accounts.scope import enter_household, household_scope
from ledger.enums import AccountKind, AssertionSource, Status
from ledger.exports.journal import JournalFormat, journal
from ledger.imports.books.detect import detect_books
from ledger.imports.statement import StatementFile
from ledger.models import BalanceAssertion, ImportBatch
from ledger.services.assertions import assert_balance, remove_assertion
from ledger.services.import_undo import undo_import
from ledger.services.moving_in import MoveRequest, move_in
from ledger.services.reconciliations import begin_reconciliation, finish_reconciliation
from tests.factories.accounts import make_member
from tests.factories.books import Books
from tests.factories.rights import limit, make_guest
from tests.ledger.exports.test_journal_oracles import beancount_figures, hledger_figures, ours

BELOW = (
    "; At the end of 2026-03-31 Assets:Test-dollars held 100.00 USD, "
    "without the accounts below it\n"
)
HELD = {
    JournalFormat.HLEDGER: (
        "2026-03-02 * Balance\n    Assets:Test-checking  0.00 EUR = 87.70 EUR\n",
        "2026-03-31 * Balance\n    Assets:Test-checking  0.00 EUR = -2.30 EUR\n",
        "2026-03-31 * Balance\n    Assets:Test-dollars  0.00 USD = 100.00 USD\n",
        "2026-03-31 * Balance\n    Assets:Test-dollars:Jar  0.00 USD = 7.00 USD\n",
    ),
    JournalFormat.BEANCOUNT: (
        "2026-03-03 balance Assets:Test-checking  87.70 EUR\n",
        "2026-04-01 balance Assets:Test-checking  -2.30 EUR\n",
        BELOW,
        "2026-04-01 balance Assets:Test-dollars:Jar  7.00 USD\n",
    ),
}
FAILED = (
    "; At the end of 2026-03-31 Assets:Test-checking should have held 5.00 EUR, "
    "the books say -2.30 EUR, off by 7.30 EUR\n"
)


@pytest.fixture
def stated(books: Books) -> Books:
    """Balances that hold and one that does not, with more on their days and after them."""
    jar = books.account("Jar", AccountKind.CASH, "USD", parent=books.dollars)
    books.book("2026-03-01", (books.checking, "100"), (books.opening, "-100"))
    books.spend("2026-03-02", "12.30")
    books.book("2026-03-30", (books.checking, "-90"), (books.dollars, "100", "90"))
    books.book("2026-03-31", (jar, "7"), (books.opening, "-7"), currency="USD")
    books.spend("2026-04-01", "1000", status=Status.PENDING)
    for account, on, amount in (
        (books.checking, "2026-03-31", "-2.30"),
        (books.checking, "2026-03-31", "5"),
        (books.dollars, "2026-03-31", "100"),
        (jar, "2026-03-31", "7"),
    ):
        day = date.fromisoformat(on)
        assert_balance(by=books.actor, account=account, on=day, amount=Decimal(amount))
    gone = assert_balance(
        by=books.actor, account=books.card, on=date(2026, 3, 31), amount=Decimal(1)
    )
    remove_assertion(by=books.actor, assertion=gone)
    row = begin_reconciliation(
        by=books.actor, account=books.checking, statement_date=date(2026, 3, 2),
        statement_balance=Decimal("87.70"),
    )  # fmt: skip
    finish_reconciliation(by=books.actor, reconciliation=row)
    return books


def text_of(books: Books, form: JournalFormat) -> str:
    return "".join(journal(books.household, form))


@pytest.mark.parametrize("form", JournalFormat)
def test_what_is_stated_follows_its_day(stated: Books, form: JournalFormat) -> None:
    pieces = [piece.rstrip("\n") + "\n" for piece in text_of(stated, form).split("\n\n")]

    expected = [*HELD[form], FAILED]
    assert {piece for piece in pieces if piece in expected} == set(expected)
    assert pieces.index(HELD[form][0]) == first_of(pieces, "2026-03-30") - 1
    assert first_of(pieces, "2026-04-01 !") > max(map(pieces.index, expected))


def first_of(pieces: list[str], start: str) -> int:
    return next(number for number, piece in enumerate(pieces) if piece.startswith(start))


def test_both_programs_hold_what_is_stated_and_refuse_another_balance(stated: Books) -> None:
    expected = ours(stated.household)
    beancount = text_of(stated, JournalFormat.BEANCOUNT)
    assert beancount_figures(beancount)[0] == expected
    wrong = beancount.replace("Assets:Test-checking  -2.30 EUR", "Assets:Test-checking  -2.35 EUR")
    _entries, errors, _options = loader.load_string(wrong)
    assert ["Balance failed" in error.message for error in errors] == [True]

    hledger = text_of(stated, JournalFormat.HLEDGER)
    assert hledger_figures(hledger)[0] == expected
    with pytest.raises(AssertionError, match="balance assertion"):
        hledger_figures(hledger.replace("= -2.30 EUR", "= -2.35 EUR"))


def test_hidden_accounts_state_nothing(stated: Books) -> None:
    guest = limit(make_guest(stated.household), stated.dollars, Right.NONE, by=stated.actor)
    assert guest.user is not None

    enter_household(stated.household.pk, user_id=guest.user.pk, hidden=guest.hidden)

    text = text_of(stated, JournalFormat.HLEDGER)
    assert "= -2.30 EUR" in text
    assert "USD" not in text.replace("USD @@", "")


def moved(by: Actor, text: str) -> ImportBatch:
    source = StatementFile.from_bytes(text.encode(), "books")
    found = detect_books(source)
    assert found is not None
    report = move_in(by=by, request=MoveRequest(source=source, detection=found))
    assert report.differences == ()
    return ImportBatch.objects.get(pk=report.batch_id or 0)


def kept(household: Household) -> set[tuple[str, str, Decimal]]:
    rows = BalanceAssertion.objects.in_household(household).live()
    return {(f"{row.account}", f"{row.date}", row.amount) for row in rows.select_related("account")}


@pytest.mark.parametrize("form", JournalFormat)
def test_stated_balances_move_in_and_are_taken_back(
    stated: Books, other_household: Household, form: JournalFormat
) -> None:
    text = text_of(stated, form)
    dollars = {("Test-dollars", "2026-03-31", Decimal(100))}
    with household_scope(other_household.pk):
        by = make_member(other_household, Role.MANAGER)

        batch = moved(by, text)
        moved(by, text)

        assert kept(other_household) == {
            ("Test-checking", "2026-03-02", Decimal("87.7")),
            ("Test-checking", "2026-03-31", Decimal("-2.3")),
            ("Jar", "2026-03-31", Decimal(7)),
        } | (dollars if form is JournalFormat.HLEDGER else set())
        sources = BalanceAssertion.objects.values_list("source", "import_batch")
        assert set(sources) == {(AssertionSource.STATEMENT, batch.pk)}
        undo_import(by=by, batch=batch)
        assert kept(other_household) == set()
