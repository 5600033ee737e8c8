"""Books of another program in a household: placed, posted once, compared, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor, Origin
from accounts.models import Household
from accounts.roles import Role
from ledger.enums import AccountKind, PeriodState, SystemRole
from ledger.imports.books.comparison import MoveReport
from ledger.imports.books.detect import detect_books
from ledger.imports.statement import StatementFile
from ledger.models import (
    Account,
    BalanceAssertion,
    ChangeSet,
    ImportBatch,
    Payee,
    Period,
    Posting,
    Transaction,
)
from ledger.reports.verify import verify_ledger
from ledger.services.errors import Inconsistent
from ledger.services.import_undo import undo_import
from ledger.services.moving_in import MoveRequest, move_in
from tests.factories.books import Books
from tests.ledger.imports.books.exports import EXPECTED, EXPORTS

FX = b"""\
2024-01-01 Trip
    expenses:hotel    100 USD @ 0.90 EUR
    assets:checking

2024-01-02 Two kinds of categories
    expenses:hotel     10 USD @ 0.90 EUR
    expenses:fees       1 EUR
    assets:checking   -10 EUR

2024-01-03 Shares
    assets:broker      3 GE @ 7 EUR
    assets:checking
"""


def bring_in(books: Books, data: bytes, **request: object) -> MoveReport:
    source = StatementFile.from_bytes(data, "books")
    found = detect_books(source)
    assert found is not None
    wanted = MoveRequest(source=source, detection=found, **request)  # type: ignore[arg-type]
    return move_in(by=books.actor, request=wanted)


def place(household: Household, name: str) -> Account:
    return Account.objects.in_household(household).live().places().get(name__iexact=name)


def balance(account: Account) -> str:
    live = Posting.objects.filter(account=account).live()
    return f"{sum((leg.amount for leg in live), Decimal(0)):.2f}"


def batch_of(report: MoveReport) -> ImportBatch:
    return ImportBatch.objects.get(pk=report.batch_id or 0)


@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_every_export_arrives_once(name: str, household: Household, books: Books) -> None:
    report = bring_in(books, EXPORTS[name][1])
    again = bring_in(books, EXPORTS[name][1])

    assert report.differences == ()
    assert {key: balance(place(household, key)) for key in EXPECTED} == EXPECTED
    assert (report.matched, again.added, again.matched) == (0, 0, report.added)
    assert again.accounts == report.accounts
    assert verify_ledger(household).differences == ()


@pytest.mark.parametrize("name", ["actual", "beancount", "ynab zip"])
def test_undo_leaves_nothing_behind(name: str, household: Household, books: Books) -> None:
    accounts = set(Account.objects.in_household(household).live().values_list("pk", flat=True))
    report = bring_in(books, EXPORTS[name][1])

    undone = undo_import(by=books.actor, batch=batch_of(report))

    assert (undone.removed, undone.kept) == (report.added, ())
    assert Transaction.objects.in_household(household).count() == 0
    left = set(Account.objects.in_household(household).live().values_list("pk", flat=True))
    assert left == accounts
    assert bring_in(books, EXPORTS[name][1]).added == report.added


def test_undo_keeps_accounts_that_are_used(household: Household, books: Books) -> None:
    report = bring_in(books, EXPORTS["hledger"][1])
    checking = place(household, "checking")
    books.book("2024-02-01", (checking, "-5"), (books.food, "5"))

    undo_import(by=books.actor, batch=batch_of(report))

    assert place(household, "checking") == checking
    assert not Account.objects.in_household(household).live().filter(name="savings").exists()


def test_categories_that_are_there_are_used(household: Household, books: Books) -> None:
    there = books.account("food", AccountKind.EXPENSE)

    report = bring_in(books, EXPORTS["hledger"][1])

    assert Posting.objects.get(account=there).amount == Decimal(50)
    assert "food" not in report.accounts_made
    assert "home" in report.accounts_made


def test_opening_balances_are_the_ledgers_own(household: Household, books: Books) -> None:
    bring_in(books, EXPORTS["hledger"][1])

    opening = Account.objects.in_household(household).system(SystemRole.OPENING)
    assert balance(opening) == "-1000.00"


def test_place_goes_to_the_account_that_was_chosen(household: Household, books: Books) -> None:
    report = bring_in(
        books, EXPORTS["ynab register"][1], accounts={"place:Checking": books.checking.pk}
    )

    assert balance(books.checking) == EXPECTED["Checking"]
    assert "Checking" not in report.accounts_made


def test_place_of_another_currency_is_refused(books: Books) -> None:
    with pytest.raises(Inconsistent):
        bring_in(books, EXPORTS["ynab register"][1], accounts={"place:Checking": books.dollars.pk})


def test_payees_tags_and_status_arrive(household: Household, books: Books) -> None:
    market = Payee.objects.create(household=household, name="MARKET")

    bring_in(books, EXPORTS["hledger"][1])

    shop = Transaction.objects.get(date=date(2024, 1, 20))
    assert (shop.payee, shop.raw_payee, shop.status) == (market, "Market", "pending")
    assert (shop.memo, {tag.name for tag in shop.tags.all()}) == ("(12) · weekly", {"trip", "home"})


def test_money_of_two_currencies_has_the_sources_price(household: Household, books: Books) -> None:
    report = bring_in(books, FX)

    assert report.differences == ()
    hotel = Account.objects.in_household(household).live().get(name="hotel")
    trip = Posting.objects.get(transaction__raw_payee="Trip", account=hotel)
    paid = trip.transaction.postings.exclude(account=hotel).get()
    assert (trip.currency, trip.amount) == ("USD", Decimal(100))
    assert (paid.currency, paid.amount, paid.value) == ("EUR", Decimal(-90), Decimal(-100))


def test_categories_of_two_currencies_are_parted_by_trading(
    household: Household, books: Books
) -> None:
    report = bring_in(books, FX)

    trading = Account.objects.in_household(household).system(SystemRole.TRADING)
    legs = Posting.objects.filter(account=trading).order_by("currency")
    assert [(leg.currency, leg.amount) for leg in legs] == [
        ("EUR", Decimal(9)),
        ("USD", Decimal(-10)),
    ]
    assert report.added == 3
    assert verify_ledger(household).differences == ()


def test_shares_get_a_code_of_their_own(household: Household, books: Books) -> None:
    bring_in(books, FX)

    broker = place(household, "broker")
    assert (broker.currency, broker.kind, balance(broker)) == ("GEX", "investment", "3.00")


def test_unknown_rate_leaves_the_base_value_open(household: Household, books: Books) -> None:
    books.rate("2024-01-01", "USD", "EUR", "0.95")

    bring_in(books, FX)

    trip = Posting.objects.filter(transaction__raw_payee="Trip")
    assert sorted(f"{leg.base_value:.2f}" for leg in trip) == ["-95.00", "95.00"]


def test_closed_days_are_left_alone_and_said(household: Household, books: Books) -> None:
    Period.objects.create(
        household=household,
        start=date(2024, 1, 20),
        end=date(2024, 1, 21),
        state=PeriodState.CLOSED,
    )

    report = bring_in(books, EXPORTS["hledger"][1])

    assert (report.added, report.skipped) == (3, 1)
    assert [(each.what, each.count) for each in report.not_carried] == [("transactions", 1)]
    assert {each.path for each in report.differences} == {
        "assets:checking",
        "expenses:food",
        "expenses:home",
    }


def test_dry_run_reports_and_leaves_nothing(household: Household, books: Books) -> None:
    before = Account.objects.in_household(household).count()

    report = bring_in(books, EXPORTS["actual"][1], is_dry_run=True)

    assert report.added == 4
    assert Transaction.objects.in_household(household).count() == 0
    assert Account.objects.in_household(household).count() == before
    assert ImportBatch.objects.in_household(household).count() == 0


def test_batch_keeps_the_report_and_the_history_names_it(
    household: Household, books: Books
) -> None:
    report = bring_in(books, EXPORTS["ynab zip"][1])

    batch = batch_of(report)
    kept = {each["path"]: each["difference"] for each in batch.report["accounts"]}
    assert kept == {"Checking": "0.00000000", "Savings": "0.00000000"}
    assert batch.report["not_carried"][0]["what"] == "budgeted amounts"
    assert ChangeSet.objects.filter(import_batch=batch, kind="import").count() == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER])
def test_moving_in_needs_the_right_to_open_accounts(role: Role, books: Books) -> None:
    books.actor = Actor(books.household, role, Origin.USER, books.actor.user)

    with pytest.raises(PermissionDenied):
        bring_in(books, EXPORTS["actual"][1])


def test_queries_do_not_grow_with_rows(books: Books, django_assert_max_num_queries: object) -> None:
    rows = b"".join(
        b"2024-02-%02d Shop\n    expenses:food  1 EUR\n    assets:cash\n\n" % (n % 28 + 1)
        for n in range(300)
    )

    with django_assert_max_num_queries(60):  # type: ignore[operator]
        report = bring_in(books, rows)

    assert report.added == 300


def test_balances_of_accounts_with_other_rows_are_left_out_and_said(
    household: Household, books: Books
) -> None:
    books.spend("2024-01-01", "1")
    text = b"2024-01-01 x\n  assets:test checking  7 EUR = 7 EUR\n  income:gift  -7 EUR = -7 EUR\n"

    report = bring_in(books, text)

    assert not BalanceAssertion.objects.in_household(household).exists()
    left_out = {each.reason: each.count for each in report.not_carried}
    assert left_out == {
        "the account holds other rows, too": 1,
        "only accounts that hold money are said to have a balance": 1,
    }
